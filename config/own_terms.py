"""An agency's own terms: a file beside the lexicon's, whose words overrule all that was learnt."""

import json
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path

import yaml

from config.base import Status
from config.lexicon import OWN, Kind, TermFile, TermGroup, hand_terms, lexicon, load_terms

HEAD = "# An agency's own terms; written by `chuishao lexicon add` and `remove`, or by hand.\n"


def path() -> Path:
    """Where they stand; the file comes with the first term."""
    return Path(str(files("config") / "data" / "lexicon" / OWN))


def _groups() -> list[TermGroup]:
    return list(load_terms(path()).groups) if path().exists() else []


def _without(groups: list[TermGroup], term: str, industry: str | None) -> list[TermGroup]:
    """The groups without ``term`` (of one industry, if that is given)."""
    left = []
    for group in groups:
        words = group.terms.split()
        if industry in (None, group.industry):
            words = [word for word in words if word != term]
        if words:
            left.append(replace(group, terms=" ".join(words)))
    return left


def add(term: str, industry: str, kind: Kind, weight: float) -> None:
    """Write ``term`` (folded already) for ``industry``; an earlier weight is replaced.

    Raises DataError for a broken file, OSError where the folder can't be written to.
    """
    groups = _without(_groups(), term, industry)
    groups.append(TermGroup(kind=kind, weight=weight, terms=term, industry=industry))
    _write(groups)


def remove(term: str) -> bool:
    """Take ``term`` out again; False if it wasn't there. Raises as :func:`add`."""
    before = _groups()
    after = _without(before, term, None)
    if after == before:
        return False
    _write(after)
    return True


def _write(groups: list[TermGroup]) -> None:
    if groups:
        file = TermFile(industry="", groups=tuple(groups), source="own", status=Status.INTERNAL)
        plain = json.loads(json.dumps(asdict(file)))  # words for enums, lists for tuples
        text = HEAD + yaml.safe_dump(plain, allow_unicode=True)
        beside = path().with_suffix(".new")
        beside.write_text(text, "utf-8")
        beside.replace(path())
    else:
        path().unlink()
    hand_terms.cache_clear()
    lexicon.cache_clear()
