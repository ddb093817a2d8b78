"""Proposes new terms: words that texts of one industry use and the lexicon doesn't know."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log
from typing import NamedTuple

from config.lexicon import lexicon
from nlp.classify import classify
from nlp.folding import fold
from nlp.segments import names, segments

LENGTHS = range(2, 6)
"""Characters of a term that is proposed."""
SEEN = 5
"""Texts that must use a word: rarer ones may be somebody's own."""


class Proposal(NamedTuple):
    """A word, the industry that it would speak for, and in how many of its texts it stands."""

    term: str
    industry: str
    texts: int
    of: int
    """Texts of any industry that hold the word."""


def mine(texts: Iterable[str]) -> list[Proposal]:
    """Proposals, the most telling first; nothing is changed.

    The industry of a text is the lexicon's own guess where it needs no question, so a proposal is
    for a person to judge. Names and words of fewer than ``SEEN`` texts are never proposed.
    """
    known = lexicon().hand
    held: dict[str, Counter[str]] = defaultdict(Counter)
    guessed: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        guess = classify(folded)
        if guess.ask:
            continue
        guessed[guess.industry] += 1
        called = set(names(folded.text))
        for word in {word for word, _, _ in segments(folded.text)} - called:
            if len(word) in LENGTHS and word not in known and _chinese(word):
                held[word][guess.industry] += 1
    found = []
    for word, counts in held.items():
        industry, count = counts.most_common(1)[0]
        if count >= SEEN:
            chance = guessed[industry] / guessed.total()
            gain = count * log(count / counts.total() / chance)
            found.append((gain, Proposal(word, industry, count, counts.total())))
    return [proposal for gain, proposal in sorted(found, reverse=True) if gain > 0]


def _chinese(word: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" for character in word)
