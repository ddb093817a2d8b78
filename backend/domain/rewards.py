"""What a verified report earns, by which rule, and how that sum came about."""

from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.cases import Outcome
from config.rules import Grade, PayableTo, RewardRule, rewards


class RewardStatus(StrEnum):
    """Where a reward stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLAIMED = "claimed"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the closing said; ``penalty_yuan`` None means no penalty was entered."""

    outcome: Outcome
    penalty_yuan: int | None = None
    criterion_confirmed: bool = False
    concealed_deaths: int = 0


@dataclass(frozen=True, slots=True)
class RewardDecision:
    """A sum in yuan (None: no sum) and the sentence that explains it."""

    amount_yuan: int | None
    rule_id: str
    reason_key: str
    params: dict[str, object] = field(default_factory=dict)


def accident_grade(deaths: int) -> Grade:
    """The grade of an accident by its dead alone.

    Source: 生产安全事故报告和调查处理条例 第三条 (3, 10 and 30 dead).
    """
    if deaths >= 30:
        return "extraordinary"
    if deaths >= 10:
        return "major"
    return "larger" if deaths >= 3 else "ordinary"


def decide_reward(finding: Finding, jurisdiction: str) -> RewardDecision:
    """The reward for ``finding`` by the rule in force.

    Source: 安监总财〔2018〕19号 (15 % of the fine, 3,000 to 300,000 yuan; concealed accidents by
    dead and grade). Where no local figure was found the national rule serves.
    """
    data = rewards()
    rule_id = jurisdiction if jurisdiction in data.rules else "national"
    rule = data.rules[rule_id]
    if finding.outcome not in (Outcome.VERIFIED, Outcome.PARTLY_VERIFIED):
        return RewardDecision(None, rule_id, "case.reward_none_outcome")
    if finding.concealed_deaths:
        return _concealed(finding.concealed_deaths, rule, rule_id)
    if finding.penalty_yuan:
        return _by_penalty(finding.penalty_yuan, rule, rule_id)
    if finding.criterion_confirmed:
        return RewardDecision(
            rule.minimum_yuan, rule_id, "case.reward_minimum", {"minimum": rule.minimum_yuan}
        )
    return RewardDecision(None, rule_id, "case.reward_none_penalty")


def _by_penalty(penalty: int, rule: RewardRule, rule_id: str) -> RewardDecision:
    # Whole yuan, half up: a reward of 14.999 yuan is nobody's rule.
    share = (penalty * rule.percent_of_penalty + 50) // 100
    amount = min(max(share, rule.minimum_yuan), rule.maximum_yuan)
    params: dict[str, object] = {
        "penalty": penalty,
        "percent": rule.percent_of_penalty,
        "share": share,
        "minimum": rule.minimum_yuan,
        "maximum": rule.maximum_yuan,
        "amount": amount,
    }
    return RewardDecision(amount, rule_id, "case.reward_by_penalty", params)


def _concealed(deaths: int, rule: RewardRule, rule_id: str) -> RewardDecision:
    each = rule.per_death_yuan[accident_grade(deaths)]
    amount = min(deaths * each, rule.maximum_concealed_yuan)
    params: dict[str, object] = {
        "deaths": deaths,
        "each": each,
        "maximum": rule.maximum_concealed_yuan,
        "amount": amount,
    }
    return RewardDecision(amount, rule_id, "case.reward_by_deaths", params)


def payable_to(jurisdiction: str) -> PayableTo:
    """Who may be paid in ``jurisdiction``; the default where it has no rule of its own."""
    data = rewards().payable_to
    return data.get(jurisdiction, data["default"])
