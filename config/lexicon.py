"""Industries and the words that speak for them, as checked data that an agency can edit."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from config.base import Checked, DataError, Sourced, load_checked
from config.compiled import compiled
from config.enterprise import EnterpriseWords
from config.overlay import current, follows

LEARNT = "learnt.yaml"


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


class TermFile(Sourced):
    """The terms of one industry, or of several where each group names its own."""

    industry: str
    groups: tuple[TermGroup, ...]


class _Learnt(Checked):
    """What was learnt from labelled texts; each line of the blocks: ``term industry:weight …``."""

    fitted_on: str
    ask_below: float
    temperature: float
    bias: dict[str, float]
    prior: str
    adjusted: str
    strings: str


class _Urgency(Checked):
    immediate: str
    major: str
    supposed: str
    past: str
    ongoing: str
    told: str
    finds: str


class _Flags(Checked):
    deaths: str
    no_deaths: str
    criminal_link: str
    officials: str


class Words(Sourced):
    """Words of urgency, flags, mended hazards and politeness, separated by blanks."""

    urgency: _Urgency
    flags: _Flags
    enterprise: EnterpriseWords
    mended: str
    unmended: str
    polite: str


class Weights(NamedTuple):
    """The industries that a term speaks for (or against, below zero)."""

    kind: Kind
    industries: dict[str, float]


@dataclass(frozen=True)
class Lexicon:
    """All terms with the weights that count, and what else the classification needs.

    The learnt lines are read when their term is met: a short text needs a few of thousands.
    ``own`` are the terms of the agency, which weigh just what it says.
    """

    hand: dict[str, Weights]
    own: frozenset[str]
    prior: dict[str, dict[str, float]]
    bias: dict[str, float]
    adjusted: dict[str, str]
    strings: dict[str, str]
    ask_below: float
    temperature: float

    def of_word(self, term: str) -> Weights:
        """A person's weights times the priors of their industries, plus what was learnt for it."""
        if term in self.own:
            return self.hand[term]
        kind, own = self.hand[term]
        share = len(own) ** 0.5  # a word of many industries tells less about each
        weights = _weights(self.adjusted.get(term, ""))
        for said, weight in own.items():
            for code, prior in self.prior[said].items():
                weights[code] = weights.get(code, 0.0) + weight / share * prior
        return Weights(kind, {code: round(weight, 2) for code, weight in weights.items()})

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


def load_terms(path: Traversable) -> TermFile:
    """One file of terms; raises DataError."""
    from config.reading import read_checked

    return read_checked(TermFile, path)


@cache
def hand_terms() -> dict[str, Weights]:
    """The shipped terms of people with their own weights; raises DataError with every fault."""
    found, faults = dict[str, Weights](), list[str]()
    folder = files("config") / "data" / "lexicon"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml") and path.name != LEARNT:
            terms, own_faults = _terms_of(path)
            faults += own_faults
            faults += [
                f"{path.name}: {term} - {wrong}"
                for term, weights in terms.items()
                if term in found and (wrong := _clash(found[term], weights))
            ]
            for term, weights in terms.items():
                if term not in found:
                    found[term] = weights
                else:
                    found[term].industries.update(weights.industries)
    if faults:
        raise DataError(faults)
    return found


def _terms_of(path: Traversable) -> tuple[dict[str, Weights], list[str]]:
    """The terms of one file, and its faults."""
    try:
        data = load_terms(path)
    except DataError as error:
        return {}, error.faults
    found, faults = dict[str, Weights](), list[str]()
    for group in data.groups:
        industry = group.industry or data.industry
        if industry not in industries():
            faults.append(f"{path.name}: industry - unknown: {industry}")
            continue
        for term in group.terms.lower().split():
            given = Weights(
                group.kind, {} if group.kind is Kind.BLOCKER else {industry: group.weight}
            )
            known = found.setdefault(term, Weights(group.kind, {}))
            if wrong := _clash(known, given):
                faults.append(f"{path.name}: {term} - {wrong}")
            known.industries.update(given.industries)
    return found, faults


def _clash(known: Weights, given: Weights) -> str:
    """What is wrong with giving a term both ways; empty if nothing."""
    if (known.kind is Kind.BLOCKER) != (given.kind is Kind.BLOCKER):
        return "is also a blocker"
    twice = known.industries.keys() & given.industries.keys()
    return f"is given twice for {min(twice)}" if twice else ""


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


def sources() -> list[Traversable]:
    """The lexicon's files, in the order of their names."""
    folder = files("config") / "data" / "lexicon"
    return sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)


@follows("terms")
def lexicon() -> Lexicon:
    """The hand-written terms together with what was learnt, and the agency's own over all of them.

    Raises DataError with every fault.
    """
    own = {
        term: Weights(Kind(given.kind), dict(given.weights))
        for term, given in current().terms.items()
    }
    return replace(shipped(), hand=shipped().hand | own, own=frozenset(own)) if own else shipped()


@cache
def shipped() -> Lexicon:
    """The same without the agency's own; raises DataError with every fault."""
    return compiled("lexicon", sources(), _lexicon)


def _lexicon() -> Lexicon:
    from config.reading import read_checked

    known = set(industries())
    folder = files("config") / "data" / "lexicon"
    learnt = read_checked(_Learnt, folder / LEARNT)
    prior = _lines(learnt.prior)
    faults = [
        f"learnt.yaml: {name} - needs every industry once"
        for name, given in (("bias", learnt.bias.keys()), ("prior", prior.keys()))
        if given != known
    ]
    if faults:
        raise DataError(faults)
    return Lexicon(
        hand=hand_terms(),
        own=frozenset(),
        prior={code: _weights(pairs) for code, pairs in prior.items()},
        bias=learnt.bias,
        adjusted=_lines(learnt.adjusted),
        strings=_lines(learnt.strings),
        ask_below=learnt.ask_below,
        temperature=learnt.temperature,
    )
