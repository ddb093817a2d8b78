"""Which 重大事故隐患 items a text may speak of: a hint for the officer, never a finding."""

import re
from collections import defaultdict
from datetime import date
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config.criteria import Item, items
from nlp.context import mended_after
from nlp.folding import Folded
from nlp.types import Criterion

REACH = 30
"""Characters from the first to the last word of a pattern at most."""
SHOWN = 3
_TRIED = 4
"""Places of one word that are tried; a word said more often says nothing new."""
_BREAK = re.compile(r"[。!?;\n]")


class _Index(NamedTuple):
    automaton: AhoCorasick
    words: tuple[str, ...]
    items: dict[str, frozenset[int]]


@cache
def _index() -> _Index:
    """All words of all patterns, and the numbers of the items that each word is part of."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, item in enumerate(items()):
        for pattern in item.patterns:
            for word in chain.from_iterable(pattern):
                found[word].add(number)
    words = tuple(found)
    return _Index(
        automaton=AhoCorasick(words, matchkind=MatchKind.Standard),
        words=words,
        items={word: frozenset(numbers) for word, numbers in found.items()},
    )


class _Reading(NamedTuple):
    covered: int
    """Characters; 0 if the pattern isn't there."""
    first: int
    last: int


_NOT_THERE = _Reading(0, 0, 0)


def _reading(
    pattern: tuple[tuple[str, ...], ...], places: dict[str, list[tuple[int, int]]], text: str
) -> _Reading:
    """The reading of a pattern that covers most characters."""
    choices: list[list[tuple[int, int]]] = []
    for group in pattern:
        spans = [span for word in group for span in places.get(word, ())[:_TRIED]]
        if not spans:
            return _NOT_THERE
        choices.append(sorted(spans, key=lambda span: span[0] - span[1])[: 2 * _TRIED])
    best = _NOT_THERE
    for chosen in product(*choices):
        first, last = min(start for start, _ in chosen), max(end for _, end in chosen)
        covered = len({at for start, end in chosen for at in range(start, end)})
        apart = sum(end - start for start, end in chosen) == covered
        close = last - first <= REACH + covered and not _BREAK.search(text[first:last])
        if apart and close and covered > best.covered and not mended_after(text, last):
            best = _Reading(covered, first, last)
    return best


def criteria(folded: Folded, likely: list[str], on: date) -> tuple[Criterion, ...]:
    """The items of the ``likely`` industries whose words stand together in the text, best first.

    Only standards that were in force ``on`` that day; what the text says is mended isn't suspected.
    """
    index = _index()
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for word, start, end in index.automaton.find_matches_as_indexes(folded.text, overlapping=True):
        places[index.words[word]].append((start, end))
    found: list[tuple[int, int, int, _Reading]] = []
    for number in frozenset().union(*(index.items[word] for word in places)):
        item = items()[number]
        rank = min((likely.index(code) for code in item.industries if code in likely), default=-1)
        if rank < 0 or not item.in_force(on):
            continue
        reading = max(_reading(pattern, places, folded.text) for pattern in item.patterns)
        if reading.covered:
            found.append((rank, -reading.covered, number, reading))
    return _shown(found)


def of_industry(found: tuple[Criterion, ...], industry: str) -> tuple[Criterion, ...]:
    """Those of ``found`` whose standard is for the decided industry, or for all."""
    return tuple(one for one in found if _known()[one.standard, one.item].holds_for(industry))


@cache
def _known() -> dict[tuple[str, str], Item]:
    return {(item.standard, item.item): item for item in items()}


def _shown(found: list[tuple[int, int, int, _Reading]]) -> tuple[Criterion, ...]:
    """The best items; the same words are one matter, and one standard's: the likelier one's."""
    shown: list[tuple[Item, _Reading]] = []
    for _, _, number, reading in sorted(found):
        item = items()[number]
        told = any(
            other.standard != item.standard and at.first < reading.last and reading.first < at.last
            for other, at in shown
        )
        if not told:
            shown.append((item, reading))
    return tuple(Criterion(item.standard, item.item, item.title) for item, _ in shown[:SHOWN])
