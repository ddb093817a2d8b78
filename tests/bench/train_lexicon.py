"""Learns the weights of the lexicon from labelled texts and writes ``learnt.yaml``; run by hand.

``invented.yaml`` beside it is always taught too: it gives rare industries their words.

``CHUISHAO_CASES=FOLDER python -m tests.bench.train_lexicon [--fit train,dev] [--write]``
"""

import argparse
import sys
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from config.lexicon import Kind, hand_terms, industries
from nlp.folding import fold
from nlp.lexicon import Finder, matter
from tests.bench.cases import NOT_SAFETY, Answer, Case, invented, judge, kept_apart, load

COST = 0.5
OWN_LABEL = 3.0
"""How much more a text counts for its own industry than against each of the thirty others."""
HAND = 0.5
SAFE_SIDE = 0.15
"""Taken from the bias of not_safety: a hazard sent away is worse than a complaint let in."""
COUNTED = 0.2
"""How far counting alone (naive Bayes) moves a score, in standard deviations of the scores."""
ALSO_RIGHT = 0.4
"""How much a text counts, in counting, for an industry that is right as well."""
LENGTHS = (1, 2)
SOURCES = 2
"""A string must occur in texts of this many sources: names of one place or firm don't."""
CODES = tuple(industries())
Matrix = sparse.csr_matrix


def strings_of(text: str) -> set[str]:
    """The learnable strings of a folded text: Chinese characters only, no digits, no Latin."""
    return {
        text[at : at + length]
        for length in LENGTHS
        for at in range(len(text) - length + 1)
        if all("\u3400" <= character <= "\u9fff" for character in text[at : at + length])
    }


class Names:
    """Tells strings that stand mostly inside names of people, places and firms, by jieba's tags."""

    def __init__(self, texts: list[str]) -> None:
        import jieba.posseg

        self.inside: Counter[str] = Counter()
        self.everywhere: Counter[str] = Counter()
        for text in texts:
            self.everywhere.update(strings_of(text))
            for token in jieba.posseg.cut(text):
                if token.flag in {"nr", "nrt", "nrfg", "ns", "nt"}:
                    self.inside.update(strings_of(token.word))

    def __contains__(self, string: str) -> bool:
        return 2 * self.inside[string] >= self.everywhere[string]


class Features:
    """The hand terms and the learnt strings of texts as scaled columns."""

    def __init__(self, cases: list[Case], names: Names) -> None:
        hand = {t: w for t, w in hand_terms().items() if w.kind is not Kind.BLOCKER}
        self.finder = Finder(hand_terms(), hand_terms().__getitem__, overlapping=False)
        self.hand = {term: column for column, term in enumerate(hand)}
        self.own = np.zeros((len(hand), len(CODES)))
        for term, column in self.hand.items():
            weights = hand[term].industries
            for code, weight in weights.items():
                self.own[column, CODES.index(code)] = weight / len(weights) ** 0.5
        sources: dict[str, set[str]] = defaultdict(set)
        for case in cases:
            for string in strings_of(matter(fold(case.text).text)):
                sources[string].add(case.source)
        kept = sorted(s for s, seen in sources.items() if len(seen) >= SOURCES and s not in names)
        self.strings = {string: column for column, string in enumerate(kept)}

    def _matrix(self, rows: list[list[int]], width: int) -> Matrix:
        data = [len(row) ** -0.5 for row in rows for _ in row]
        indices = [column for row in rows for column in row]
        pointers = np.cumsum([0, *map(len, rows)])
        return sparse.csr_matrix((data, indices, pointers), shape=(len(rows), width))

    def of(self, texts: list[str]) -> tuple[Matrix, Matrix]:
        """The scaled columns of hand terms and of strings for ``texts``."""
        folded = [matter(fold(text).text) for text in texts]
        hand = [
            [self.hand[h.term] for h in self.finder.find(t) if h.term in self.hand] for t in folded
        ]
        strings = [[self.strings[s] for s in strings_of(t) if s in self.strings] for t in folded]
        return self._matrix(hand, len(self.hand)), self._matrix(strings, len(self.strings))


def counting(cases: list[Case], columns: Matrix) -> np.ndarray:
    """Weights by counting in which industries' texts a column occurs; 0 is a column's middle."""
    pairs = [(row, CODES.index(case.industry), 1.0) for row, case in enumerate(cases)]
    pairs += [
        (row, CODES.index(code), ALSO_RIGHT) for row, case in enumerate(cases) for code in case.also
    ]
    rows, labels, shares = map(list, zip(*pairs, strict=True))
    bayes = ComplementNB(alpha=0.3, norm=True).fit(columns[rows], labels, sample_weight=shares)
    weights = bayes.feature_log_prob_.T - np.median(bayes.feature_log_prob_.T, axis=1)[:, None]
    scores = columns @ weights
    return weights * COUNTED / (scores - scores.mean(1, keepdims=True)).std()


