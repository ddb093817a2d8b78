"""How well weights do on texts that they were not taught with; needs the extra ``fit``.

``CHUISHAO_CASES=FOLDER python -m tests.bench.folds [--vectors FILE] [--confusion]``: all real
texts by five folds that split no source, then weights taught without dev, routing-dev and a fifth
of train.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from nlp.fit.cases import Answer, Case, judge, read_cases
from nlp.fit.model import answers, by_folds, calibrate, name_filter, teach
from nlp.fit.vectors import read_vectors
from tests.bench.cases import INVENTED, kept_apart, load


def confusion(cases: Sequence[Case], given: Sequence[Answer]) -> str:
    """For each industry how many are right, and what its wrong ones were taken for."""
    lines = []
    for code in sorted({case.industry for case in cases}):
        own = [(c, a.ranked[0]) for c, a in zip(cases, given, strict=True) if c.industry == code]
        taken = Counter(answer for case, answer in own if answer != code)
        right = sum(answer == code for _, answer in own)
        also = sum(case.right(answer) for case, answer in own)
        lines.append(
            f"{code}: {right} of {len(own)}, with alternatives {also}; "
            + ", ".join(f"{other} {count}" for other, count in taken.most_common(4))
        )
    return "\n".join(lines)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--confusion", action="store_true")
    told = parser.parse_args()
    vectors = read_vectors(told.vectors) if told.vectors else {}
    invented = read_cases(INVENTED)
    sets = {name: load(name) for name in ("train", "dev", "routing-dev")}
    every = [case for cases in sets.values() for case in cases]
    names = name_filter([*every, *invented])
    out = sys.stdout.write

    def tell(title: str, cases: Sequence[Case], given: Sequence[Answer]) -> None:
        figures = judge(cases, given)
        error = 2 * sqrt(figures.strict * (1 - figures.strict) / len(cases))
        out(f"{title} ({len(cases)}, strict ± {error:.3f}): {figures}\n")

    scores = by_folds(every, invented, names, vectors)
    sure = calibrate(every, scores)
    given = answers(scores, *sure)
    tell("folds", every, given)
    if told.confusion:
        out(confusion(every, given) + "\n")
    apart = [case for case in sets["train"] if kept_apart(case)]
    taught = [case for case in sets["train"] if not kept_apart(case)]
    model = teach([*taught, *invented], names, vectors)
    for title, cases in (("dev", sets["dev"]), ("routing-dev", sets["routing-dev"]),
                         ("a fifth of train", apart)):  # fmt: skip
        tell(f"not taught: {title}", cases, answers(model.scores([c.text for c in cases]), *sure))


if __name__ == "__main__":
    main()
