"""On which mornings a digest is sent, and what stands in it."""

import datetime as dt

import pytest

from backend.domain.deadlines import SHANGHAI
from backend.domain.digests import (
    OpenCase,
    Waiting,
    begins_week,
    is_due,
    next_morning,
    sort_out,
)


def _at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (_at(25, 7), _at(25, 8, 30)),
        (_at(25, 8, 30), _at(26, 8, 30)),
        (_at(27, 12), _at(30, 8, 30)),
        # The week of the National Day: 1 to 7 October are off, Saturday the 10th is worked.
        (_at(30, 12, month=9), _at(8, 8, 30, month=10)),
        (_at(9, 12, month=10), _at(10, 8, 30, month=10)),
    ],
)
def test_it_comes_on_working_mornings(now: dt.datetime, then: dt.datetime) -> None:
    assert next_morning(now.astimezone(dt.UTC)) == then


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 24), False),
        (dt.date(2026, 10, 8), True),
        (dt.date(2026, 10, 9), False),
        (dt.date(2026, 10, 10), False),
    ],
)
def test_the_first_working_day_of_a_week(day: dt.date, first: bool) -> None:
    assert begins_week(day) is first


def test_who_gets_it_when() -> None:
    assert is_due("daily", first_of_week=False)
    assert is_due("weekly", first_of_week=True)
    assert not is_due("weekly", first_of_week=False)
    assert not is_due("off", first_of_week=True)


def test_what_waits_is_sorted_by_what_it_waits_for() -> None:
    now = _at(25, 8, 30)
    cases = [
        OpenCase("a", fresh=True, unanswered=False, due_at=_at(25, 23, 59)),
        OpenCase("b", fresh=False, unanswered=True, due_at=_at(24, 23, 59)),
        OpenCase("c", fresh=False, unanswered=False, due_at=_at(29, 23, 59)),
        OpenCase("d", fresh=False, unanswered=False, due_at=_at(30, 23, 59)),
        OpenCase("e", fresh=False, unanswered=True, due_at=None),
    ]
    daily = sort_out(cases, now, weekly=False)
    assert daily == Waiting(["a"], ["b", "e"], ["a"], ["b"])
    weekly = sort_out(cases, now, weekly=True, closed=3)
    assert weekly == Waiting(["a"], ["b", "e"], ["a", "c"], ["b"], 3)


def test_nothing_is_said_when_nothing_waits() -> None:
    assert Waiting().empty(weekly=True)
    assert Waiting(closed=3).empty(weekly=False)
    assert not Waiting(closed=3).empty(weekly=True)
    assert not Waiting(unanswered=["a"]).empty(weekly=False)
