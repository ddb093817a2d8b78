"""Industries and the words that speak for them, as checked data that an agency can edit."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from config.base import Checked, DataError, Sourced, load_checked


class Kind(StrEnum):
    """What a term says: negation and mere mention act by this, never by the word itself."""

    SUBJECT = "subject"
    HARM = "harm"
    GUARD = "guard"
    PLACE = "place"
    CUE = "cue"
    BLOCKER = "blocker"
    """A longer word that hides a shorter term inside it (消防通道 hides 通道)."""
    LEARNT = "learnt"


class Industry(Checked):
    """One industry: its name for a button and a line of help, in both languages."""

    zh: str
    en: str
    help_zh: str
    help_en: str


class _Industries(Checked):
    industries: dict[str, Industry]


class TermGroup(Checked):
    """Terms of one kind and weight, separated by blanks; ``industry`` overrules the file's."""

    kind: Kind
    weight: float
    terms: str
    industry: str = ""


class _TermFile(Sourced):
    industry: str
    groups: tuple[TermGroup, ...]


class _Learnt(Checked):
    """What was learnt from labelled texts; each line of the blocks: ``term industry:weight …``."""

    fitted_on: str
    ask_below: float
    temperature: float
    bias: dict[str, float]
    prior: dict[str, float]
    adjusted: str
    strings: str


class _Urgency(Checked):
    immediate: str
    major: str


class _Flags(Checked):
    deaths: str
    criminal_link: str
    officials: str


class _Mention(Checked):
    after: str
    before: str


class Words(Sourced):
    """Words of urgency, of the officer's flags, and of mere mention, each separated by blanks."""

    urgency: _Urgency
    flags: _Flags
    mention: _Mention


class Weights(NamedTuple):
    """The industries that a term speaks for (or against, below zero)."""

    kind: Kind
    industries: dict[str, float]


class Lexicon(NamedTuple):
    """All terms with the weights that count, and what else the classification needs."""

    terms: dict[str, Weights]
    strings: dict[str, Weights]
    bias: dict[str, float]
    ask_below: float
    temperature: float


@cache
def industries() -> dict[str, Industry]:
    """The industries by code, in the order of the data; raises DataError."""
    return load_checked(_Industries, files("config") / "data" / "industries.yaml").industries


@cache
def words() -> Words:
    """The words of ``words.yaml``; raises DataError."""
    return load_checked(Words, files("config") / "data" / "words.yaml")


@cache
def hand_terms() -> dict[str, Weights]:
    """The terms written by people with their own weights; raises DataError with every fault."""
    known, found, faults = industries(), dict[str, Weights](), list[str]()
    for path in sorted((files("config") / "data" / "lexicon").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml") or path.name == "learnt.yaml":
            continue
        try:
            data = load_checked(_TermFile, path)
        except DataError as error:
            faults += error.faults
            continue
        for group in data.groups:
            industry = group.industry or data.industry
            if industry not in known:
                faults.append(f"{path.name}: industry - unknown: {industry}")
                continue
            for term in group.terms.lower().split():
                kind, weights = found.setdefault(term, Weights(group.kind, {}))
                if kind is Kind.BLOCKER and group.kind is not Kind.BLOCKER:
                    faults.append(f"{path.name}: {term} - is also a blocker")
                if group.kind is not Kind.BLOCKER:
                    weights[industry] = max(group.weight, weights.get(industry, 0.0))
    if faults:
        raise DataError(faults)
    return found


def _weighted_lines(block: str, known: set[str], where: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    faults: list[str] = []
    for line in block.splitlines():
        term, *pairs = line.split()
        try:
            found[term] = {
                industry: float(weight)
                for industry, _, weight in (pair.partition(":") for pair in pairs)
            }
        except ValueError:
            faults.append(f"learnt.yaml: {where}.{term} - a weight is no number")
            continue
        if unknown := found[term].keys() - known:
            faults.append(f"learnt.yaml: {where}.{term} - unknown: {sorted(unknown)}")
    if faults:
        raise DataError(faults)
    return found


@cache
def lexicon() -> Lexicon:
    """The terms as they count: a person's weight times the industry's prior, plus what was learnt.

    Raises DataError with every fault of the files.
    """
    known = set(industries())
    hand = hand_terms()
    learnt = load_checked(_Learnt, files("config") / "data" / "lexicon" / "learnt.yaml")
    faults = [
        f"learnt.yaml: {name} - needs every industry once"
        for name, table in (("bias", learnt.bias), ("prior", learnt.prior))
        if set(table) != known
    ]
    if faults:
        raise DataError(faults)
    adjusted = _weighted_lines(learnt.adjusted, known, "adjusted")
    terms: dict[str, Weights] = {}
    for term, (kind, own) in hand.items():
        share = len(own) ** 0.5  # a word of many industries tells less about each
        weights = {code: weight / share * learnt.prior[code] for code, weight in own.items()}
        for code, weight in adjusted.get(term, {}).items():
            weights[code] = weights.get(code, 0.0) + weight
        terms[term] = Weights(kind, weights)
    strings = {
        term: Weights(Kind.LEARNT, weights)
        for term, weights in _weighted_lines(learnt.strings, known, "strings").items()
    }
    return Lexicon(terms, strings, learnt.bias, learnt.ask_below, learnt.temperature)
