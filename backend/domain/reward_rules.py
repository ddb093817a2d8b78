"""Which reward rules cover a case, and which of them gives each figure."""

from dataclasses import dataclass
from typing import TypeVar

from config.rules import NATIONAL, PayableTo, RewardRule, Rewards, rewards
from nlp.regions import UnknownUnit, ancestors

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Where:
    """What a case is about, as far as rules differ by it."""

    jurisdiction: str
    unit: str = ""
    industry: str = ""


def rules_for(where: Where, data: Rewards | None = None) -> dict[str, RewardRule]:
    """The rules that cover a case, the most particular first, the national one last."""
    rules = (data or rewards()).rules
    try:
        units = ancestors(where.unit) if where.unit else frozenset()
    except UnknownUnit:
        units = frozenset()
    here = units | {where.jurisdiction}
    found = {
        name: rule
        for name, rule in rules.items()
        if name != NATIONAL
        and (not rule.covers or here & set(rule.covers))
        and (not rule.industries or where.industry in rule.industries)
    }
    return {**found, NATIONAL: rules[NATIONAL]}


class Figures:
    """Finds figures in the rules that cover a case, and notes which rule gave each."""

    def __init__(self, rules: dict[str, RewardRule]) -> None:
        self.rules = rules
        self.used: dict[str, str] = {}

    def take(self, name: str, values: dict[str, V | None]) -> V | None:
        """The first rule's value that there is."""
        for rule, value in values.items():
            if value is not None:
                self.used[name] = rule
                return value
        return None

    def need(self, name: str) -> int:
        """A figure that the national rule has at the latest."""
        found = self.take(name, {rule: getattr(one, name) for rule, one in self.rules.items()})
        assert isinstance(found, int)  # noqa: S101 - checked at load
        return found

    def rule_id(self) -> str:
        """The first rule that gave a figure: the local one where there is any."""
        return next((name for name in self.rules if name in self.used.values()), NATIONAL)


def by_name(table: dict[str, V], where: Where, data: Rewards) -> V | None:
    """What a table says for the rules that cover a case, or else for its jurisdiction."""
    names = [name for name in rules_for(where, data) if name != NATIONAL]
    return next((table[name] for name in (*names, where.jurisdiction) if name in table), None)


def payable_to(where: Where, data: Rewards | None = None) -> PayableTo:
    """Who may be paid there; the default where no place has a rule of its own."""
    data = data or rewards()
    return by_name(data.payable_to, where, data) or data.payable_to["default"]


def raised_for_employees(where: Where, data: Rewards | None = None) -> bool:
    """Whether a place pays more to employees who report their own employer."""
    data = data or rewards()
    return by_name(data.employee_uplift, where, data) is not None


def graded(where: Where) -> bool:
    """Whether reports have grades there, as those about mines."""
    return any(rule.percent_by_grade for rule in rules_for(where).values())


def claim_days(where: Where) -> int:
    """Days of the calendar in which an approved reward must be claimed."""
    found = next(one.claim_days for one in rules_for(where).values() if one.claim_days is not None)
    assert found is not None  # noqa: S101 - just asked
    return found
