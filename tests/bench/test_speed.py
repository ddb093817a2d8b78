"""How quick the analysis is, as shares of one scan of the same text in the same run.

The measure is ahocorasick-rs over 20,000 words of jieba's dictionary, leftmost and longest. The
texts are the invented examples, as they are and twelve in one.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from typing import Any

import pytest
from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.analyse import analyse
from nlp.classify import classify
from nlp.criteria import criteria
from nlp.enterprise import enterprise
from nlp.fit.cases import read_cases
from nlp.folding import fold
from nlp.places import find_place
from nlp.redact import redact
from tests.bench.cases import INVENTED
from tests.support.server import CHUISHAO

ROUNDS, STARTS = 5, 7
WORDS = 20_000


def _reference() -> AhoCorasick:
    import jieba

    jieba.initialize()
    known = sorted(word for word, count in jieba.dt.FREQ.items() if count and len(word) > 1)
    words = random.Random(1).sample(known, WORDS)  # noqa: S311 - the same words each time
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


def _texts(joined: int) -> list[str]:
    """The invented examples, so many in one."""
    texts = [case.text for case in read_cases(INVENTED)]
    return ["。".join(texts[at : at + joined]) for at in range(0, len(texts), joined)]


def _took(act: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Seconds for all of ``given``."""
    before = time.perf_counter()
    for one in given:
        act(one)
    return time.perf_counter() - before


@pytest.mark.parametrize("joined", [1, 12])
def test_the_analysis_as_shares_of_one_scan(joined: int) -> None:
    texts, today = _texts(joined), date(2026, 11, 26)
    folded = [fold(text) for text in texts]
    scan = _reference().find_matches_as_strings
    steps: dict[str, tuple[Callable[[Any], object], Sequence[Any]]] = {
        "one scan over 20,000 words": (scan, texts),
        "folding": (fold, texts),
        "classification": (lambda text: classify(fold(text)), texts),
        "redaction": (redact, texts),
        "place": (lambda one: find_place(one.text), folded),
        "enterprise": (lambda one: enterprise(one, one.text), folded),
        "criteria": (lambda one: criteria(one, ["fire", "gas", "hazchem"], today), folded),
        "whole analysis": (analyse, texts),
    }
    for act, given in steps.values():
        _took(act, given)  # loads what it needs
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, (act, given) in steps.items():
            times[name].append(_took(act, given) / len(given))
    whole = sorted(_took(analyse, [text]) for text in texts if len(text) <= 500)
    out = sys.stdout.write
    out(f"\n{len(texts)} texts, {sum(map(len, texts)) / len(texts):.0f} characters on average\n")
    measure = median(times["one scan over 20,000 words"])
    for name, taken in times.items():
        out(f"{name}: {median(taken) * 1e6:.0f} µs, ratio {measure / median(taken):.3f}\n")
    p50, p99 = whole[len(whole) // 2], whole[len(whole) * 99 // 100]
    out(f"whole analysis up to 500 characters: p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms\n")
    assert whole


def test_the_first_answer_of_a_cold_start() -> None:
    def start(command: list[str]) -> float:
        before = time.perf_counter()
        done = subprocess.run(
            command, input='{"text": "井盖没了"}\n'.encode(), capture_output=True, check=True
        )
        assert done.returncode == 0
        return time.perf_counter() - before

    bare = median(start([sys.executable, "-c", "pass"]) for _ in range(STARTS))
    first = median(start([str(CHUISHAO), "classify"]) for _ in range(STARTS))
    sys.stdout.write(
        f"\ncold start to the first answer: {first * 1e3:.0f} ms, "
        f"{first / bare:.1f} times an empty interpreter's {bare * 1e3:.0f} ms\n"
    )
