"""What the database computes of moments: the same on each kind."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import CaseClock, CaseEvent
from backend.db.moments import month_of, seconds_between
from backend.house import House
from tests.support.case_history import many, write


async def test_seconds_and_months(house: House) -> None:
    await write(house, many(40, dt.datetime(2025, 12, 20, 16, tzinfo=dt.UTC), 20))
    async with house.view() as view:
        clock = CaseClock
        took = seconds_between(clock.ended_at.expression, clock.started_at.expression)
        for row in await view.session.execute(select(clock.ended_at, clock.started_at, took)):
            assert row[2] == pytest.approx((row[0] - row[1]).total_seconds(), abs=1e-3)
        seen = set()
        for at, month in await view.session.execute(select(CaseEvent.at, month_of(CaseEvent.at))):
            assert month == (at + dt.timedelta(hours=8)).strftime("%Y-%m")
            seen.add(month)
    assert {"2025-12", "2026-01"} <= seen
