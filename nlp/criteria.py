"""Which 重大事故隐患 items a text may speak of: a hint for the officer, never a finding."""

import re
from collections import defaultdict
from functools import cache
from itertools import product

from ahocorasick_rs import AhoCorasick, MatchKind

from config.criteria import Item, items
from nlp.folding import Folded
from nlp.types import Criterion

REACH = 30
"""Characters from the first to the last word of a pattern at most."""
SHOWN = 3
_TRIED = 4
"""Places of one word that are tried; a word said more often says nothing new."""
_BREAK = re.compile(r"[。!?!?\n]")


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    wanted = {
        word for item in items() for pattern in item.patterns for group in pattern for word in group
    }
    patterns = tuple(sorted(wanted))
    return AhoCorasick(patterns, matchkind=MatchKind.Standard), patterns


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
        if apart and last - first <= REACH + covered and not _BREAK.search(text[first:last]):
            best = max(best, covered)
    return best


def criteria(folded: Folded, likely: list[str]) -> tuple[Criterion, ...]:
    """The items of the ``likely`` industries whose words stand together in the text, best first."""
    automaton, words = _automaton()
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, start, end in automaton.find_matches_as_indexes(folded.text, overlapping=True):
        places[words[number]].append((start, end))
    found: list[tuple[int, int, Item]] = []
    for item in items():
        rank = min((likely.index(code) for code in item.industries if code in likely), default=-1)
        if rank < 0:
            continue
        strength = max(_strength(pattern, places, folded.text) for pattern in item.patterns)
        if strength:
            found.append((rank, -strength, item))
    found.sort(key=lambda entry: entry[:2])
    return tuple(Criterion(item.standard, item.item, item.title) for _, _, item in found[:SHOWN])
