"""Industries of invented sentences, and explanations that add up to the score."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.lexicon import hand_terms, industries, lexicon
from nlp.classify import SHOWN, classify
from nlp.fit.cases import Case, judge
from nlp.folding import fold
from nlp.lexicon import POINTS
from tests.bench.accuracy import answer
from tests.bench.cases import load

RULES = Path(__file__).parents[2] / "rules" / "industries.yaml"
EXAMPLES: dict[str, list[str]] = yaml.safe_load(RULES.read_text("utf-8"))
SENTENCES = [(code, text) for code, texts in EXAMPLES.items() for text in texts]


def test_every_industry_has_examples() -> None:
    assert EXAMPLES.keys() == industries().keys()
    assert all(len(texts) >= 2 for texts in EXAMPLES.values())


@pytest.mark.parametrize(("industry", "text"), SENTENCES)
def test_an_example_is_of_its_industry(industry: str, text: str) -> None:
    found = classify(fold(text))
    assert found.industry == industry
    assert found.candidates[0].industry == industry
    assert 0 < found.confidence <= 1


def adds_up(text: str) -> None:
    found = classify(fold(text))
    best = found.candidates[0]
    assert sum(match.points for match in found.matched) == best.points
    assert best.score == lexicon().bias[best.industry] + best.points * (1 / (POINTS * found.root))


@pytest.mark.parametrize("text", [text for _, text in SENTENCES])
def test_the_words_shown_add_up_to_the_score(text: str) -> None:
    adds_up(text)


@given(st.lists(st.sampled_from([*hand_terms(), *lexicon().strings, "\n", "。", "x"]), max_size=80))
def test_any_words_add_up_to_the_score(words: list[str]) -> None:
    adds_up("".join(words))


def test_matches_stand_where_they_say() -> None:
    text = "😀 １２號樓 消 防 通道被堵,滅火器過期"
    found = classify(fold(text))
    assert found.industry == "fire"
    for match in found.matched:
        assert fold(text[match.start : match.end]).text == match.term


def test_candidates_come_best_first() -> None:
    scores = [c.score for c in classify(fold("小区电动车飞线充电,楼道堆满杂物")).candidates]
    assert len(scores) == SHOWN
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["", "。。。", "😀", "你好", "\x00"])
def test_nothing_said_is_asked(text: str) -> None:
    found = classify(fold(text))
    assert found.ask
    assert found.industry in industries()


def test_clear_words_are_not_asked() -> None:
    assert not classify(fold("煤矿井下瓦斯超限还在采煤,矿工定位卡造假")).ask


def test_a_longer_word_hides_the_accident_inside() -> None:
    found = classify(fold("小区里停放电动车的地方")).matched
    # Learnt strings know no words; the hand-written ones must not find one inside another.
    terms = {match.term for match in found if match.kind != "learnt"}
    assert "放电" not in terms


def test_labelled_texts_are_right_often_enough(
    cases_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_CASES", str(cases_folder))
    # The set that no weight was taught with.
    cases: list[Case] = load("routing-dev")
    figures = judge(cases, [answer(case.text) for case in cases])
    # A few points under what was measured, so that only a real loss fails.
    assert figures.alt >= 0.86
    assert figures.strict >= 0.61
    assert figures.top3 >= 0.78
    assert figures.safety_recall >= 0.87
    assert figures.asked <= 0.38
    assert figures.alt_unasked >= 0.88


@pytest.mark.parametrize("text", ["小区电动车飞线充电", "煤气罐漏气", "井盖没了"])
def test_politeness_changes_nothing(text: str) -> None:
    plain, polite = classify(fold(text)), classify(fold(f"您好,我想反映一下:{text}。谢谢!"))
    assert polite.candidates == plain.candidates
