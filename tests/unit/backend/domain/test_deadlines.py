"""Time limits in Asia/Shanghai, over holidays and the working days that make up for them."""

import datetime as dt
import logging
from typing import Literal

import pytest

from backend.domain import deadlines
from backend.domain.deadlines import SHANGHAI, day_in_shanghai, due_at, is_working_day
from config.base import Status
from config.deadlines import Deadline


def _limit(days: int, unit: Literal["working_days", "calendar_days"]) -> Deadline:
    return Deadline(amount=days, unit=unit, source="test", status=Status.INTERNAL)


def _due(
    start: str, days: int, unit: Literal["working_days", "calendar_days"] = "working_days"
) -> str:
    moment = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    due = due_at(moment, _limit(days, unit))
    assert due.tzinfo is dt.UTC
    local = due.astimezone(SHANGHAI)
    assert local.time() == dt.time(23, 59, 59)
    return local.date().isoformat()


def test_an_ordinary_week() -> None:
    # 2026-11-25 is a Wednesday.
    assert _due("2026-11-25T10:00", 1) == "2026-11-26"
    assert _due("2026-11-25T10:00", 5) == "2026-12-02"
    assert _due("2026-11-25T10:00", 60, "calendar_days") == "2027-01-24"


def test_the_day_itself_does_not_count() -> None:
    for clock in ("00:00", "23:59"):
        assert _due(f"2026-11-25T{clock}", 1, "calendar_days") == "2026-11-26"


def test_a_friday_night_goes_on_monday() -> None:
    assert _due("2026-11-27T23:30", 1) == "2026-11-30"
    assert _due("2026-11-28T12:00", 1) == "2026-11-30"


def test_the_national_day_of_2026() -> None:
    # Off from 1 to 7 October; 20 September and 10 October are worked instead.
    assert not any(is_working_day(dt.date(2026, 10, day)) for day in range(1, 8))
    assert is_working_day(dt.date(2026, 9, 20))
    assert is_working_day(dt.date(2026, 10, 10))
    assert _due("2026-09-30T15:00", 1) == "2026-10-08"
    assert _due("2026-09-30T15:00", 3) == "2026-10-10"
    assert _due("2026-09-30T15:00", 4) == "2026-10-12"
    assert _due("2026-09-30T15:00", 3, "calendar_days") == "2026-10-03"


def test_the_spring_festival_of_2026() -> None:
    # Off from 15 to 23 February; 14 and 28 February are worked instead.
    assert not any(is_working_day(dt.date(2026, 2, day)) for day in range(15, 24))
    assert is_working_day(dt.date(2026, 2, 14))
    assert is_working_day(dt.date(2026, 2, 28))
    assert _due("2026-02-13T09:00", 1) == "2026-02-14"
    assert _due("2026-02-13T09:00", 2) == "2026-02-24"
    assert _due("2026-02-26T09:00", 2) == "2026-02-28"


def test_a_year_that_the_calendar_does_not_know_counts_monday_to_friday(
    caplog: pytest.LogCaptureFixture,
) -> None:
    deadlines._warned.discard(2099)
    with caplog.at_level(logging.WARNING):
        assert is_working_day(dt.date(2099, 1, 1))
        assert not is_working_day(dt.date(2099, 1, 3))
        assert _due("2099-06-05T09:00", 1) == "2099-06-08"
    assert [record.getMessage() for record in caplog.records] == [
        "the holiday calendar of 2099 is unknown: counting Monday to Friday"
    ]


def test_a_limit_over_the_turn_of_the_year_is_counted_through() -> None:
    assert _due("2026-12-31T09:00", 5) >= "2027-01-05"


def test_late_at_night_in_utc_is_already_tomorrow_there() -> None:
    moment = dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)
    assert day_in_shanghai(moment) == "2026-11-26"
    assert day_in_shanghai(due_at(moment, _limit(1, "calendar_days"))) == "2026-11-27"
