"""A report inside a workplace: its name, the firm's days, and when it goes outward.

What the firm can see must not depend on what the reporter does later, nor on whether the report
has gone outward: :func:`firm_state` takes nothing that would tell.
"""

import datetime as dt
import secrets
from collections.abc import Container
from enum import StrEnum

from backend.domain.deadlines import SHANGHAI, day_of, start_of
from config.workplace import days_for, workplace


class Way(StrEnum):
    """Who gets the report, as the reporter chose."""

    BODY = "body"
    FIRST = "first"
    """The firm first; what it doesn't mend in time goes to the enforcement body by itself."""
    FIRM = "firm"
    """The firm alone, until the reporter says otherwise."""


class Kind(StrEnum):
    """What a line of an inside case says."""

    TEXT = "text"
    PLAN = "plan"
    FIXED = "fixed"
    PAID = "paid"


class State(StrEnum):
    """Where an inside case stands for the firm."""

    OPEN = "open"
    PLANNED = "planned"
    OVERDUE = "overdue"
    FIXED = "fixed"
    SETTLED = "settled"


def new_name(taken: Container[str]) -> str:
    """A name such as 青松-27 that isn't ``taken``: it tells neither order nor number."""
    while True:
        name = f"{secrets.choice(workplace().names)}-{secrets.randbelow(90) + 10}"
        if name not in taken:
            return name
        # 1,440 names; a firm with a thousand open reports needs more digits.
        name = f"{name}{secrets.randbelow(10)}"
        if name not in taken:
            return name


def risk_of(urgency: str) -> str:
    """How much time the firm has, by how urgent the words are."""
    return {"immediate": "immediate", "major": "urgent"}.get(urgency, "ordinary")


DAY_FROM, DAY_TO = 8, 21
"""Hours between which a phone may ring."""


def shown_from(moment: dt.datetime, risk: str) -> dt.datetime:
    """When the firm sees it: at once if lives are in danger, else the next morning.

    The hour a report came would tell who had a phone in hand.
    """
    if risk == "immediate":
        return moment
    here = moment.astimezone(SHANGHAI)
    morning = here.replace(hour=workplace().shown_at, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + dt.timedelta(days=1)


def line_shown_from(moment: dt.datetime, *, from_reporter: bool) -> dt.datetime:
    """When the firm sees a line: a reporter's never before the next morning, whatever the risk."""
    return shown_from(moment, "ordinary") if from_reporter else moment


def day_of_line(moment: dt.datetime, *, from_reporter: bool) -> dt.date:
    """The day that stands at a line: a reporter's bears that of the morning it is shown."""
    return day_of(line_shown_from(moment, from_reporter=from_reporter))


def rings_at(moment: dt.datetime) -> dt.datetime:
    """When the reporter hears of a firm's act: by day, some random time within a day and a half."""
    at = moment + dt.timedelta(seconds=secrets.randbelow(36 * 3600))
    here = at.astimezone(SHANGHAI)
    if not DAY_FROM <= here.hour < DAY_TO:
        late = here.hour >= DAY_TO
        morning = here.replace(hour=DAY_FROM, minute=0, second=0, microsecond=0)
        at = morning + dt.timedelta(days=int(late), seconds=secrets.randbelow(12 * 3600))
    return at


def mended_in_time(due: dt.date, fixed_on: dt.date | None) -> bool:
    """Whether the firm said within its days that it is mended: only that stays its step outward."""
    return fixed_on is not None and fixed_on <= due


def due_on(seen: dt.datetime, risk: str, place: str) -> dt.date:
    """The last day for the firm to mend it."""
    return day_of(seen) + dt.timedelta(days=days_for(risk, place))


def latest_plan(seen: dt.datetime, place: str) -> dt.date:
    """The last day that a plan of the firm may name."""
    return day_of(seen) + dt.timedelta(days=days_for("planned", place))


def outward_at(after: dt.datetime) -> dt.datetime:
    """A random moment within the spread after ``after``: no firm can tell what brought it about."""
    spread = workplace().spread_days * 24 * 3600
    return after + dt.timedelta(seconds=secrets.randbelow(spread))


def end_of(day: dt.date) -> dt.datetime:
    """The moment a day is over in China."""
    return start_of(day + dt.timedelta(days=1))


def answer_until(fixed_on: dt.date) -> dt.datetime:
    """Until when the reporter may deny that it was fixed."""
    return end_of(fixed_on + dt.timedelta(days=workplace().answer_days))


def shown_until(due: dt.date, fixed_on: dt.date | None) -> dt.date:
    """The last day on which the firm sees it, whatever became of it elsewhere."""
    return (fixed_on or due) + dt.timedelta(days=workplace().shown_days)


def firm_state(today: dt.date, due: dt.date, fixed_on: dt.date | None, *, planned: bool) -> State:
    """Where it stands for the firm, out of its own acts and the calendar alone."""
    if fixed_on is not None:
        over = today > fixed_on + dt.timedelta(days=workplace().answer_days)
        return State.SETTLED if over else State.FIXED
    if today > due:
        return State.OVERDUE
    return State.PLANNED if planned else State.OPEN
