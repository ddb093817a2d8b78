"""Cases are given to people of the desk, and come back when the case goes elsewhere."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case, Staff
from backend.domain.deadlines import day_of
from backend.domain.errors import Invalid, NotAllowed, NotFound
from backend.services import assignments, queue
from backend.services.cases import Actor
from backend.services.queue_search import Search
from tests.support.api import BODY
from tests.support.filing import FOREIGN, Filing, connect

PEOPLE = {
    "林": (BODY, ["officer"]), "周": (BODY, ["officer", "reviewer"]), "核": (BODY, ["reviewer"]),
    "远": (FOREIGN, ["officer"]),
}  # fmt: skip


@pytest.fixture
async def staff(sqlite_filing: Filing) -> dict[str, str]:
    await connect(sqlite_filing.house, FOREIGN)
    async with sqlite_filing.house.work() as work:
        rows = {
            name: Staff(name=name, body_id=body, roles=roles, password_hash="x")
            for name, (body, roles) in PEOPLE.items()
        }
        work.session.add_all(rows.values())
        await work.session.flush()
        return {name: row.id for name, row in rows.items()}


async def give(filing: Filing, staff_id: str, who: str = "officer") -> str:
    async with filing.house.work() as work:
        person = await assignments.assign(work, filing.number, staff_id, filing.actors[who])
        return person.name if person else ""


async def mine(filing: Filing, staff_id: str) -> list[str]:
    actor = Actor(f"staff:{staff_id}", BODY, filing.actors["officer"].roles)
    async with filing.house.view() as view:
        return await queue.numbers(view, Search(tab="mine"), actor)


async def test_a_case_is_somebody_s_until_it_leaves(
    sqlite_filing: Filing, staff: dict[str, str]
) -> None:
    assert await give(sqlite_filing, staff["林"]) == "林"
    assert await mine(sqlite_filing, staff["林"]) == [sqlite_filing.number]
    assert await mine(sqlite_filing, staff["周"]) == []
    async with sqlite_filing.house.view() as view:
        entry = await view.session.scalar(
            select(AuditEntry).where(AuditEntry.action == "assign_case")
        )
        assert entry is not None
        assert entry.subject == sqlite_filing.number
    await sqlite_filing.event("transfer", to=FOREIGN, reason="属他们")
    async with sqlite_filing.house.view() as view:
        assert (await view.session.get_one(Case, sqlite_filing.number)).assignee_id is None


async def test_only_to_who_works_cases_at_this_desk(
    sqlite_filing: Filing, staff: dict[str, str]
) -> None:
    for wrong in (staff["核"], staff["远"], "0" * 32, "x"):
        with pytest.raises(Invalid):
            await give(sqlite_filing, wrong)
    with pytest.raises(NotFound):
        await give(sqlite_filing, staff["远"], "foreign")
    with pytest.raises(NotAllowed):
        await give(sqlite_filing, staff["林"], "payer")
    assert await give(sqlite_filing, "") == ""


async def test_who_is_away_is_stood_in_for(sqlite_filing: Filing, staff: dict[str, str]) -> None:
    await give(sqlite_filing, staff["林"])
    actor = sqlite_filing.actors["officer"]
    async with sqlite_filing.house.work() as work:
        today = day_of(work.now)
        for until, stand_in in (
            (today - dt.timedelta(days=1), staff["周"]),
            (today + dt.timedelta(days=999), staff["周"]),
            (today, staff["远"]),
            (today, staff["林"]),
            (today, ""),
        ):
            with pytest.raises(Invalid):
                await assignments.set_absence(work, staff["林"], until, stand_in, actor)
        await assignments.set_absence(work, staff["林"], today, staff["周"], actor)
    # What was theirs shows there too, and what comes goes there.
    assert await mine(sqlite_filing, staff["周"]) == [sqlite_filing.number]
    assert await give(sqlite_filing, "") == ""
    assert await give(sqlite_filing, staff["林"]) == "周"
    async with sqlite_filing.house.work() as work:
        await assignments.set_absence(work, staff["林"], None, "", actor)
    assert await give(sqlite_filing, staff["林"]) == "林"
