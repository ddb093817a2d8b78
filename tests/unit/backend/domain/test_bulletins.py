"""What a bulletin counts and when it is due."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.bulletins import (
    Answer,
    Week,
    district_of,
    due_week,
    figures,
    parse_figures,
    parse_week,
)
from backend.domain.suppression import FEW

ANSWERS = st.builds(
    Answer,
    st.sampled_from(["", "530402", "530402007", "530403", "fengdong"]),
    st.sampled_from(["hazchem", "fire", "gas"]),
    st.sampled_from(["verified", "unfounded", "declined"]),
    st.integers(0, 200),
)


@pytest.mark.parametrize(
    ("today", "week"),
    [
        ("2026-11-23", "2026-W46"),
        ("2026-11-29", "2026-W46"),
        ("2026-11-30", "2026-W47"),
        ("2027-01-11", "2026-W53"),
    ],
)
def test_a_week_is_due_when_it_ended_seven_whole_days_ago(today: str, week: str) -> None:
    day = dt.date.fromisoformat(today)
    due = due_week(day)
    assert due.id == week
    assert due.sunday + dt.timedelta(days=7) < day
    assert due.next.sunday + dt.timedelta(days=7) >= day


def test_weeks_have_names_and_nothing_else_has() -> None:
    assert parse_week("2026-W53") == Week(dt.date(2026, 12, 28))
    for raw in ("2025-W53", "2026-W00", "2026-45", "2026-W4", "0000-W01", "", "２０２６-W01"):
        assert parse_week(raw) is None


@given(st.lists(ANSWERS, max_size=40), st.lists(st.integers(500, 300_000), max_size=12))
def test_nothing_under_five_and_every_table_adds_up(
    answers: list[Answer], payments: list[int]
) -> None:
    found = figures(answers, payments)
    assert (found.cases is None) is (len(answers) < FEW)
    if found.cases is not None:
        assert found.cases.count == len(answers)
        for table in (found.cases.districts, found.cases.industries, found.cases.outcomes):
            assert all(count >= FEW for _, count in table.cells)
            assert table.rest >= FEW
            assert sum(count for _, count in table.cells) + table.rest == len(answers)
    if found.rewards is not None:
        assert found.rewards.count >= FEW
        assert found.rewards.yuan % 1_000 == 0
    assert parse_figures(json.loads(json.dumps(found.dump()))) == found


def test_places_are_told_to_the_county_and_no_finer() -> None:
    assert district_of("530402007") == "530402"
    assert district_of("530402") == "530402"
    assert district_of("fengdong") == "fengdong"
    assert district_of("") == ""
    assert district_of("nowhere") == ""
