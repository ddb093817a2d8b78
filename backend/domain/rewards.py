"""What a verified report earns, by which rule, and how that sum came about."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, get_args

from backend.domain.cases import Event, Outcome
from backend.domain.reward_rules import Figures, Where, by_name, payable_to, rules_for
from config.rules import NATIONAL, Grade, ReportGrade, Rewards, Uplift, rewards


class RewardStatus(StrEnum):
    """Where a reward stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLAIMED = "claimed"
    PAID = "paid"
    FORFEITED = "forfeited"
    """Nobody claimed it in time; a reviewer may give it more time still."""


IN_TURN: dict[Event, tuple[RewardStatus, ...]] = {
    Event.APPROVE_REWARD: (RewardStatus.PROPOSED,),
    Event.REJECT_REWARD: (RewardStatus.PROPOSED,),
    Event.PAY_REWARD: (RewardStatus.CLAIMED,),
    Event.EXTEND_CLAIM: (RewardStatus.APPROVED, RewardStatus.CLAIMED, RewardStatus.FORFEITED),
    Event.FORFEIT_REWARD: (RewardStatus.APPROVED,),
    Event.REVERSE_PAYMENT: (RewardStatus.PAID,),
}
"""The acts on a reward, and where it must stand for each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the closing said; ``penalty_yuan`` None means no penalty was entered."""

    outcome: Outcome
    penalty_yuan: int | None = None
    criterion_confirmed: bool = False
    concealed_deaths: int = 0
    report_grade: ReportGrade | None = None
    by_employee: bool = False
    """The body has made sure that the reporter works there."""
    signatories: int = 1
    named: bool = True
    first: bool = True
    """No earlier report of the same matter was, or may yet be, found true."""


