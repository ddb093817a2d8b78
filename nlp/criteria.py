"""Which 重大事故隐患 items a text may speak of: a hint for the officer, never a finding."""

import re
from collections import defaultdict
from datetime import date
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config.criteria import items
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


def _strength(
    pattern: tuple[tuple[str, ...], ...], places: dict[str, list[tuple[int, int]]], text: str
) -> int:
    """The characters that the closest reading of a pattern covers; 0 if it isn't there."""
    choices: list[list[tuple[int, int]]] = []
    for group in pattern:
        spans = [span for word in group for span in places.get(word, ())[:_TRIED]]
        if not spans:
            return 0
        choices.append(sorted(spans, key=lambda span: span[0] - span[1])[: 2 * _TRIED])
    best = 0
    for chosen in product(*choices):
        first, last = min(start for start, _ in chosen), max(end for _, end in chosen)
        covered = len({at for start, end in chosen for at in range(start, end)})
        apart = sum(end - start for start, end in chosen) == covered
        close = last - first <= REACH + covered and not _BREAK.search(text[first:last])
        if apart and close and covered > best and not mended_after(text, last):
            best = covered
    return best


def criteria(folded: Folded, likely: list[str], on: date) -> tuple[Criterion, ...]:
    """The items of the ``likely`` industries whose words stand together in the text, best first.

    Only standards that were in force ``on`` that day; what the text says is mended isn't suspected.
    """
    index = _index()
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for word, start, end in index.automaton.find_matches_as_indexes(folded.text, overlapping=True):
        places[index.words[word]].append((start, end))
    found: list[tuple[int, int, int]] = []
    for number in frozenset().union(*(index.items[word] for word in places)):
        item = items()[number]
        rank = min((likely.index(code) for code in item.industries if code in likely), default=-1)
        if rank < 0 or not item.in_force(on):
            continue
        strength = max(_strength(pattern, places, folded.text) for pattern in item.patterns)
        if strength:
            found.append((rank, -strength, number))
    shown = (items()[number] for _, _, number in sorted(found)[:SHOWN])
    return tuple(Criterion(item.standard, item.item, item.title) for item in shown)
