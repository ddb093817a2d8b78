"""Words as jieba cuts them: only for tools that look at the lexicon, never for a report."""

import logging
import warnings
from collections.abc import Iterator


def segments(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a folded text with where they begin and end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    yield from jieba.tokenize(text)


def names(text: str) -> Iterator[str]:
    """The names of people, places and firms in a folded text, by jieba's tags."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.posseg
    jieba.setLogLevel(logging.WARNING)
    for token in jieba.posseg.cut(text):
        if token.flag in {"nr", "nrt", "nrfg", "ns", "nt"}:
            yield token.word
