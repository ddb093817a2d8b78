"""Names without order, days by risk, a random step: nothing a firm could read a person from."""

import datetime as dt

import pytest

from backend.domain import inside
from backend.domain.deadlines import SHANGHAI
from backend.domain.inside import State
from config.workplace import workplace
from nlp.types import Urgency


def at(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def test_names_are_random_and_never_twice() -> None:
    taken: set[str] = set()
    for _ in range(600):
        taken.add(inside.new_name(taken))
    assert len(taken) == 600
    assert {name.split("-")[0] for name in taken} == set(workplace().names)


@pytest.mark.parametrize(
    ("filed", "risk", "shown"),
    [
        ("2026-11-30 10:30", "ordinary", "2026-12-01 08:00"),
        ("2026-11-30 03:10", "ordinary", "2026-11-30 08:00"),
        ("2026-11-30 08:00", "urgent", "2026-12-01 08:00"),
        ("2026-11-30 23:59", "immediate", "2026-11-30 23:59"),
    ],
)
def test_the_firm_sees_no_hour(filed: str, risk: str, shown: str) -> None:
    assert inside.shown_from(at(filed), risk) == at(shown)


def test_days_run_from_the_day_the_firm_sees_it() -> None:
    seen = at("2026-12-01 08:00")
    assert inside.due_on(seen, "ordinary", "yuxi") == dt.date(2026, 12, 8)
    assert inside.due_on(seen, "urgent", "yuxi") == dt.date(2026, 12, 4)
    assert inside.latest_plan(seen, "yuxi") == dt.date(2026, 12, 31)
    assert inside.risk_of("immediate") == "immediate"
    assert {one: inside.risk_of(one) for one in Urgency} == {
        Urgency.IMMEDIATE: "immediate",
        Urgency.MAJOR: "urgent",
        Urgency.ORDINARY: "ordinary",
    }


def test_a_phone_rings_by_day_at_no_certain_moment() -> None:
    for hour in range(24):
        asked = at("2026-12-01 00:30") + dt.timedelta(hours=hour)
        moments = [inside.rings_at(asked) for _ in range(200)]
        assert all(asked <= one < asked + dt.timedelta(days=3) for one in moments)
        assert all(8 <= one.astimezone(SHANGHAI).hour < 21 for one in moments)
        assert len({one.hour for one in moments}) > 8


def test_the_step_outward_falls_anywhere_in_the_spread() -> None:
    after = inside.end_of(dt.date(2026, 12, 8))
    assert after == at("2026-12-09 00:00")
    drawn = [(inside.outward_at(after) - after).total_seconds() / 86_400 for _ in range(2_000)]
    assert min(drawn) >= 0
    assert max(drawn) < workplace().spread_days
    # Each third of the spread gets its share: no hour of the day stands out.
    third = workplace().spread_days / 3
    for part in range(3):
        share = sum(part * third <= one < (part + 1) * third for one in drawn)
        assert 500 < share < 850


@pytest.mark.parametrize(
    ("today", "fixed", "planned", "state"),
    [
        ("2026-12-08", None, False, State.OPEN),
        ("2026-12-08", None, True, State.PLANNED),
        ("2026-12-09", None, True, State.OVERDUE),
        ("2026-12-09", "2026-12-09", False, State.FIXED),
        ("2026-12-16", "2026-12-09", False, State.FIXED),
        ("2026-12-17", "2026-12-09", False, State.SETTLED),
    ],
)
def test_what_the_firm_sees_follows_the_calendar(
    today: str, fixed: str | None, planned: bool, state: State
) -> None:
    day = dt.date.fromisoformat(fixed) if fixed else None
    due = dt.date(2026, 12, 8)
    assert inside.firm_state(dt.date.fromisoformat(today), due, day, planned=planned) is state


def test_the_firm_sees_it_for_half_a_year_after_its_last_day() -> None:
    due, fixed = dt.date(2026, 12, 8), dt.date(2026, 12, 20)
    assert inside.shown_until(due, None) == dt.date(2027, 6, 6)
    assert inside.shown_until(due, fixed) == dt.date(2027, 6, 18)


def test_the_days_to_deny_end_with_what_the_firm_sees() -> None:
    fixed = dt.date(2026, 12, 9)
    last = inside.answer_until(fixed)
    due = dt.date(2026, 12, 8)
    before = (last - dt.timedelta(seconds=1)).date()
    assert inside.firm_state(before, due, fixed, planned=False) is State.FIXED
    assert inside.firm_state(last.date(), due, fixed, planned=False) is State.SETTLED
