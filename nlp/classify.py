"""Which industry a text speaks of: a sum of the weights of the terms found in it."""

from math import exp, sqrt

from config.lexicon import Kind, lexicon
from nlp import lexicon as finders
from nlp.folding import Folded
from nlp.types import Candidate, Classification, Match

SHOWN = 5
"""Candidates kept; three fit on a question's buttons, the rest is for the officer."""


def _scaled(hits: list[finders.Hit]) -> list[tuple[finders.Hit, float]]:
    """Each hit with the share that it counts: a long text with many terms isn't worth more."""
    counted = [hit for hit in hits if hit.kind is not Kind.BLOCKER]
    share = 1 / sqrt(len(counted)) if counted else 0.0
    return [(hit, share) for hit in counted]


def classify(folded: Folded) -> Classification:
    """The industry with its runners-up; the matches' weights and the bias add up to its score."""
    known = lexicon()
    text = finders.matter(folded.text)
    evidence = [
        *_scaled(finders.words().find(text)),
        *_scaled(finders.strings().find(text)),
    ]
    scores = dict(known.bias)
    for hit, share in evidence:
        for industry, weight in hit.weights.items():
            scores[industry] += weight * share
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    winner, best = ranked[0]
    confidence = 1 / sum(exp((score - best) / known.temperature) for _, score in ranked)
    matched = [
        Match(
            hit.term, hit.kind.value, hit.weights[winner] * share, *folded.span(hit.start, hit.end)
        )
        for hit, share in evidence
        if hit.weights.get(winner)
    ]
    matched.sort(key=lambda match: -match.weight)
    return Classification(
        industry=winner,
        confidence=confidence,
        ask=confidence < known.ask_below,
        candidates=tuple(Candidate(*pair) for pair in ranked[:SHOWN]),
        matched=tuple(matched),
    )
