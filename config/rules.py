"""Rewards as checked data, each rule with its source and status."""

from functools import cache
from importlib.resources import files
from typing import Literal

from config.base import Checked, DataError, Sourced, load_checked, within

Grade = Literal["ordinary", "larger", "major", "extraordinary"]


class RewardRule(Sourced):
    """How a reward is computed; amounts in yuan, ``claim_days`` in calendar days."""

    percent_of_penalty: int
    minimum_yuan: int
    maximum_yuan: int
    per_death_yuan: dict[Grade, int]
    maximum_concealed_yuan: int
    claim_days: int
    valid_from: str

    def __post_init__(self) -> None:
        within("percent_of_penalty", self.percent_of_penalty, 0, 100)
        within("minimum_yuan", self.minimum_yuan, 0)
        within("maximum_yuan", self.maximum_yuan, 0)
        within("maximum_concealed_yuan", self.maximum_concealed_yuan, 0)
        within("claim_days", self.claim_days, 1)


class PayableTo(Sourced):
    """Whether a reporter without a name may be paid."""

    value: Literal["nameless", "named_only"]


class Rewards(Checked):
    """All reward rules and who may be paid where, by jurisdiction."""

    rules: dict[str, RewardRule]
    payable_to: dict[str, PayableTo]


@cache
def rewards() -> Rewards:
    """The reward rules; raises DataError for a fault of form or meaning."""
    data = load_checked(Rewards, files("config") / "data" / "rewards.yaml")
    faults = [
        f"rewards.yaml: rules.{name} - minimum_yuan is above maximum_yuan"
        for name, rule in data.rules.items()
        if rule.minimum_yuan > rule.maximum_yuan
    ]
    if "national" not in data.rules:
        faults.append("rewards.yaml: rules - 'national' is missing")
    if "default" not in data.payable_to:
        faults.append("rewards.yaml: payable_to - 'default' is missing")
    if faults:
        raise DataError(faults)
    return data
