"""What a verified report earns: every example of tests/rules/rewards.yaml, and the edges."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.domain.cases import Outcome
from backend.domain.reward_rules import Where
from backend.domain.rewards import Finding, RewardDecision, accident_grade, decide_reward
from backend.services.notices import reward_sentence
from config.reading import read_checked, read_yaml
from config.rules import Rewards, check_rewards, rewards
from config.texts import LOCALES

RULES = Path(__file__).parents[3] / "rules"
EXAMPLES = read_yaml(RULES / "rewards.yaml")["examples"]
NATIONAL = Where("national")


def _own() -> Rewards:
    name = "reward_rules_own.yaml"
    return check_rewards(read_checked(Rewards, RULES / name), name)


def _decided(example: dict[str, Any]) -> RewardDecision:
    given = dict(example["finding"])
    finding = Finding(Outcome(given.pop("outcome")), **given)
    own = _own() if example.get("data") == "own" else None
    return decide_reward(finding, Where(**example.get("where", {"jurisdiction": "national"})), own)


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) >= 40
    assert len({example["says"] for example in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["says"])
def test_the_rule_gives(example: dict[str, Any]) -> None:
    decision = _decided(example)
    assert decision.amount_yuan == example["amount_yuan"]
    assert decision.reason_key == f"case.{example['because']}"
    assert decision.rule_id == example.get("rule", "national")
    if "also" in example:
        assert [key.removeprefix("case.reward_") for key, _ in decision.more] == example["also"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["says"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_decision_can_be_said(example: dict[str, Any], locale: str) -> None:
    decision = _decided(example)
    stored = json.loads(json.dumps(decision.stored()))
    sentence = reward_sentence(decision.reason_key, stored, locale)
    assert "{" not in sentence
    if decision.amount_yuan is not None:
        assert f"{decision.amount_yuan:,}" in sentence


def test_shares_lose_no_yuan() -> None:
    own = _own()
    for people in range(2, 30):
        finding = Finding(Outcome.VERIFIED, 123_457, signatories=people)
        decision = decide_reward(finding, Where("elsewhere"), own)
        shares = dict(decision.more)["case.reward_joint_shares"]
        assert shares["first"] + shares["each"] * (people - 1) == decision.amount_yuan  # type: ignore[operator]
        assert shares["first"] >= shares["each"]  # type: ignore[operator]


def test_no_sum_leaves_the_bounds() -> None:
    rule = rewards().rules["national"]
    for penalty in (*range(1, 3_000_000, 7_919), 10**9):
        amount = decide_reward(Finding(Outcome.VERIFIED, penalty), NATIONAL).amount_yuan
        assert amount is not None
        assert rule.minimum_yuan <= amount <= rule.maximum_yuan


def test_a_higher_penalty_never_earns_less() -> None:
    amounts = [
        decide_reward(Finding(Outcome.VERIFIED, penalty), NATIONAL).amount_yuan or 0
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
