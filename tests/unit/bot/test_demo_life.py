"""The invented life goes through the services: its chains hold and its cases are in all states."""

import random

from sqlalchemy import and_, func, select

from backend.db.models import Case, CaseClock, CaseEvent, ClockPoint, Staff
from backend.house import House
from backend.services import audit
from bot.demo_life import DAYS, Life

FILED = 25


async def test_two_years_pass_in_order(sqlite_house: House) -> None:
    end = sqlite_house.clock()
    seen: list[int] = []
    dice = random.Random(7)  # noqa: S311 - no secret
    life = Life(sqlite_house, "x", end, dice, lambda done, _: seen.append(done))
    await life.live(FILED)
    assert life.filed == FILED == max(seen)
    assert seen == sorted(seen)
    assert life.skipped.total() <= 3, life.skipped
    async with sqlite_house.view() as view:
        cases = list(await view.session.scalars(select(Case)))
        events = set(await view.session.scalars(select(CaseEvent.event).distinct()))
        moments = await view.session.execute(select(func.min(CaseEvent.at), func.max(CaseEvent.at)))
        first, last = moments.one()
        people = await view.session.scalar(select(func.count()).select_from(Staff))
        late = await view.session.execute(
            select(CaseClock.id, ClockPoint.point)
            .outerjoin(
                ClockPoint, and_(ClockPoint.clock_id == CaseClock.id, ClockPoint.point == "overdue")
            )
            .where(CaseClock.ended_at.is_(None), CaseClock.due_at <= end)
            .where(CaseClock.paused_at.is_(None))
        )
        unsaid = [clock for clock, said in late if said is None]
        points = await view.session.execute(
            select(ClockPoint.at, CaseClock.started_at).join(
                CaseClock, CaseClock.id == ClockPoint.clock_id
            )
        )
        moments_of_points = points.all()
        entries = [one async for one in audit.entries(view)]
    assert {"submit", "accept", "verify", "close"} <= events
    assert len({case.status for case in cases}) > 2
    # Some wait at the intake desk for somebody to say where they belong.
    waiting = [case for case in cases if case.holder_id == "intake" and case.status == "triage"]
    assert len(waiting) == FILED // 10
    assert not any(case.unit_id for case in waiting)
    assert all(case.created_at <= case.updated_at <= end for case in cases)
    assert (end - first).days <= DAYS
    assert last <= end
    assert people
    assert not unsaid, "what ran out was said when it did"
    assert moments_of_points
    assert all(started < at <= end for at, started in moments_of_points)
    assert len(entries) > FILED * 2
    assert {entry.action for entry, _ in entries} >= {"submit", "accept"}
