"""When a step is due: counted in Asia/Shanghai, in calendar days or in China's working days."""

import datetime as dt
import logging
from zoneinfo import ZoneInfo

from config.rules import Deadline
from nlp.types import Urgency

SHANGHAI = ZoneInfo("Asia/Shanghai")
log = logging.getLogger(__name__)
_END_OF_DAY = dt.time(23, 59, 59)


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on ``day`` by the State Council's calendar (调休 included).

    For a year the calendar doesn't know yet, Monday to Friday, said once in the log.
    """
    # Imported late: its tables cost 30 ms that `classify` must not pay.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn_unknown_year(day.year)
        return day.weekday() < 5


_warned: set[int] = set()


def _warn_unknown_year(year: int) -> None:
    if year not in _warned:
        _warned.add(year)
        log.warning("the holiday calendar of %s is unknown: counting Monday to Friday", year)


def due_at(start: dt.datetime, limit: Deadline) -> dt.datetime:
    """The last moment of the limit that begins at ``start`` (aware), in UTC.

    The day of ``start`` doesn't count; the limit ends with its last day in Asia/Shanghai.
    """
    day = start.astimezone(SHANGHAI).date()
    left = limit.days
    while left:
        day += dt.timedelta(days=1)
        if limit.unit == "calendar_days" or is_working_day(day):
            left -= 1
    return dt.datetime.combine(day, _END_OF_DAY, SHANGHAI).astimezone(dt.UTC)


def first_deadline(urgency: str, *, assigned: bool) -> str:
    """The name of the limit a desk begins with: its own to accept, or intake's to pass on."""
    if urgency == Urgency.IMMEDIATE:
        return "urgent_accept"
    return "accept" if assigned else "intake"


def day_of(moment: dt.datetime) -> dt.date:
    """The day of ``moment`` in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def day_in_shanghai(moment: dt.datetime) -> str:
    """The day of ``moment`` as people there write it, ``2026-11-25``."""
    return day_of(moment).isoformat()
