"""One linear separation for each industry, with a person's weights as prior."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlp.fit.cases import NOT_SAFETY, Answer, Case
from nlp.fit.features import CODES, HAND, NEAR, OWN, STRING, Features, Matrix, Names, Vectors
from nlp.folding import fold

COST = 0.5
OWN_LABEL = 3.0
"""How much more a text counts for its own industry than against each of the thirty others."""
SAFE_SIDE = 0.25
"""Taken from the bias of not_safety: a hazard sent away is worse than a complaint let in."""
COUNTED = 0.2
"""How far counting alone (naive Bayes) moves a score, in standard deviations of the scores."""
ALSO_RIGHT = 0.4
"""How much a text counts, in counting, for an industry that is right as well."""
LEAST = 0.07
"""Weights smaller than this are dropped."""
LEAST_NEAR = 0.25
"""The same for a string that only the company it keeps speaks for."""
ASKED = 0.25
"""The share of texts whose answer is too uncertain: there the first question is asked."""


def _counting(cases: Sequence[Case], columns: Matrix) -> np.ndarray:
    """Weights by counting in which industries' texts a column occurs; 0 is a column's middle."""
    pairs = [(row, CODES.index(case.industry), 1.0) for row, case in enumerate(cases)]
    pairs += [
        (row, CODES.index(code), ALSO_RIGHT) for row, case in enumerate(cases) for code in case.also
    ]
    rows, labels, shares = map(list, zip(*pairs, strict=True))
    bayes = ComplementNB(alpha=0.3, norm=True).fit(columns[rows], labels, sample_weight=shares)
    found = bayes.feature_log_prob_.T
    weights = np.zeros((columns.shape[1], len(CODES)))
    weights[:, bayes.classes_] = found - np.median(found, axis=1)[:, None]
    scores = columns @ weights
    return weights * COUNTED / (scores - scores.mean(1, keepdims=True)).std()


@dataclass
class Model:
    """The weights as ``learnt.yaml`` holds them; rows are terms or strings, columns industries.

    ``prior`` says what a person's weight for a row's industry is worth for each column's.
    """

    features: Features
    bias: np.ndarray
    prior: np.ndarray
    adjusted: np.ndarray
    strings: dict[str, np.ndarray]

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The score of each industry for each text, by the rounded weights."""
        names = {string: column for column, string in enumerate(self.strings)}
        table = np.array(list(self.strings.values())).reshape(len(names), len(CODES))
        hand, _, _ = self.features.of(texts)
        found = self.features.counted(texts, names)
        own = np.round(self.features.own @ self.prior + self.adjusted, 2)
        return hand @ own + found @ table + self.bias


def teach(cases: Sequence[Case], names: Names, vectors: Vectors) -> Model:
    """The weights that ``cases`` teach, rounded, the small ones dropped."""
    features = Features(cases, names, vectors)
    hand, known, near = features.of([case.text for case in cases])
    terms, size = hand.shape[1], len(CODES)
    bias, prior = np.zeros(size), np.zeros((size, size))
    adjusted = np.zeros((terms, size))
    own_strings = np.zeros((known.shape[1], size))
    company = np.zeros((near.shape[1], size))
    said = sparse.csr_matrix(hand @ features.own)
    columns = sparse.hstack([OWN * said, HAND * hand, STRING * known, NEAR * near]).tocsr()
    for at, code in enumerate(CODES):
        label = np.array([case.industry == code for case in cases])
        if not label.any():
            bias[at] = -1.0
            continue
        svc = LinearSVC(C=COST, random_state=0)
        svc.fit(columns, label, sample_weight=np.where(label, OWN_LABEL, 1.0))
        told, terms_of, strings_of, rest = np.split(
            svc.coef_[0], np.cumsum([size, terms, known.shape[1]])
        )
        bias[at], prior[:, at] = svc.intercept_[0], OWN * told
        adjusted[:, at] = HAND * terms_of
        own_strings[:, at] = STRING * strings_of
        company[:, at] = NEAR * rest
    bias[CODES.index(NOT_SAFETY)] -= SAFE_SIDE
    counted = _counting(cases, sparse.hstack([HAND * hand, STRING * known]).tocsr())
    adjusted += HAND * counted[:terms]
    own_strings += STRING * counted[terms:]
    strings = {
        string: _rounded(own_strings[row], LEAST) for string, row in features.strings.items()
    }
    for string, vector in features.near.items():
        told = _rounded(vector @ company, LEAST_NEAR)
        strings[string] = strings.get(string, 0.0) + told
    kept = {string: weights for string, weights in strings.items() if np.any(weights)}
    return Model(
        features, bias, _rounded(prior, 0.0), _rounded(adjusted, LEAST), dict(sorted(kept.items()))
    )


def _rounded(weights: np.ndarray, least: float) -> np.ndarray:
    return np.where(np.abs(weights) < least, 0.0, np.round(weights, 2))


def answers(scores: np.ndarray, temperature: float, ask_below: float) -> list[Answer]:
    """Scores as answers, the way the analysis gives them."""
    out = []
    for row in scores:
        order = np.argsort(-row)
        confidence = 1 / np.exp((row - row.max()) / temperature).sum()
        out.append(Answer(tuple(CODES[at] for at in order), bool(confidence < ask_below)))
    return out


def by_folds(
    cases: Sequence[Case], always: Sequence[Case], names: Names, vectors: Vectors
) -> np.ndarray:
    """Scores of each case by a model that saw no text of its source; ``always`` is always seen."""
    scores = np.zeros((len(cases), len(CODES)))
    splits = GroupKFold(5, shuffle=True, random_state=1).split(
        cases, groups=[case.source for case in cases]
    )
    for taught, asked in splits:
        model = teach([*(cases[at] for at in taught), *always], names, vectors)
        scores[asked] = model.scores([cases[at].text for at in asked])
    return scores


def calibrate(cases: Sequence[Case], scores: np.ndarray) -> tuple[float, float]:
    """The temperature that fits best, and the confidence below which ``ASKED`` of all are asked."""
    labels = np.array([CODES.index(case.industry) for case in cases])

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        scaled -= scaled.max(1, keepdims=True)
        logs = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        return float(-logs[np.arange(len(cases)), labels].mean())

    temperature = min((t / 100 for t in range(5, 120)), key=loss)
    best = scores.max(1, keepdims=True)
    confidence = 1 / np.exp((scores - best) / temperature).sum(1)
    return temperature, float(np.quantile(confidence, ASKED))


def name_filter(cases: Sequence[Case]) -> Names:
    """Which strings of the cases are names of people, places and firms."""
    return Names([fold(case.text).text for case in cases])
