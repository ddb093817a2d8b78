"""What the analysis of a text yields: plain values that every later step reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Urgency(StrEnum):
    """How soon somebody must act, by the words of the report."""

    IMMEDIATE = "immediate"
    MAJOR = "major"
    ORDINARY = "ordinary"


class Match(NamedTuple):
    """One lexicon term found; ``start`` and ``end`` are code points of the given text.

    ``points`` are hundredths of the lexicon's weight, ``weight`` is what they add to the score.
    """

    term: str
    kind: str
    weight: float
    start: int
    end: int
    points: int


class Candidate(NamedTuple):
    """One industry with its score; scores of one text are comparable with each other only.

    ``score`` is the industry's bias and ``points`` hundredths divided by the text's root.
    """

    industry: str
    score: float
    points: int


@dataclass(frozen=True, slots=True)
class Classification:
    """The industry guess: ``industry`` is always the best one, ``ask`` says it is too uncertain."""

    industry: str
    confidence: float
    ask: bool
    candidates: tuple[Candidate, ...]
    root: float
    find: Callable[[], tuple[Match, ...]] = field(repr=False, compare=False)

    @property
    def matched(self) -> tuple[Match, ...]:
        """The terms that count for or against the industry, strongest first; worked out anew."""
        return self.find()


@dataclass(frozen=True, slots=True)
class Region:
    """A place down to where the text names it.

    ``path`` is (province, city, county, town), empty strings where unnamed; acting units such as
    沣东新城 or 江北新区 stand in the county's place. ``unit`` is the id of the acting unit (a
    six-digit division code or the word of a functional zone) that routing starts from, ``code`` the
    statutory division code where known, ``statutory`` the name of the statutory county when an
    acting unit stands in its place, else None.
    """

    unit: str
    code: str
    name: str
    path: tuple[str, str, str, str]
    statutory: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """Where it is: ``region`` if certain, else ``choices`` to ask with (may be empty: unknown)."""

    region: Region | None
    ask: bool
    place: str
    choices: tuple[Region, ...] = ()
    crosses: bool = False
    """Whether the matter itself lies in several counties, ``region`` among them."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A suspected 重大事故隐患 item: a hint for the officer, never a finding."""

    standard: str
    item: str
    title: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that one call of :func:`nlp.analyse.analyse` says of a text."""

    classification: Classification
    place: PlaceFinding
    enterprise: str
    urgency: Urgency
    criteria: tuple[Criterion, ...]
    redacted: str
    flags: tuple[str, ...] = field(default=())
    """Words for the officer that are no criterion: ``deaths``, ``criminal_link``, ``officials``."""
