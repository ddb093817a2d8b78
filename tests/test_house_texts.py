"""Every text that code asks for exists in every language, fits, and none is left over."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from config.texts import LOCALES, catalogue, domains
from tests.support.sources import files, python_files, read, strings, tree

SOURCES = ("bot", "handlers", "backend", "nlp", "config")
MARKUP = {".html", ".js", ".j2", ".txt", ".xml", ".yaml"}


def _keys() -> set[str]:
    """Every key of the default language."""
    return {key for domain in domains() for key in catalogue(LOCALES[0], domain)}


def _named() -> dict[str, list[str]]:
    """Each literal of the code that looks like a key or the start of one: where it stands."""
    found: dict[str, list[str]] = {}
    known = "|".join(domains())
    whole = re.compile(rf"(?:{known})\.[a-z0-9_.]+")
    for path in python_files(*SOURCES):
        for line, value, _ in strings(path):
            if whole.fullmatch(value):
                found.setdefault(value, []).append(f"{path}:{line}")
    quoted = re.compile(rf"""(?:['"`]|:\s)((?:{known})\.[a-z0-9_.]+)(?:['"`]|\$\{{|\s*$)""", re.M)
    for path in files():
        if path.suffix in MARKUP and path.is_relative_to(Path(path.parts[0])):
            if path.parts[0] not in SOURCES:
                continue
            for match in quoted.finditer(read(path)):
                found.setdefault(match[1], []).append(str(path))
    return found


def _is_start(name: str) -> bool:
    """Whether a literal is only the start of keys, the rest being a status, a code, a field."""
    return name.endswith(("_", "."))


def test_there_are_texts() -> None:
    assert _keys()


def test_every_text_that_code_names_exists() -> None:
    keys = _keys()
    missing = {
        name: places
        for name, places in _named().items()
        if (not any(key.startswith(name) for key in keys) if _is_start(name) else name not in keys)
    }
    assert missing == {}


def test_no_text_is_left_over() -> None:
    named = _named()
    starts = tuple(name for name in named if _is_start(name))
    unused = sorted(key for key in _keys() if key not in named and not key.startswith(starts))
    assert not unused, "\n".join(["", *unused])


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_the_same_texts(locale: str) -> None:
    faults = []
    for domain in domains():
        ours, theirs = catalogue(LOCALES[0], domain), catalogue(locale, domain)
        faults += [f"{key}: only in one language" for key in ours.keys() ^ theirs.keys()]
        for key in ours.keys() & theirs.keys():
            if not theirs[key].strip():
                faults.append(f"{key}: empty")
            if _placeholders(ours[key]) != _placeholders(theirs[key]):
                faults.append(f"{key}: other placeholders")
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("locale", LOCALES)
def test_keys_carry_the_name_of_their_catalogue(locale: str) -> None:
    strange = [
        key for d in domains() for key in catalogue(locale, d) if not key.startswith(f"{d}.")
    ]
    assert not strange, "\n".join(["", *strange])


def _calls() -> list[tuple[str, str, set[str]]]:
    """Place, key and given names of each ``text(locale, "key", …)`` without ``**``."""
    return [
        (f"{path}:{node.lineno}", node.args[1].value, {str(k.arg) for k in node.keywords})
        for path in python_files(*SOURCES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "text"
        and len(node.args) == 2
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
        and all(k.arg for k in node.keywords)
    ]


def test_every_placeholder_is_given() -> None:
    keys = {key: t for d in domains() for key, t in catalogue(LOCALES[0], d).items()}
    open_ends = [
        f"{place}: {key} wants {sorted(lacking)}"
        for place, key, given in _calls()
        if (lacking := _placeholders(keys.get(key, "")) - given)
    ]
    assert not open_ends, "\n".join(["", *open_ends])
