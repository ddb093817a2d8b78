"""How often the analysis is right on the labelled texts of the folder ``CHUISHAO_CASES``.

``python -m tests.bench.accuracy [dev|train|routing-dev] [--errors]``: industry, questions, and the
enterprise. Place and body have a tool of their own, ``routing_accuracy``.
"""

import argparse
import sys
from collections import Counter
from math import sqrt

from nlp.analyse import analyse
from nlp.classify import classify
from nlp.enterprise import enterprise
from nlp.fit.cases import Answer, Case, judge
from nlp.folding import fold
from tests.bench.cases import load


def answer(text: str) -> Answer:
    """The industries of the analysis, best first."""
    found = classify(fold(text))
    return Answer(tuple(candidate.industry for candidate in found.candidates), found.ask)


def enterprises(cases: list[Case]) -> str:
    """Enterprises found exactly, and named where the text names none."""
    named = [case for case in cases if case.enterprise]
    unnamed = [case for case in cases if not case.enterprise]
    exact = sum(enterprise(fold(case.text), case.text) == case.enterprise for case in named)
    invented = sum(bool(enterprise(fold(case.text), case.text)) for case in unnamed)
    return f"exact {exact} of {len(named)}, named where none {invented} of {len(unnamed)}"


def main() -> None:
    """Prints the figures of one file of cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="dev")
    parser.add_argument("--errors", action="store_true", help="list confusions and wrong answers")
    told = parser.parse_args()
    cases = load(told.name)
    answers = [answer(case.text) for case in cases]
    figures = judge(cases, answers)
    out = sys.stdout.write
    out(f"{told.name} ({len(cases)}): {figures}\n")
    error = sqrt(figures.alt * (1 - figures.alt) / len(cases))
    out(f"two standard errors of alt: {2 * error:.3f}\n")
    out(f"enterprise: {enterprises(cases)}\n")
    results = [analyse(case.text) for case in cases]
    out(f"urgency: {dict(Counter(str(result.urgency) for result in results))}\n")
    out(f"with a suspected item: {sum(bool(result.criteria) for result in results)}\n")
    if told.errors:
        wrong = [
            (c, a.ranked[0])
            for c, a in zip(cases, answers, strict=True)
            if not c.right(a.ranked[0])
        ]
        for (label, given), count in Counter(
            (c.industry, given) for c, given in wrong
        ).most_common():
            out(f"{count:3} {label} -> {given}\n")
        for case, given in wrong:
            out(f"{case.id} {case.industry} -> {given}\n")


if __name__ == "__main__":
    main()
