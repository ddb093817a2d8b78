"""Finds faults of the lexicon's terms: accidents inside other words, and spellings never met."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from config.lexicon import lexicon
from nlp.folding import fold
from nlp.lexicon import words
from nlp.segments import segments

SHORT = 2
"""Longer terms seldom stand inside other words by accident."""


class Accident(NamedTuple):
    """A term that hit inside other words (发生火灾 holds 生火); a blocker would hide it."""

    term: str
    broken: str


def accidents(texts: Iterable[str]) -> list[tuple[Accident, int]]:
    """Short terms that break a word of jieba's apart, with how often; most frequent first."""
    return Counter(_found(texts)).most_common()


def _found(texts: Iterable[str]) -> Iterator[Accident]:
    for text in texts:
        spelled = fold(text).text
        tokens = list(segments(spelled))
        edges = {start for _, start, _ in tokens} | {len(spelled)}
        for hit in words().hits(words().scan(spelled)[0]):
            if hit.end - hit.start > SHORT or (hit.start in edges and hit.end in edges):
                continue
            broken = [w for w, start, end in tokens if start < hit.end and end > hit.start]
            yield Accident(hit.term, "".join(broken))


def never_met() -> list[str]:
    """Terms that aren't found even in a text of nothing else: not folded, or politeness."""
    return [
        term
        for term in lexicon().hand
        if term not in {hit.term for hit in words().hits(words().scan(fold(term).text)[0])}
    ]
