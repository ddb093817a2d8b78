"""When the digest of a body's desk is sent, and what of its cases stands in it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.domain.deadlines import SHANGHAI, day_of, is_working_day
from config.digest import Every, digest

WEEK = dt.timedelta(days=7)


def morning_of(day: dt.date) -> dt.datetime:
    """The moment of the digest of a day, in UTC."""
    at = digest().morning
    time = dt.time(at.hour, at.minute)
    return dt.datetime.combine(day, time, SHANGHAI).astimezone(dt.UTC)


def next_morning(now: dt.datetime) -> dt.datetime:
    """The first morning of a working day after ``now``, in UTC."""
    day = day_of(now)
    while morning_of(day) <= now or not is_working_day(day):
        day += dt.timedelta(days=1)
    return morning_of(day)


def monday_of(day: dt.date) -> dt.date:
    """The Monday that the week of a day begins with."""
    return day - dt.timedelta(days=day.weekday())


def begins_week(day: dt.date) -> bool:
    """Whether a working day is the first of its week, a holiday's Monday not counted."""
    before = (monday_of(day) + dt.timedelta(days=n) for n in range(day.weekday()))
    return not any(is_working_day(one) for one in before)


def is_due(every: Every, *, first_of_week: bool) -> bool:
    """Whether a channel with this setting gets the digest of a working day."""
    return every == "daily" or (every == "weekly" and first_of_week)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What of a case on a desk the digest is made of."""

    number: str
    fresh: bool
    """Nobody accepted it yet."""
    unanswered: bool
    """The reporter had the last word."""
    due_at: dt.datetime | None
    """The end of its running limit; None while none runs."""


@dataclass(slots=True)
class Waiting:
    """What waits at a desk, by number, and how many cases were closed."""

    fresh: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    due: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    closed: int = 0

    def empty(self, *, weekly: bool) -> bool:
        """Whether there is nothing to say: closed cases alone are news once a week."""
        waits = self.fresh or self.unanswered or self.due or self.overdue
        return not waits and not (weekly and self.closed)


def sort_out(
    cases: Iterable[OpenCase], now: dt.datetime, *, weekly: bool, closed: int = 0
) -> Waiting:
    """What of the cases of a desk waits; due is what ends today, or within this week."""
    today = day_of(now)
    last = monday_of(today) + WEEK - dt.timedelta(days=1) if weekly else today
    found = Waiting(closed=closed)
    for case in cases:
        if case.fresh:
            found.fresh.append(case.number)
        if case.unanswered:
            found.unanswered.append(case.number)
        if case.due_at is not None and case.due_at < now:
            found.overdue.append(case.number)
        elif case.due_at is not None and day_of(case.due_at) <= last:
            found.due.append(case.number)
    return found
