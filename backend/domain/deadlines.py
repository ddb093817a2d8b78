"""When a step is due, and when something is said of it: counted in Asia/Shanghai.

Limits are of calendar days, of China's working days, or of hours.
"""

import datetime as dt
import logging
from collections.abc import Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from config.deadlines import Deadline, holidays, point_shares
from nlp.types import Urgency

SHANGHAI = ZoneInfo("Asia/Shanghai")
log = logging.getLogger(__name__)
_END_OF_DAY = dt.time(23, 59, 59)
_MORNING = dt.time(9)


def is_working_day(day: dt.date, own: Mapping[dt.date, bool] | None = None) -> bool:
    """Whether offices work on ``day`` by the State Council's calendar (调休 included).

    ``own`` (else config/data/holidays.yaml) goes before the built-in calendar. For a year that
    neither knows, Monday to Friday, said once in the log and by ``doctor``.
    """
    noticed = holidays() if own is None else own
    if day in noticed:
        return noticed[day]
    # Imported late: its tables cost 30 ms that `classify` must not pay.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        if day.year not in {known.year for known in noticed}:
            _warn_unknown_year(day.year)
        return day.weekday() < 5


_warned: set[int] = set()


def _warn_unknown_year(year: int) -> None:
    if year not in _warned:
        _warned.add(year)
        log.warning("the holiday calendar of %s is unknown: counting Monday to Friday", year)


def knows_year(year: int) -> bool:
    """Whether the days off of ``year`` are known, built in or by the override table."""
    import chinese_calendar

    if any(day.year == year for day in holidays()):
        return True
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def due_at(start: dt.datetime, limit: Deadline) -> dt.datetime:
    """The last moment of the limit that begins at ``start`` (aware), in UTC.

    Of days, the day of ``start`` doesn't count and the limit ends with its last day in
    Asia/Shanghai; hours are counted to the second.
    """
    if limit.unit == "hours":
        return start.astimezone(dt.UTC) + dt.timedelta(hours=limit.amount)
    day = start.astimezone(SHANGHAI).date()
    left = limit.amount
    while left:
        day += dt.timedelta(days=1)
        if limit.unit == "calendar_days" or is_working_day(day):
            left -= 1
    return dt.datetime.combine(day, _END_OF_DAY, SHANGHAI).astimezone(dt.UTC)


class Point(StrEnum):
    """What a running limit says of itself, and when: shares in config/data/deadlines.yaml."""

    HALF = "half"
    """The reporter hears that the case is still being verified."""
    WARNING = "warning"
    """The desk is reminded."""
    OVERDUE = "overdue"
    """The superior and the reporter hear of it."""
    OVERDUE_THRICE = "overdue_thrice"
    """Three times the limit has gone by: the superior's superior hears of it."""


def points(started: dt.datetime, due: dt.datetime) -> dict[Point, dt.datetime]:
    """When each point of a limit comes, in UTC.

    What is said before the end comes at nine in the morning there, unless the limit is shorter
    than two days: nobody is rung at night over a limit of weeks.
    """
    span = due - started
    found: dict[Point, dt.datetime] = {}
    for name, share in point_shares().items():
        moment = started + span * share / 100
        if share < 100 and span > dt.timedelta(days=2):
            moment = min(max(_morning(moment), started), due)
        found[Point(name)] = moment if share != 100 else due
    return found


def _morning(moment: dt.datetime) -> dt.datetime:
    day = moment.astimezone(SHANGHAI).date()
    return dt.datetime.combine(day, _MORNING, SHANGHAI).astimezone(dt.UTC)


def verify_deadline(urgency: str, department: str) -> str:
    """The name of the limit for verifying: urgent reports and those of deaths have their own.

    Source: 60 days by the national reward measures as relayed; of deaths the county government
    has the case (安全生产法73条) and the rules for accidents hold.
    """
    if department == "district_government":
        return "deaths_verify"
    return "urgent_verify" if urgency == Urgency.IMMEDIATE else "verify"


def first_deadline(urgency: str, *, assigned: bool) -> str:
    """The name of the limit a desk begins with: its own to accept, or intake's to pass on."""
    if urgency == Urgency.IMMEDIATE:
        return "urgent_accept"
    return "accept" if assigned else "intake"


def day_of(moment: dt.datetime) -> dt.date:
    """The day of ``moment`` in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of ``day`` in Asia/Shanghai."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def day_in_shanghai(moment: dt.datetime) -> str:
    """The day of ``moment`` as people there write it, ``2026-11-25``."""
    return day_of(moment).isoformat()
