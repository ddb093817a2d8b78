"""Finds terms that hit inside other words (发生火灾 holds 生火) and proposes blockers for them.

``CHUISHAO_CASES=FOLDER python -m tests.bench.lint_lexicon``: a hit of two characters that breaks a
word of jieba's is printed with the words it broke, most frequent first; a person decides.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import jieba

from nlp.folding import fold
from nlp.lexicon import words
from tests.bench.cases import invented, load

SHORT = 2
"""Longer terms seldom stand inside other words by accident."""


def accidents(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each short term that breaks words apart, with the words it broke, once per occurrence."""
    for text in texts:
        spelled = fold(text).text
        tokens = list(jieba.tokenize(spelled))
        edges = {start for _, start, _ in tokens} | {len(spelled)}
        for hit in words().find(spelled):
            if hit.end - hit.start > SHORT or (hit.start in edges and hit.end in edges):
                continue
            broken = [w for w, start, end in tokens if start < hit.end and end > hit.start]
            yield hit.term, "".join(broken)


def main() -> None:
    """Prints the accidents in the training texts and in the invented ones."""
    jieba.setLogLevel(logging.WARNING)
    cases = [*load("train"), *invented()]
    for (term, broken), count in Counter(accidents(case.text for case in cases)).most_common():
        sys.stdout.write(f"{count:4} {term}\t{broken}\n")


if __name__ == "__main__":
    main()