class Model:
    """One linear separation per industry, taught together with a person's weights as prior."""

    def __init__(self, labelled: list[Case], names: Names) -> None:
        cases = labelled + invented()
        self.features = Features(cases, names)
        hand, strings = self.features.of([case.text for case in cases])
        size = len(CODES)
        self.bias, self.prior = np.zeros(size), np.zeros(size)
        self.adjusted = np.zeros((hand.shape[1], size))
        self.strings = np.zeros((strings.shape[1], size))
        for at, code in enumerate(CODES):
            own = np.array([case.industry == code for case in cases])
            score = sparse.csr_matrix(hand @ self.features.own[:, [at]])
            columns = sparse.hstack([HAND * score, HAND * hand, strings]).tocsr()
            svc = LinearSVC(C=COST, random_state=0)
            svc.fit(columns, own, sample_weight=np.where(own, OWN_LABEL, 1.0))
            weights = svc.coef_[0]
            self.bias[at] = svc.intercept_[0]
            self.prior[at] = HAND * weights[0]
            self.adjusted[:, at] = HAND * weights[1 : 1 + hand.shape[1]]
            self.strings[:, at] = weights[1 + hand.shape[1] :]
        self.bias[CODES.index(NOT_SAFETY)] -= SAFE_SIDE
        counted = counting(cases, sparse.hstack([hand, strings]).tocsr())
        self.adjusted += counted[: hand.shape[1]]
        self.strings += counted[hand.shape[1] :]

    def prune(self, least: float) -> None:
        """Drops weights too small to matter, and rounds the rest to what the file shows."""
        for table in (self.adjusted, self.strings):
            table[np.abs(table) < least] = 0.0
            np.round(table, 2, out=table)

    def scores(self, texts: list[str]) -> np.ndarray:
        """The score of each industry for each text."""
        hand, strings = self.features.of(texts)
        return (
            hand @ (self.features.own * self.prior + self.adjusted)
            + strings @ self.strings
            + self.bias
        )


def answers(scores: np.ndarray, temperature: float, ask_below: float) -> list[Answer]:
    """Scores as answers, the way the analysis gives them."""
    out = []
    for row in scores:
        order = np.argsort(-row)
        confidence = 1 / np.exp((row - row.max()) / temperature).sum()
        out.append(Answer(tuple(CODES[at] for at in order), bool(confidence < ask_below)))
    return out


def folds(cases: list[Case], names: Names, least: float) -> np.ndarray:
    """Scores of each case by a model that saw no text of its source."""
    scores = np.zeros((len(cases), len(CODES)))
    splits = GroupKFold(5, shuffle=True, random_state=1).split(
        cases, groups=[c.source for c in cases]
    )
    for taught, asked in splits:
        model = Model([cases[at] for at in taught], names)
        model.prune(least)
        scores[asked] = model.scores([cases[at].text for at in asked])
    return scores


def calibrate(cases: list[Case], scores: np.ndarray) -> tuple[float, float]:
    """The temperature that fits best, and the confidence below which a quarter is asked."""
    labels = np.array([CODES.index(case.industry) for case in cases])

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        logs = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        return float(-logs[np.arange(len(cases)), labels].mean())

    temperature = min((t / 100 for t in range(5, 80)), key=loss)
    best = scores.max(1, keepdims=True)
    confidence = 1 / np.exp((scores - best) / temperature).sum(1)
    return temperature, float(np.quantile(confidence, 0.25))


def block(table: np.ndarray, names: dict[str, int]) -> str:
    """The lines of a table: a term and the industries it speaks for or against."""
    lines = []
    for term, row in names.items():
        pairs = [f"{CODES[at]}:{table[row, at]:g}" for at in np.flatnonzero(table[row])]
        if pairs:
            lines.append(f"    {term} {' '.join(pairs)}\n")
    return "".join(lines)


def written(model: Model, fitted_on: str, temperature: float, ask_below: float) -> str:
    """The text of ``learnt.yaml``."""
    head = (
        "# Learnt weights, rounded: written by tests/bench/train_lexicon.py, not by hand.\n"
        "# score = bias + sum of (prior x own weight + adjusted) of terms / root of their number\n"
        "#       + sum of the strings' weights / root of their number.\n"
    )
    tables = "".join(
        f"{name}:\n"
        + "".join(f"  {code}: {value:.3f}\n" for code, value in zip(CODES, row, strict=True))
        for name, row in (("bias", model.bias), ("prior", model.prior))
    )
    return (
        f"{head}fitted_on: {fitted_on}\nask_below: {ask_below:.3f}\n"
        f"temperature: {temperature:.2f}\n{tables}"
        f"adjusted: |\n{block(model.adjusted, model.features.hand)}"
        f"strings: |\n{block(model.strings, model.features.strings)}"
    )


def main() -> None:
    """Reports by folds and on texts kept apart, then fits on all and writes if told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", default="train", help="the sets to fit the written weights on")
    parser.add_argument("--least", type=float, default=0.04, help="smaller weights are dropped")
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    train, dev = load("train"), load("dev")
    names = Names([fold(case.text).text for case in train + dev])
    seen = [case for case in train if not kept_apart(case)]
    scores = folds(seen, names, told.least)
    temperature, ask_below = calibrate(seen, scores)
    out = sys.stdout.write
    out(f"folds of train ({len(seen)}): {judge(seen, answers(scores, temperature, ask_below))}\n")
    model = Model(seen, names)
    model.prune(told.least)
    for title, cases in (("kept apart", [c for c in train if kept_apart(c)]), ("dev", dev)):
        got = answers(model.scores([c.text for c in cases]), temperature, ask_below)
        out(f"{title} ({len(cases)}): {judge(cases, got)}\n")
    fitted = [case for name in told.fit.split(",") for case in load(name)]
    final = Model(fitted, names)
    final.prune(told.least)
    text = written(final, f"{told.fit} ({len(fitted)} texts)", temperature, ask_below)
    out(f"{len(text.encode())} bytes, {np.count_nonzero(final.strings)} weights of strings\n")
    if told.write:
        Path(str(files("config") / "data" / "lexicon" / "learnt.yaml")).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
