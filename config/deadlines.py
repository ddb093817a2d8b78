"""Time limits, what is said when how much of them has gone by, and the days offices don't work."""

import datetime as dt
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Literal

from config.base import Checked, DataError, Sourced, Status, load_checked, within
from config.overlay import current, follows

Unit = Literal["working_days", "calendar_days", "hours"]
_TO_ANSWER = "intake accept urgent_accept transfer arbiter"
_TO_WORK = (
    "verify urgent_verify deaths_verify extend waiting_reporter rectify review_request review"
    " rating"
)
_TO_REFER = "crime_decision crime_hand_over police_answer crime_objection"
NEEDED = frozenset(f"{_TO_ANSWER} {_TO_WORK} {_TO_REFER}".split())
"""The limits that the code starts."""
POINTS = ("half", "warning", "overdue", "overdue_thrice")


class Deadline(Sourced):
    """One time limit: so many working days, calendar days or hours."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        within("amount", self.amount, 1)


class Point(Sourced):
    """A share of a limit, in percent, at which something is said."""

    share: int

    def __post_init__(self) -> None:
        within("share", self.share, 1, 1_000)


class Deadlines(Checked):
    """All limits by name, the places' own by jurisdiction and name, and the points."""

    deadlines: dict[str, Deadline]
    places: dict[str, dict[str, Deadline]]
    points: dict[str, Point]


class Year(Sourced):
    """One year's notice of the State Council: days off, and weekend days that are worked."""

    off: tuple[dt.date, ...]
    work: tuple[dt.date, ...] = ()


class Holidays(Checked):
    """What overrides the built-in calendar, by year."""

    years: dict[str, Year]


MOST_AMOUNT = {"hours": 24 * 14, "working_days": 60, "calendar_days": 180}
"""A longer internal limit of a step would be none."""
_OF_REPORTERS = ("waiting_reporter", "review_request", "rating")
_URGENT = {"urgent_verify": "verify", "urgent_accept": "accept"}
_AS_LAW = (Status.LAW, Status.SEED, Status.FOUND, Status.RELAYED)


@follows("deadlines")
def _data() -> Deadlines:
    own = current().deadlines
    data = _shipped()
    changed = {
        name: replace(rule, amount=own[name].amount, source=own[name].basis, status=Status.INTERNAL)
        for name, rule in data.deadlines.items()
        if name in own
    }
    return replace(data, deadlines=data.deadlines | changed)


def shipped_deadlines() -> dict[str, Deadline]:
    """The limits by name as they are without the agency's own changes."""
    return _shipped().deadlines


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that an agency may set the limit to, in its unit; KeyError for none.

    A limit of the law, or shown as such, may only be shortened; the time that reporters have may
    only be lengthened; and what is urgent never takes longer than what isn't.
    """
    rule = shipped_deadlines()[name]
    least = rule.amount if name in _OF_REPORTERS else 1
    if rule.status in _AS_LAW:
        return least, rule.amount
    if usual := _URGENT.get(name):
        return least, shipped_deadlines()[usual].amount
    return least, MOST_AMOUNT[rule.unit]


@cache
def _shipped() -> Deadlines:
    data = load_checked(Deadlines, files("config") / "data" / "deadlines.yaml")
    faults = [
        f"deadlines.yaml: deadlines - {name} is missing" for name in NEEDED - set(data.deadlines)
    ]
    faults += [
        f"deadlines.yaml: points - {name} is missing" for name in POINTS if name not in data.points
    ]
    faults += [
        f"deadlines.yaml: places.{place} - {name} is no limit"
        for place, own in data.places.items()
        for name in sorted(set(own) - set(data.deadlines))
    ]
    if faults:
        raise DataError(sorted(faults))
    return data


def deadlines() -> dict[str, Deadline]:
    """The limits by name, as they hold where a place has none of its own.

    Raises DataError when one that the code starts is missing.
    """
    return _data().deadlines


def limit(name: str, jurisdiction: str) -> Deadline:
    """The limit called ``name`` in a place: its own, else the general one; KeyError for none."""
    data = _data()
    return data.places.get(jurisdiction, {}).get(name) or data.deadlines[name]


def point_shares() -> dict[str, int]:
    """At which percent of a limit each point lies."""
    return {name: point.share for name, point in _data().points.items()}


@cache
def holidays() -> dict[dt.date, bool]:
    """Days that override the calendar, each with whether it is worked; raises DataError."""
    return worked_days(load_checked(Holidays, files("config") / "data" / "holidays.yaml"))


def worked_days(data: Holidays) -> dict[dt.date, bool]:
    """The same of any notices; raises DataError for a day of another year, or off and worked."""
    faults = [
        f"holidays.yaml: years.{number} - {day} is of another year"
        for number, year in data.years.items()
        for day in (*year.off, *year.work)
        # The turn of the year is noticed with either.
        if abs((day - dt.date(int(number), 7, 2)).days) > 200
    ]
    faults += [
        f"holidays.yaml: years.{number} - {day} is off and worked"
        for number, year in data.years.items()
        for day in sorted(set(year.off) & set(year.work))
    ]
    if faults:
        raise DataError(faults)
    worked = {day: False for year in data.years.values() for day in year.off}
    return worked | {day: True for year in data.years.values() for day in year.work}
