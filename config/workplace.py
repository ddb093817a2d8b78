"""Reports inside a workplace: the firm's days, and what keeps the reporter from being found."""

from functools import cache
from importlib.resources import files

from config.base import Sourced, load_checked, within
from config.jurisdictions import departments

RISKS = ("immediate", "urgent", "ordinary", "planned")


class Reprisal(Sourced):
    """Whose matter reprisal against a reporter is: departments, an industry to file it under."""

    department: str
    joint: str
    industry: str


class Workplace(Sourced):
    """The numbers of ``workplace.yaml``; all days are calendar days."""

    days: dict[str, int]
    places: dict[str, dict[str, int]]
    spread_days: int
    answer_days: int
    shown_days: int
    shown_at: int
    small_firm: int
    never_inside: list[str]
    check_back_days: list[int]
    reprisal: Reprisal
    names: list[str]

    def __post_init__(self) -> None:
        if set(self.days) != set(RISKS):
            raise ValueError(f"days must name exactly: {', '.join(RISKS)}")
        for own in (self.days, *self.places.values()):
            for risk, days in own.items():
                if risk not in RISKS:
                    raise ValueError(f"no risk: {risk}")
                within(f"days of {risk}", days, 1, 90)
        within("spread_days", self.spread_days, 1, 30)
        within("answer_days", self.answer_days, 1, 90)
        within("small_firm", self.small_firm, 2)
        within("shown_days", self.shown_days, 30, 360)
        within("shown_at", self.shown_at, 0, 23)
        for days in self.check_back_days:
            within("check_back_days", days, 1, 365)
        if {self.reprisal.department, self.reprisal.joint} - set(departments()):
            raise ValueError("reprisal names no department")
        if len(set(self.names)) < 8:
            raise ValueError("too few names: a case's name must not be guessed")


@cache
def workplace() -> Workplace:
    """The data of ``workplace.yaml``; raises DataError."""
    return load_checked(Workplace, files("config") / "data" / "workplace.yaml")


def days_for(risk: str, place: str) -> int:
    """The calendar days a firm has for a risk in a jurisdiction."""
    data = workplace()
    return data.places.get(place, {}).get(risk, data.days[risk])
