"""Finds the lexicon's terms in a text: one automaton of whole words, one of learnt strings."""

from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config import lexicon as data
from config.lexicon import Kind


class Hit(NamedTuple):
    """A term at its first place in the folded text."""

    term: str
    kind: Kind
    weights: dict[str, float]
    start: int
    end: int


class Finder(NamedTuple):
    """An automaton and the entries behind its pattern numbers."""

    automaton: AhoCorasick
    terms: tuple[str, ...]
    weights: tuple[data.Weights, ...]
    overlapping: bool

    def find(self, text: str) -> list[Hit]:
        """Each term of the text once, where it stands first; ``text`` must be folded."""
        found: dict[int, tuple[int, int]] = {}
        for number, start, end in self.automaton.find_matches_as_indexes(
            text, overlapping=self.overlapping
        ):
            found.setdefault(number, (start, end))
        return [
            Hit(self.terms[number], *self.weights[number], start, end)
            for number, (start, end) in found.items()
        ]


def _finder(entries: dict[str, data.Weights], *, overlapping: bool) -> Finder:
    kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
    terms = tuple(entries)
    return Finder(AhoCorasick(terms, matchkind=kind), terms, tuple(entries.values()), overlapping)


@cache
def words() -> Finder:
    """The terms written by people: leftmost and longest, so that a longer word hides a shorter."""
    return _finder(data.lexicon().terms, overlapping=False)


@cache
def strings() -> Finder:
    """The learnt character strings: every one counts, also inside another."""
    return _finder(data.lexicon().strings, overlapping=True)
