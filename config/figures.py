"""What figures are held against: the marks of the yearly inspection plan, as checked data."""

from functools import cache
from importlib.resources import files

from config.base import Checked, DataError, Sourced, load_checked, within
from config.jurisdictions import jurisdictions


class PlanMark(Sourced):
    """How much of the year's plan must be done by the end of a month, in percent."""

    month: int
    share: int
    places: list[str]

    def __post_init__(self) -> None:
        within("month", self.month, 1, 12)
        within("share", self.share, 1, 100)


class Figures(Checked):
    """The whole of ``figures.yaml``."""

    plan_marks: list[PlanMark]


@cache
def figures() -> Figures:
    """The data; raises DataError for a mark of an unknown place."""
    data = load_checked(Figures, files("config") / "data" / "figures.yaml")
    known = set(jurisdictions())
    faults = [
        f"figures.yaml: plan_marks.{number} - {place} is no place"
        for number, mark in enumerate(data.plan_marks)
        for place in mark.places
        if place not in known
    ]
    if faults:
        raise DataError(faults)
    return data


def plan_marks(place: str) -> tuple[PlanMark, ...]:
    """The marks that hold in a place, by month: its own, else the general ones."""
    marks = figures().plan_marks
    own = [mark for mark in marks if place in mark.places]
    return tuple(sorted(own or [m for m in marks if not m.places], key=lambda m: m.month))
