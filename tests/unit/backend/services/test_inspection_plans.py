"""The yearly plan: 60 % by June, 100 % by November, of verifications counted here."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.domain.errors import Invalid
from backend.domain.figures import parse_period
from backend.house import House
from backend.services import figures, inspection_plans
from backend.services.cases import Actor
from config.figures import plan_marks
from tests.support.case_history import COUNTY, many, write

HEAD = Actor("staff:one", COUNTY, frozenset({Role.REVIEWER}))


async def test_marks_are_held_against_verifications(house: House) -> None:
    await write(house, many(150, dt.datetime(2025, 12, 31, 16, tzinfo=dt.UTC), 300))
    house.clock = lambda: dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    async with house.work() as work:
        assert await inspection_plans.progress(work, COUNTY, 2026) == []
        await inspection_plans.set_plan(work, 2026, 50, HEAD)
        await inspection_plans.set_plan(work, 2026, 60, HEAD)
    async with house.view() as view:
        june, november = await inspection_plans.progress(view, COUNTY, 2026)
        book = await figures.by_body(view, [COUNTY], parse_period("2026"))
        half = book.of(COUNTY, parse_period("2026-H1"))["verifications"].value
        acts = await view.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action == "set_inspection_plan")
        )
        assert len(list(acts)) == 2
    assert (june.done, june.planned, june.mark.share) == (half, 60, 60)
    assert june.reached == (june.done >= 36)
    assert (june.over, november.over) == (True, False)
    assert november.done >= june.done
    assert june.share == june.done / 60


@pytest.mark.parametrize("number", [0, -1, 1_000_001])
async def test_what_is_no_plan_is_refused(sqlite_house: House, number: int) -> None:
    with pytest.raises(Invalid, match="not_a_plan"):
        async with sqlite_house.work() as work:
            await inspection_plans.set_plan(work, 2026, number, HEAD)


def test_only_xi_an_has_said_so() -> None:
    for place in ("xian", "xixian"):
        assert [(m.month, m.share, m.status) for m in plan_marks(place)] == [
            (6, 60, "seed"), (11, 100, "seed"),
        ]  # fmt: skip
    assert {mark.status for mark in plan_marks("yuxi")} == {"internal"}
