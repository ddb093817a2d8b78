"""Loading all config data at once: every fault of every file, by schema and by meaning."""

import re
from collections.abc import Callable

from config import (
    criteria,
    deadlines,
    demo,
    digest,
    divisions,
    figures,
    follow_up,
    identities,
    jurisdictions,
    lexicon,
    ready_texts,
    redaction,
    register,
    retention,
    rules,
    texts,
    workplace,
)
from config.base import DataError
from config.compiled import made_anew
from config.jurisdiction_checks import check_places
from config.texts import DEFAULT_LOCALE, LOCALES, catalogue, domains

_LOADERS: tuple[Callable[[], object], ...] = (
    lexicon.industries,
    lexicon.words,
    lexicon.check_learnt,
    criteria.items,
    redaction.redaction,
    rules.rewards,
    deadlines.deadlines,
    deadlines.holidays,
    digest.digest,
    figures.figures,
    identities.identities,
    ready_texts.ready_texts,
    demo.demo,
    follow_up.follow_up,
    register.headings,
    retention.retention,
    workplace.workplace,
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def all_faults() -> list[str]:
    """Each fault as ``file: path - message``; empty when all data is right.

    Everything is read from its sources; what is kept compiled must say the same.
    """
    _forget()
    with made_anew() as differing:
        faults: list[str] = []
        for load in _LOADERS:
            try:
                load()
            except DataError as error:
                faults += error.faults
        faults += [*check_places(), *text_faults()]
    return [*faults, *(f"{path} - is not what its sources say: delete it" for path in differing)]


def _forget() -> None:
    """Drop what this process has loaded already."""
    for module in (
        criteria,
        deadlines,
        demo,
        digest,
        divisions,
        figures,
        follow_up,
        identities,
        jurisdictions,
        lexicon,
        ready_texts,
        redaction,
        register,
        retention,
        rules,
        texts,
        workplace,
    ):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def text_faults() -> list[str]:
    """Texts that one language lacks, or that take other placeholders there."""
    faults = []
    for domain in domains():
        own = catalogue(DEFAULT_LOCALE, domain)
        for locale in LOCALES:
            try:
                other = catalogue(locale, domain)
            except FileNotFoundError:
                faults.append(f"{domain}.po: {locale} - the catalogue is missing")
                continue
            file = f"{locale}/{domain}.po"
            faults += [f"{file}: {key} - missing" for key in sorted(set(own) ^ set(other))]
            faults += [
                f"{file}: {key} - other placeholders than in {DEFAULT_LOCALE}"
                for key in sorted(set(own) & set(other))
                if set(_PLACEHOLDER.findall(own[key])) != set(_PLACEHOLDER.findall(other[key]))
            ]
    return faults
