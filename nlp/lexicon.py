"""Finds the lexicon's terms in a text: one automaton of whole words, one of learnt strings."""

import struct
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config import lexicon as data
from config.compiled import compiled
from config.lexicon import Kind, Weights, industries, lexicon
from config.overlay import follows

BLANK = "\n"
POINTS = 100
"""Points of a weight of 1: weights have two decimals, and whole points add up exactly."""
_BITS = 32
_MIDDLE = 1 << (_BITS - 1)

Found = tuple[int, int, int]
"""The number of a term, and where it begins and ends."""


class Hit(NamedTuple):
    """A term at its first place in the folded text."""

    term: str
    kind: Kind
    points: dict[str, int]
    start: int
    end: int


def packed(points: dict[str, int]) -> int:
    """One whole number that holds the points of every industry, so that one sum adds all."""
    return sum(points.get(code, 0) << _BITS * at for at, code in enumerate(industries()))


@cache
def _middles() -> int:
    return sum(_MIDDLE << _BITS * at for at in range(len(industries())))


def unpacked(total: int) -> tuple[int, ...]:
    """The points of every industry, in their order, of a sum of packed ones.

    Raises OverflowError or struct.error beyond 2**31 points, which no text that is read reaches.
    """
    count = len(industries())
    shifted = (total + _middles()).to_bytes(count * _BITS // 8, "little")
    return tuple([value - _MIDDLE for value in struct.unpack(f"<{count}I", shifted)])


def _points(weights: Weights) -> dict[str, int]:
    return {code: round(POINTS * weight) for code, weight in weights.industries.items()}


class Finder:
    """An automaton over terms, with the weights of those that are met.

    Words are found leftmost and longest, so that a longer one hides a shorter; ``overlapping``
    strings are all found, also inside another. ``unread`` are phrases that are passed over, and
    ``whole`` are terms that leave nothing of themselves for a later search.
    """

    def __init__(
        self,
        terms: Iterable[str],
        weights: Callable[[str], Weights],
        *,
        overlapping: bool = False,
        unread: Sequence[str] = (),
        whole: Container[str] = (),
        sums: Sequence[int] | None = None,
    ) -> None:
        self._terms = tuple(terms)
        kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self._automaton = AhoCorasick((*self._terms, *unread), matchkind=kind)
        self._weights = cache(weights)
        self._overlapping = overlapping
        self._blanked = {
            number
            for number, term in enumerate((*self._terms, *unread))
            if number >= len(self._terms) or term in whole
        }
        self._packed = sums or [packed(_points(weights(term))) for term in self._terms]

    def scan(self, text: str) -> tuple[list[Found], str]:
        """All terms in a folded text, and the text with what is passed over blanked out."""
        found: list[Found] = self._automaton.find_matches_as_indexes(
            text, overlapping=self._overlapping
        )
        passed = [one for one in found if one[0] in self._blanked] if self._blanked else []
        for _, start, end in passed:
            text = f"{text[:start]}{BLANK * (end - start)}{text[end:]}"
        if passed:
            found = [one for one in found if one[0] < len(self._terms)]
        return found, text

    def total(self, found: Iterable[Found]) -> int:
        """The packed points of what was found, each term once."""
        points = self._packed
        return sum([points[number] for number in {one[0] for one in found}])

    def hits(self, found: Iterable[Found]) -> list[Hit]:
        """Each term of what was found once, where it stands first."""
        first: dict[int, tuple[int, int]] = {}
        for number, start, end in found:
            first.setdefault(number, (start, end))
        hits = []
        for number, (start, end) in first.items():
            weights = self._weights(self._terms[number])
            hits.append(Hit(self._terms[number], weights.kind, _points(weights), start, end))
        return hits


def _sums(name: str, terms: Iterable[str], weights: Callable[[str], Weights]) -> list[int]:
    """The packed points of all terms, compiled like the lexicon's files."""
    return compiled(
        name,
        [*data.sources(), Path(__file__)],
        lambda: [packed(_points(weights(term))) for term in terms],
    )


def _word_sums(known: data.Lexicon) -> list[int]:
    """Compiled of the shipped terms alone: an agency's own are few, and change at any moment."""
    shipped = data.shipped()
    sums = _sums("words", shipped.hand, shipped.of_word)
    if not known.own:
        return sums
    at = {term: number for number, term in enumerate(shipped.hand)}
    return [
        packed(_points(known.of_word(term))) if term in known.own else sums[at[term]]
        for term in known.hand
    ]


@follows("terms")
def words() -> Finder:
    """The terms written by people; phrases of politeness are passed over."""
    known = lexicon()
    return Finder(
        known.hand,
        known.of_word,
        unread=data.words().polite.split(),
        whole=known.own,
        sums=_word_sums(known),
    )


@cache
def strings() -> Finder:
    """The learnt character strings; to be searched in what :func:`words` leaves."""
    known = lexicon()
    sums = _sums("strings", known.strings, known.of_string)
    return Finder(known.strings, known.of_string, overlapping=True, sums=sums)
