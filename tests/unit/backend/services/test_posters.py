"""Codes of posters: random, one a workplace, taken back, and what a scan says."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.errors import NotFound
from backend.house import House
from backend.services import posters
from backend.services.cases import Actor
from backend.services.posters import LENGTH, SIGNS, Scan
from tests.support.workplaces import FIRM, enter

CLERK = Actor("staff:one", "intake", frozenset())


async def issue(house: House, workplace_id: str, *, anew: bool = False) -> str:
    async with house.work() as work:
        return await posters.issue(work, workplace_id, CLERK, anew=anew)


async def scan(house: House, code: str) -> Scan | None:
    async with house.view() as view:
        return await posters.scanned(view, code)


async def test_a_scan_says_the_workplace_and_its_body(house: House) -> None:
    workplace_id = await enter(house)
    code = await issue(house, workplace_id)
    assert len(code) == LENGTH
    assert set(code) <= set(SIGNS)
    assert await issue(house, workplace_id) == code
    found = await scan(house, f" {code.lower()} ")
    assert found == Scan(
        workplace_id, FIRM["name"], "530402007", "hazchem", "", 200, "530402.emergency"
    )


async def test_a_code_taken_back_leads_nowhere(sqlite_house: House) -> None:
    workplace_id = await enter(sqlite_house, body="530402.fire")
    first = await issue(sqlite_house, workplace_id)
    second = await issue(sqlite_house, workplace_id, anew=True)
    assert second != first
    assert await scan(sqlite_house, first) is None
    found = await scan(sqlite_house, second)
    assert found is not None
    assert (found.body_in_register, found.body) == ("530402.fire", "530402.fire")
    async with sqlite_house.work() as work:
        with pytest.raises(NotFound):
            await posters.revoke(work, first, CLERK)
        assert await posters.revoke(work, second, CLERK) == workplace_id
    assert await scan(sqlite_house, second) is None
    async with sqlite_house.view() as view:
        assert await posters.codes(view, workplace_id) == []
        acts = [row async for row in await view.session.stream_scalars(select(AuditEntry.action))]
    assert acts == ["workplace_added", "issue_poster", "revoke_poster", "issue_poster",
                    "revoke_poster"]  # fmt: skip


@pytest.mark.parametrize("code", ["", "x", "2222222222", "../../etc", "é" * 40])
async def test_what_is_no_code_is_none(sqlite_house: House, code: str) -> None:
    assert await scan(sqlite_house, code) is None


async def test_nobody_counts_scans(sqlite_house: House) -> None:
    """How often and when a poster is scanned would tell an employer that somebody reports."""
    workplace_id = await enter(sqlite_house)
    code = await issue(sqlite_house, workplace_id)
    async with sqlite_house.view() as view:
        (before,) = await posters.codes(view, workplace_id)
        known = {column.name: getattr(before, column.name) for column in before.__table__.columns}
    await scan(sqlite_house, code)
    async with sqlite_house.view() as view:
        (after,) = await posters.codes(view, workplace_id)
        now = {column.name: getattr(after, column.name) for column in after.__table__.columns}
    assert now == known
