"""Texts as columns of numbers: the lexicon's terms, character strings, and what words are near."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from scipy import sparse

from config.lexicon import Kind, hand_terms, industries
from nlp.classify import root
from nlp.fit.cases import Case
from nlp.folding import fold
from nlp.lexicon import words
from nlp.segments import names

CODES = tuple(industries())
LENGTHS = (1, 2, 3)
"""Characters of the strings that may be learnt."""
SEEN_SHORT, SEEN_LONG = 1, 2
"""Strings to this length count for themselves; longer ones by the company that they keep alone."""
SOURCES = 2
"""A string counts for itself when texts of this many sources have it: names of a place don't."""
STRING, HAND, OWN, NEAR = 0.7, 0.7, 0.57, 0.7
"""How large a string, a term, a person's weight and a word's company stand before the teacher."""

Vectors = Mapping[str, "np.ndarray"]
Matrix: TypeAlias = sparse.csr_matrix


def _chinese(string: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" for character in string)


def strings_of(text: str) -> set[str]:
    """The learnable strings of a folded text: Chinese characters only, no digits, no Latin."""
    return {
        string
        for length in LENGTHS
        for at in range(len(text) - length + 1)
        if _chinese(string := text[at : at + length])
    }


class Names:
    """Tells strings that stand mostly inside names of people, places and firms, by jieba's tags."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._inside: Counter[str] = Counter()
        self._everywhere: Counter[str] = Counter()
        for text in texts:
            self._everywhere.update(strings_of(text))
            for name in names(text):
                self._inside.update(strings_of(name))

    def __contains__(self, string: str) -> bool:
        return 2 * self._inside[string] >= self._everywhere[string] > 0


class Features:
    """The columns that the cases of one teaching have: terms, strings, and near words."""

    def __init__(self, cases: Sequence[Case], names: Names, vectors: Vectors) -> None:
        hand = {t: w for t, w in hand_terms().items() if w.kind is not Kind.BLOCKER}
        self.hand = {term: column for column, term in enumerate(hand)}
        self.own = np.zeros((len(hand), len(CODES)))
        for term, column in self.hand.items():
            weights = hand[term].industries
            for code, weight in weights.items():
                self.own[column, CODES.index(code)] = weight / len(weights) ** 0.5
        sources: dict[str, set[str]] = defaultdict(set)
        for case in cases:
            for string in strings_of(words().scan(fold(case.text).text)[1]):
                sources[string].add(case.source)
        self.strings = {
            string: column
            for column, string in enumerate(
                sorted(
                    string
                    for string, seen in sources.items()
                    if len(string) <= SEEN_LONG and len(seen) >= SOURCES and string not in names
                )
            )
        }
        self.near = {
            string: vectors[string]
            for string in sorted(sources)
            if string in vectors and len(string) > SEEN_SHORT and string not in names
        }
        self._width = len(next(iter(vectors.values()))) if vectors else 0

    def of(self, texts: Sequence[str]) -> tuple[Matrix, Matrix, Matrix]:
        """The columns of terms, of strings, and of near words for ``texts``, before any scale."""
        scanned = [words().scan(fold(text).text) for text in texts]
        roots = [root(matter) for _, matter in scanned]
        strings = [strings_of(matter) for _, matter in scanned]
        hand = [
            [self.hand[hit.term] for hit in words().hits(found) if hit.term in self.hand]
            for found, _ in scanned
        ]
        known = [[self.strings[s] for s in found if s in self.strings] for found in strings]
        near = np.zeros((len(texts), self._width))
        for row, found in enumerate(strings):
            for string in found & self.near.keys():
                near[row] += self.near[string]
        return (
            _matrix(hand, len(self.hand), roots),
            _matrix(known, len(self.strings), roots),
            sparse.csr_matrix(near / np.array(roots)[:, None]),
        )

    def counted(self, texts: Sequence[str], names: Mapping[str, int]) -> Matrix:
        """The columns ``names`` of strings that ``texts`` have."""
        folded = [words().scan(fold(text).text)[1] for text in texts]
        rows = [[names[s] for s in strings_of(text) if s in names] for text in folded]
        return _matrix(rows, len(names), [root(text) for text in folded])


def _matrix(rows: Sequence[Sequence[int]], width: int, roots: Sequence[float]) -> Matrix:
    data = [1 / root_ for row, root_ in zip(rows, roots, strict=True) for _ in row]
    indices = [column for row in rows for column in row]
    pointers = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix((data, indices, pointers), shape=(len(rows), width))
