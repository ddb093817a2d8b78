"""The rules of rewards as checked data: what a report earns, who is paid, each with its source."""

from dataclasses import field
from functools import cache
from importlib.resources import files
from typing import Literal

from config.base import Checked, DataError, Sourced, load_checked, within

Grade = Literal["ordinary", "larger", "major", "extraordinary"]
ReportGrade = Literal["one", "two"]
"""一级, 二级举报: the two grades of reports about mines."""
NATIONAL = "national"


class Share(Checked):
    """A share of the fine in percent, between two sums in yuan."""

    percent: int
    minimum_yuan: int
    maximum_yuan: int

    def __post_init__(self) -> None:
        within("percent", self.percent, 0, 100)
        within("minimum_yuan", self.minimum_yuan, 0)
        within("maximum_yuan", self.maximum_yuan, self.minimum_yuan)


class Flat(Checked):
    """Fixed sums in yuan, whatever the fine: for an ordinary and for a major hazard."""

    ordinary_yuan: int
    major_yuan: int

    def __post_init__(self) -> None:
        within("ordinary_yuan", self.ordinary_yuan, 0)
        within("major_yuan", self.major_yuan, 0)


class RewardRule(Sourced):
    """One rule; what it leaves open, the national one says. Sums in yuan, days of the calendar.

    ``covers`` names jurisdictions and units (their divisions too), ``industries`` what it is
    about; empty means all of them.
    """

    valid_from: str
    """A day, a month or a year, as exactly as it was found."""
    covers: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    percent_of_penalty: int | None = None
    percent_by_grade: dict[ReportGrade, int] = field(default_factory=dict)
    minimum_yuan: int | None = None
    maximum_yuan: int | None = None
    hazard: Share | None = None
    """Where a confirmed 重大事故隐患 has figures of its own."""
    flat: Flat | None = None
    per_death_yuan: dict[Grade, int] = field(default_factory=dict)
    maximum_concealed_yuan: int | None = None
    claim_days: int | None = None
    note: str = ""
    """What whoever decides should know of it."""

    def __post_init__(self) -> None:
        for percent in (self.percent_of_penalty, *self.percent_by_grade.values()):
            if percent is not None:
                within("percent", percent, 0, 100)
        for name in ("minimum_yuan", "maximum_yuan", "maximum_concealed_yuan"):
            if getattr(self, name) is not None:
                within(name, getattr(self, name), 0)
        if self.claim_days is not None:
            within("claim_days", self.claim_days, 1)


class PayableTo(Sourced):
    """Whether a reporter without a name may be paid."""

    value: Literal["nameless", "named_only"]


class Joint(Sourced):
    """Who collects where several signed one report."""

    value: Literal["first_signatory", "equal_shares"]


class Uplift(Sourced):
    """What an employee who reports their own employer gets on top, in percent of the sum.

    ``maximum_yuan``: the highest sum with it; None lets the cap grow by the same percentage.
    """

    percent: int
    maximum_yuan: int | None = None

    def __post_init__(self) -> None:
        within("percent", self.percent, 1, 100)


class Reminders(Sourced):
    """How many days of the calendar before the end of its window a reward is remembered."""

    days: tuple[int, ...]

    def __post_init__(self) -> None:
        for days in self.days:
            within("days", days, 1)


class Wait(Sourced):
    """Days of the calendar until something is done."""

    days: int

    def __post_init__(self) -> None:
        within("days", self.days, 1)


class Rewards(Checked):
    """All rules; the first of ``rules`` that covers a case and has a figure gives it.

    ``payable_to`` and ``joint`` go by jurisdiction or name of a rule, with ``default``;
    ``employee_uplift`` likewise, without.
    """

    rules: dict[str, RewardRule]
    payable_to: dict[str, PayableTo]
    joint: dict[str, Joint]
    employee_uplift: dict[str, Uplift]
    remind_days_before: Reminders
    announce_after: Wait
    """A reward of which nobody could be told for so long is announced by its case number."""


_WHOLE = (
    "percent_of_penalty",
    "minimum_yuan",
    "maximum_yuan",
    "maximum_concealed_yuan",
    "claim_days",
)
_GRADES = {"ordinary", "larger", "major", "extraordinary"}


@cache
def rewards() -> Rewards:
    """The reward rules; raises DataError for a fault of form or meaning."""
    path = files("config") / "data" / "rewards.yaml"
    return check_rewards(load_checked(Rewards, path), path.name)


def check_rewards(data: Rewards, name_of_file: str) -> Rewards:
    """``data``, unless its meaning is at fault: raises DataError that lists every fault."""
    faults = [
        f"{name_of_file}: rules.{name} - minimum_yuan is above maximum_yuan"
        for name, rule in data.rules.items()
        if rule.minimum_yuan is not None
        and rule.maximum_yuan is not None
        and rule.minimum_yuan > rule.maximum_yuan
    ]
    faults += [
        f"{name_of_file}: rules.{name} - covers everything: only {NATIONAL!r} does"
        for name, rule in data.rules.items()
        if name != NATIONAL and not rule.covers and not rule.industries
    ]
    national = data.rules.get(NATIONAL)
    if national is None:
        faults.append(f"{name_of_file}: rules - {NATIONAL!r} is missing")
    else:
        lacking = [name for name in _WHOLE if getattr(national, name) is None]
        if _GRADES - set(national.per_death_yuan):
            lacking.append("per_death_yuan")
        faults += [f"{name_of_file}: rules.{NATIONAL} - {name} is missing" for name in lacking]
    for table in ("payable_to", "joint"):
        if "default" not in getattr(data, table):
            faults.append(f"{name_of_file}: {table} - 'default' is missing")
    if faults:
        raise DataError(faults)
    return data
