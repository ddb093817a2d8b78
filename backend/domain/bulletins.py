"""The bulletin 公示: the figures of one week, published once and never counted anew.

Counted are answers, not reports: a case is in the bulletin of the week in which it was first closed
or declined, whatever becomes of it later. So no bulletin tells in which week a report came in, and
what lies with a firm alone is in none. A week with fewer than five answers waits and is told in one
with the next.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from backend.domain.cases import Event
from backend.domain.suppression import Paid, Range, Table, enough, median_range, paid, table
from nlp.regions import UnknownUnit, level_of, region_of

ANSWERS = (Event.CLOSE, Event.FINISH, Event.DECLINE)
"""Events of a body that answer a report; what a firm settles is none."""
DECLINED = "declined"
"""The outcome of what wasn't taken up."""
_LATE = dt.timedelta(days=7)
_WEEK = dt.timedelta(days=7)
_ID = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """One case as the bulletin counts it."""

    unit: str
    industry: str
    outcome: str
    days: int
    """Days of the calendar from the report to its answer."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What is told of the cases answered; the sum of each table is ``count``."""

    count: int
    districts: Table
    industries: Table
    outcomes: Table
    answered_in: Range | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One bulletin; None is what waits for the next because there were too few."""

    cases: Cases | None
    rewards: Paid | None

    def dump(self) -> dict[str, Any]:
        """As JSON, for keeping."""
        return asdict(self)


def parse_figures(raw: dict[str, Any]) -> Figures:
    """What :meth:`Figures.dump` wrote."""
    cases, rewards = raw["cases"], raw["rewards"]
    if cases is not None:
        span = cases["answered_in"]
        cases = Cases(
            cases["count"],
            _table(cases["districts"]),
            _table(cases["industries"]),
            _table(cases["outcomes"]),
            Range(**span) if span else None,
        )
    return Figures(cases, Paid(**rewards) if rewards else None)


def _table(raw: dict[str, Any]) -> Table:
    return Table(tuple((name, count) for name, count in raw["cells"]), raw["rest"])


def figures(answers: Sequence[Answer], payments: Iterable[int]) -> Figures:
    """The figures of the answers and the sums paid (in yuan) that weren't told yet."""
    cases = None
    if enough(len(answers)):
        cases = Cases(
            len(answers),
            table(Counter(district_of(one.unit) for one in answers)),
            table(Counter(one.industry for one in answers)),
            table(Counter(one.outcome for one in answers)),
            median_range(one.days for one in answers),
        )
    return Figures(cases, paid(payments))


def district_of(unit: str) -> str:
    """The county or zone that a unit lies in; no town, and empty where there is no place."""
    try:
        return region_of(unit).unit if level_of(unit) == "town" else unit
    except UnknownUnit:
        return ""


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week by ISO 8601, from Monday to Sunday in Asia/Shanghai."""

    monday: dt.date

    @property
    def id(self) -> str:
        """As ``2026-W45``."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + dt.timedelta(days=6)

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.monday + _WEEK)


def parse_week(raw: str) -> Week | None:
    """The week called ``raw``; None for what is none."""
    found = _ID.fullmatch(raw)
    try:
        return Week(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
    except ValueError:
        return None


def due_week(today: dt.date) -> Week:
    """The last week that ended seven whole days ago: the one to publish now."""
    monday = today - dt.timedelta(days=today.weekday())
    return Week(monday - _WEEK - _LATE)
