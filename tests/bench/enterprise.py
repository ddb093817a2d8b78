"""How often the enterprise that a text names is found, and how often one is invented.

``CHUISHAO_CASES=FOLDER python -m tests.bench.enterprise [-v] [FILE]``: FILE is ``dev`` (as it
stands) or the path of a JSON Lines file with ``text`` and ``enterprise``, "" where none is named.
Each rate comes with its 95 % interval (Wilson); -v prints the texts that miss.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from nlp.enterprise import enterprise
from nlp.enterprise_key import normalised
from nlp.folding import fold
from tests.bench.cases import folder

_Z = 1.959964
"""Standard deviations of the normal distribution that hold 95 %."""


class Answer(NamedTuple):
    """What a text names by its label, and what was found in it."""

    text: str
    label: str
    found: str


class Rate(NamedTuple):
    """``hits`` of ``total``."""

    hits: int
    total: int

    def __str__(self) -> str:
        low, high = self.interval()
        share = self.hits / self.total if self.total else 0.0
        return f"{self.hits}/{self.total} = {share:.3f} [{low:.3f}, {high:.3f}]"

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share; all of 0 to 1 where nothing was counted."""
        if not self.total:
            return 0.0, 1.0
        share, n = self.hits / self.total, self.total
        centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        spread = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, centre - spread), min(1.0, centre + spread)


def answers(path: Path) -> Iterator[Answer]:
    """What is found in each text of a file; raises OSError, ValueError, KeyError."""
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        text = case["text"]
        yield Answer(text, case["enterprise"] or "", enterprise(fold(text), text))


def rates(given: list[Answer]) -> dict[str, Rate]:
    """The figures: exact and the same firm where one is named, invented where none is."""
    named = [answer for answer in given if answer.label]
    none = [answer for answer in given if not answer.label]
    same = [normalised(answer.label) == normalised(answer.found) for answer in named]
    return {
        "exact": Rate(sum(answer.label == answer.found for answer in named), len(named)),
        "same firm": Rate(sum(same), len(named)),
        "silent": Rate(sum(not answer.found for answer in named), len(named)),
        "invented": Rate(sum(bool(answer.found) for answer in none), len(none)),
    }


def main() -> None:
    """Print every figure; ``-v`` prints the texts that miss."""
    parser = argparse.ArgumentParser(description="How often the named enterprise is found.")
    parser.add_argument("file", nargs="?", default="dev")
    parser.add_argument("-v", action="store_true", dest="verbose")
    options = parser.parse_args()
    path = folder() / "dev.jsonl" if options.file == "dev" else Path(options.file)
    given = list(answers(path))
    if options.verbose:
        for answer in given:
            if answer.label != answer.found:
                sys.stdout.write(f"{answer.label} | {answer.found} | {answer.text[:80]}\n")
    for name, rate in rates(given).items():
        sys.stdout.write(f"{name}: {rate}\n")


if __name__ == "__main__":
    main()
