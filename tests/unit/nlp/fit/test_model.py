"""Teaching: what is written is what the analysis then says, and sources aren't split."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from config.lexicon import hand_terms, lexicon
from config.lexicon import shipped as shipped_lexicon
from nlp import lexicon as finders
from nlp.classify import classify
from nlp.fit.cases import Case, judge, read_cases
from nlp.fit.features import CODES
from nlp.fit.learnt_file import written
from nlp.fit.model import Model, answers, by_folds, calibrate, teach
from nlp.folding import fold
from tests.bench.cases import INVENTED


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases(INVENTED)[::3]


@pytest.fixture(scope="module")
def model(cases: list[Case]) -> Model:
    vectors = {"漏气": np.array([1.0, 0.0]), "飘香": np.array([0.8, 0.6])}
    return teach(cases, (), vectors)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Model) -> Iterator[None]:
    """The analysis with these weights in place of the real ones."""
    folder = tmp_path / "config" / "data"
    real = Path(str(finders.data.files("config"))) / "data"
    (folder / "lexicon").mkdir(parents=True)
    for file in (real / "lexicon").iterdir():
        if file.name != "learnt.yaml":
            (folder / "lexicon" / file.name).symlink_to(file)
    for name in ("industries.yaml", "words.yaml"):
        (folder / name).symlink_to(real / name)
    text = written(model, "a test", 0.3, 0.5)
    (folder / "lexicon" / "learnt.yaml").write_text(text, "utf-8")
    monkeypatch.setattr("config.lexicon.files", lambda package: tmp_path / package)
    cached = (hand_terms, lexicon, shipped_lexicon, finders.words, finders.strings)
    for one in cached:
        one.cache_clear()
    yield
    monkeypatch.undo()
    for one in cached:
        one.cache_clear()


def test_the_analysis_says_what_was_taught(cases: list[Case], model: Model, shipped: None) -> None:
    texts = [case.text for case in cases[:60]] + ["", "路上有个坑", "店里飘香"]
    for text, scores in zip(texts, model.scores(texts), strict=True):
        found = classify(fold(text))
        told = {one.industry: one.score for one in found.candidates}
        expected = dict(zip(CODES, scores, strict=True))
        assert told == pytest.approx({code: expected[code] for code in told}, abs=5e-3)


def test_taught_texts_are_known(cases: list[Case], model: Model) -> None:
    scores = model.scores([case.text for case in cases])
    assert judge(cases, answers(scores, 0.3, 0.0)).strict > 0.95


def test_folds_never_see_the_source_that_they_judge() -> None:
    # One source alone tells of parrots, and says gas: no fold can know, so none may be right.
    texts = [f"鹦鹉{'飞' * at}走" for at in range(1, 7)]
    parrots = [Case(str(at), text, "gas", (), "one") for at, text in enumerate(texts)]
    others = [case for case in read_cases(INVENTED)[::8] if case.industry != "gas"]
    scores = by_folds([*parrots, *others], [], (), {})[: len(parrots)]
    assert not (scores.argmax(1) == CODES.index("gas")).any()


def test_a_quarter_is_asked(cases: list[Case]) -> None:
    scores = by_folds(cases, [], (), {})
    temperature, ask_below = calibrate(cases, scores)
    asked = judge(cases, answers(scores, temperature, ask_below)).asked
    assert asked == pytest.approx(0.25, abs=0.01)
