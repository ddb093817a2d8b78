"""Finds the lexicon's terms in a text: one automaton of whole words, one of learnt strings."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config import lexicon as data
from config.lexicon import Kind, Weights, lexicon

BLANK = "\n"


class Hit(NamedTuple):
    """A term at its first place in the folded text."""

    term: str
    kind: Kind
    weights: dict[str, float]
    start: int
    end: int


class Finder:
    """An automaton over terms, with the weights of those that are met."""

    def __init__(
        self, terms: Iterable[str], weights: Callable[[str], Weights], *, overlapping: bool
    ) -> None:
        kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self._terms = tuple(terms)
        self._automaton = AhoCorasick(self._terms, matchkind=kind)
        self._weights = cache(weights)
        self._overlapping = overlapping

    def find(self, text: str) -> list[Hit]:
        """Each term of the text once, where it stands first; ``text`` must be folded."""
        found: dict[int, tuple[int, int]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(
            text, overlapping=self._overlapping
        ):
            found.setdefault(number, (start, end))
        return [
            Hit(self._terms[number], *self._weights(self._terms[number]), start, end)
            for number, (start, end) in found.items()
        ]


@cache
def _polite() -> AhoCorasick:
    return AhoCorasick(data.words().polite.split(), matchkind=MatchKind.LeftmostLongest)


def matter(text: str) -> str:
    """A folded text with its phrases of politeness blanked out: same length, same places."""
    for _, start, end in _polite().find_matches_as_indexes(text):
        text = f"{text[:start]}{BLANK * (end - start)}{text[end:]}"
    return text


@cache
def words() -> Finder:
    """The terms written by people: leftmost and longest, so that a longer word hides a shorter."""
    return Finder(lexicon().hand, lexicon().of_word, overlapping=False)


@cache
def strings() -> Finder:
    """The learnt character strings: every one counts, also inside another."""
    return Finder(lexicon().strings, lexicon().of_string, overlapping=True)
