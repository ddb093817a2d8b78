"""Industries and the words that speak for them, as checked data that an agency can edit."""

from dataclasses import dataclass
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
    supposed: str


class _Flags(Checked):
    deaths: str
    no_deaths: str
    criminal_link: str
    officials: str


class _Enterprise(Checked):
    suffixes: str
    stops: str
    generic: str


class Words(Sourced):
    """Words of urgency, flags, enterprise names and politeness, separated by blanks."""

    urgency: _Urgency
    flags: _Flags
    enterprise: _Enterprise
    polite: str


class Weights(NamedTuple):
    """The industries that a term speaks for (or against, below zero)."""

    kind: Kind
    industries: dict[str, float]


@dataclass(frozen=True)
class Lexicon:
    """All terms with the weights that count, and what else the classification needs.

    The learnt lines are read when their term is met: a short text needs a few of thousands.
    """

    hand: dict[str, Weights]
    prior: dict[str, float]
    bias: dict[str, float]
    adjusted: dict[str, str]
    strings: dict[str, str]
    ask_below: float
    temperature: float

    def of_word(self, term: str) -> Weights:
        """A person's weight times the industry's prior, plus what was learnt for the term."""
        kind, own = self.hand[term]
        share = len(own) ** 0.5  # a word of many industries tells less about each
        weights = {code: weight / share * self.prior[code] for code, weight in own.items()}
        for code, weight in _weights(self.adjusted.get(term, "")).items():
            weights[code] = weights.get(code, 0.0) + weight
        return Weights(kind, weights)

    def of_string(self, string: str) -> Weights:
        """The weights of a learnt string."""
        return Weights(Kind.LEARNT, _weights(self.strings[string]))


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
                if industry in weights:
                    faults.append(f"{path.name}: {term} - is given twice for {industry}")
                if group.kind is not Kind.BLOCKER:
                    weights[industry] = group.weight
    if faults:
        raise DataError(faults)
    return found


def _lines(block: str) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in block.splitlines())


def _weights(pairs: str) -> dict[str, float]:
    found = (pair.partition(":") for pair in pairs.split())
    return {code: float(weight) for code, _, weight in found}


def check_learnt() -> None:
    """Raises DataError for single lines of ``learnt.yaml`` too, which loading leaves unread."""
    loaded, known, faults = lexicon(), set(industries()), list[str]()
    for name, lines in (("adjusted", loaded.adjusted), ("strings", loaded.strings)):
        for term, pairs in lines.items():
            try:
                unknown = _weights(pairs).keys() - known
            except ValueError:
                faults.append(f"learnt.yaml: {name}.{term} - a weight is no number")
                continue
            if unknown:
                faults.append(f"learnt.yaml: {name}.{term} - unknown: {sorted(unknown)}")
            if name == "adjusted" and term not in loaded.hand:
                faults.append(f"learnt.yaml: adjusted.{term} - no file has this term")
    if faults:
        raise DataError(faults)


@cache
def lexicon() -> Lexicon:
    """The hand-written terms together with what was learnt; raises DataError with every fault."""
    known = set(industries())
    learnt = load_checked(_Learnt, files("config") / "data" / "lexicon" / "learnt.yaml")
    faults = [
        f"learnt.yaml: {name} - needs every industry once"
        for name, table in (("bias", learnt.bias), ("prior", learnt.prior))
        if set(table) != known
    ]
    if faults:
        raise DataError(faults)
    return Lexicon(
        hand=hand_terms(),
        prior=learnt.prior,
        bias=learnt.bias,
        adjusted=_lines(learnt.adjusted),
        strings=_lines(learnt.strings),
        ask_below=learnt.ask_below,
        temperature=learnt.temperature,
    )