@dataclass(frozen=True, slots=True)
class RewardDecision:
    """A sum in yuan (None: no sum), the rule it rests on, and the sentences that explain it.

    ``more`` are further sentences: an uplift, several signatories, and that no local rule was
    found or only one for some of it. ``figures`` names for each figure the rule that gave it.
    """

    amount_yuan: int | None
    rule_id: str
    reason_key: str
    params: dict[str, object] = field(default_factory=dict)
    more: tuple[tuple[str, dict[str, object]], ...] = ()
    figures: dict[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """The numbers of all sentences, as they are kept beside the sum."""
        kept: dict[str, Any] = dict(self.params)
        if self.more:
            kept["more"] = [[key, params] for key, params in self.more]
        return kept


def report_grade(stored: str | None) -> ReportGrade | None:
    """A grade as it was stored; None for none."""
    return next((grade for grade in get_args(ReportGrade) if grade == stored), None)


def accident_grade(deaths: int) -> Grade:
    """The grade of an accident by its dead alone.

    Source: 生产安全事故报告和调查处理条例 第三条 (3, 10 and 30 dead).
    """
    if deaths >= 30:
        return "extraordinary"
    if deaths >= 10:
        return "major"
    return "larger" if deaths >= 3 else "ordinary"


def decide_reward(finding: Finding, where: Where, data: Rewards | None = None) -> RewardDecision:
    """The reward for ``finding`` by the rules in force.

    Source: 安监总财〔2018〕19号 (15 % of the fine, 3,000 to 300,000 yuan; concealed accidents by
    dead and grade) and the local rules of config/data/rewards.yaml. Where no local figure was
    found the national one serves, and the decision says so.
    """
    data = data or rewards()
    figures = Figures(rules_for(where, data))
    if finding.outcome not in (Outcome.VERIFIED, Outcome.PARTLY_VERIFIED):
        return _none(figures, "case.reward_none_outcome")
    found = _sum(finding, figures)
    if found is None:
        return _none(figures, "case.reward_none_penalty")
    if not finding.named and payable_to(where, data).value == "named_only":
        return _none(figures, "case.reward_none_nameless")
    if not finding.first:
        return _none(figures, "case.reward_none_not_first")
    sentence, params, amount, cap = found
    more: list[tuple[str, dict[str, object]]] = []
    uplift = by_name(data.employee_uplift, where, data)
    if finding.by_employee and uplift is not None:
        amount, raised = _uplifted(amount, cap, uplift)
        more.append(raised)
    if finding.signatories > 1:
        more.append(_joint(amount, finding.signatories, where, data))
    more += [(key, {}) for key in _basis(figures)]
    return RewardDecision(amount, figures.rule_id(), sentence, params, tuple(more), figures.used)


def _basis(figures: Figures) -> list[str]:
    """What must be said of the rules: 本地无规定, or that they leave some of it to the nation."""
    local = [rule for rule in figures.used.values() if rule != NATIONAL]
    if not local:
        return ["case.reward_basis_national"]
    return [] if len(local) == len(figures.used) else ["case.reward_basis_partly"]


def _none(figures: Figures, key: str) -> RewardDecision:
    return RewardDecision(None, figures.rule_id(), key, figures=figures.used)


def _sum(
    finding: Finding, figures: Figures
) -> tuple[str, dict[str, object], int, int | None] | None:
    """Sentence, its numbers, the sum and its cap; None where no sum follows."""
    if finding.concealed_deaths:
        return _concealed(finding.concealed_deaths, figures)
    flat = figures.take("flat", {name: rule.flat for name, rule in figures.rules.items()})
    if flat is not None:
        amount = flat.major_yuan if finding.criterion_confirmed else flat.ordinary_yuan
        return "case.reward_flat", {"base": amount}, amount, amount
    if finding.penalty_yuan:
        return _by_penalty(finding, finding.penalty_yuan, figures)
    if finding.criterion_confirmed:
        least, _ = _bounds(finding, figures)
        return "case.reward_minimum", {"minimum": least, "base": least}, least, None
    return None


def _bounds(finding: Finding, figures: Figures) -> tuple[int, int]:
    hazards = {name: rule.hazard for name, rule in figures.rules.items()}
    if finding.criterion_confirmed and (own := figures.take("hazard", hazards)) is not None:
        return own.minimum_yuan, own.maximum_yuan
    return figures.need("minimum_yuan"), figures.need("maximum_yuan")


def _percent(finding: Finding, figures: Figures) -> int:
    grade, hazards = finding.report_grade, {n: rule.hazard for n, rule in figures.rules.items()}
    if grade is not None:
        graded = {name: rule.percent_by_grade.get(grade) for name, rule in figures.rules.items()}
        if (found := figures.take("percent_of_penalty", graded)) is not None:
            return found
    if finding.criterion_confirmed and (own := figures.take("hazard", hazards)) is not None:
        return own.percent
    return figures.need("percent_of_penalty")


def _by_penalty(
    finding: Finding, penalty: int, figures: Figures
) -> tuple[str, dict[str, object], int, int]:
    percent = _percent(finding, figures)
    least, most = _bounds(finding, figures)
    # Whole yuan, half up: a reward of 14.999 yuan is nobody's rule.
    share = (penalty * percent + 50) // 100
    amount = min(max(share, least), most)
    params: dict[str, object] = {
        "penalty": penalty,
        "percent": percent,
        "share": share,
        "minimum": least,
        "maximum": most,
        "base": amount,
    }
    return "case.reward_by_penalty", params, amount, most


def _concealed(deaths: int, figures: Figures) -> tuple[str, dict[str, object], int, int]:
    grade = accident_grade(deaths)
    rules = figures.rules
    each = figures.take(
        "per_death_yuan", {n: r.per_death_yuan.get(grade) for n, r in rules.items()}
    )
    assert each is not None  # noqa: S101 - the national rule has every grade
    # A cap belongs to the rule whose sums it caps.
    giver = figures.used["per_death_yuan"]
    own = rules[giver].maximum_concealed_yuan
    most = own if own is not None else rules[NATIONAL].maximum_concealed_yuan
    assert most is not None  # noqa: S101 - checked at load
    figures.used["maximum_concealed_yuan"] = giver if own is not None else NATIONAL
    amount = min(deaths * each, most)
    params: dict[str, object] = {"deaths": deaths, "each": each, "maximum": most, "base": amount}
    return "case.reward_by_deaths", params, amount, most


def _uplifted(
    amount: int, cap: int | None, uplift: Uplift
) -> tuple[int, tuple[str, dict[str, object]]]:
    raised = (amount * (100 + uplift.percent) + 50) // 100
    most = uplift.maximum_yuan
    if most is None and cap is not None:
        most = (cap * (100 + uplift.percent) + 50) // 100
    raised = raised if most is None else min(raised, most)
    # A cap below the sum without the uplift takes nothing away.
    raised = max(raised, amount)
    params: dict[str, object] = {"percent": uplift.percent, "uplifted": raised}
    return raised, ("case.reward_uplift", params)


def _joint(amount: int, people: int, where: Where, data: Rewards) -> tuple[str, dict[str, object]]:
    rule = by_name(data.joint, where, data) or data.joint["default"]
    if rule.value == "first_signatory":
        return "case.reward_joint_first", {"people": people}
    each = amount // people
    params: dict[str, object] = {
        "people": people,
        "each": each,
        # What doesn't divide goes to the first: whole yuan, and not one lost.
        "first": amount - each * (people - 1),
    }
    return "case.reward_joint_shares", params
