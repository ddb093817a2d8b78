"""Which industry a text speaks of: a sum of the weights of the terms found in it."""

from collections.abc import Callable
from math import exp, sqrt

from config.lexicon import Kind, industries, lexicon
from nlp.folding import Folded
from nlp.lexicon import POINTS, Hit, strings, unpacked, words
from nlp.types import Candidate, Classification, Match

SHOWN = 5
"""Candidates kept; three fit on a question's buttons, the rest is for the officer."""
SHORT = 6
"""Different Chinese characters that a text counts with at least: one word isn't a certainty."""


def root(text: str) -> float:
    """What the sum of weights is divided by: a long text with many terms isn't worth more."""
    return sqrt(max(SHORT, len([sign for sign in set(text) if "\u3400" <= sign <= "\u9fff"])))


def classify(folded: Folded) -> Classification:
    """The industry with its runners-up; its matches' points add up to its own, exactly."""
    known = lexicon()
    in_words, matter = words().scan(folded.text)
    in_strings, _ = strings().scan(matter)
    points = unpacked(words().total(in_words) + strings().total(in_strings))
    divisor = root(matter)
    share = 1 / (POINTS * divisor)
    codes = tuple(industries())
    scores = [known.bias[code] + share * own for code, own in zip(codes, points, strict=True)]
    ranked = sorted(range(len(codes)), key=scores.__getitem__, reverse=True)
    best, temperature = scores[ranked[0]], known.temperature
    confidence = 1 / sum([exp((score - best) / temperature) for score in scores])
    industry = codes[ranked[0]]
    return Classification(
        industry=industry,
        confidence=confidence,
        ask=confidence < known.ask_below,
        candidates=tuple([Candidate(codes[at], scores[at], points[at]) for at in ranked[:SHOWN]]),
        root=divisor,
        find=_matches(
            lambda: words().hits(in_words) + strings().hits(in_strings),
            industry,
            share,
            folded,
        ),
    )


def _matches(
    hits: Callable[[], list[Hit]], industry: str, share: float, folded: Folded
) -> Callable[[], tuple[Match, ...]]:
    """Tells every term that counts for or against ``industry``, strongest first, when asked."""

    def told() -> tuple[Match, ...]:
        matches = [
            Match(
                hit.term, hit.kind.value, points * share, *folded.span(hit.start, hit.end), points
            )
            for hit in hits()
            if hit.kind is not Kind.BLOCKER and (points := hit.points.get(industry))
        ]
        return tuple(sorted(matches, key=lambda match: -match.points))

    return told
