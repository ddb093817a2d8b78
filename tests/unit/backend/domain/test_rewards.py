"""What a verified report earns: every example of tests/rules/rewards.yaml, and the edges."""

from pathlib import Path

import pytest

from backend.domain.cases import Outcome
from backend.domain.rewards import Finding, accident_grade, decide_reward, payable_to
from config.reading import read_yaml
from config.rules import rewards
from config.texts import LOCALES, text

EXAMPLES = read_yaml(Path(__file__).parents[3] / "rules" / "rewards.yaml")["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["says"])
def test_the_rule_gives(example: dict[str, object]) -> None:
    given = dict(example["finding"])  # type: ignore[call-overload]
    finding = Finding(Outcome(given.pop("outcome")), **given)
    decision = decide_reward(finding, str(example.get("jurisdiction", "national")))
    assert decision.amount_yuan == example["amount_yuan"]
    assert decision.reason_key == f"case.{example['because']}"
    assert decision.rule_id == example.get("rule", "national")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["says"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_decision_can_be_said(example: dict[str, object], locale: str) -> None:
    given = dict(example["finding"])  # type: ignore[call-overload]
    finding = Finding(Outcome(given.pop("outcome")), **given)
    decision = decide_reward(finding, "national")
    sentence = text(locale, decision.reason_key, **decision.params)
    assert sentence
    if decision.amount_yuan is not None:
        assert str(decision.amount_yuan) in sentence


def test_no_sum_leaves_the_bounds() -> None:
    rule = rewards().rules["national"]
    for penalty in (*range(1, 3_000_000, 7_919), 10**9):
        amount = decide_reward(Finding(Outcome.VERIFIED, penalty), "national").amount_yuan
        assert amount is not None
        assert rule.minimum_yuan <= amount <= rule.maximum_yuan


def test_a_higher_penalty_never_earns_less() -> None:
    amounts = [
        decide_reward(Finding(Outcome.VERIFIED, penalty), "national").amount_yuan or 0
        for penalty in range(1, 2_500_000, 4_999)
    ]
    assert amounts == sorted(amounts)


@pytest.mark.parametrize(
    ("deaths", "grade"),
    [(1, "ordinary"), (2, "ordinary"), (3, "larger"), (9, "larger"), (10, "major"), (29, "major"),
     (30, "extraordinary"), (500, "extraordinary")],
)  # fmt: skip
def test_the_grade_of_an_accident(deaths: int, grade: str) -> None:
    assert accident_grade(deaths) == grade


def test_who_may_be_paid() -> None:
    assert payable_to("xian").value == "named_only"
    assert payable_to("yuxi").value == payable_to("nowhere").value == "nameless"
    assert payable_to("nowhere").status == "internal"
