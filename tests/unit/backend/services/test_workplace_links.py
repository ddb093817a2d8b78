"""Which workplace a case is about: said by who decides, seen by who may see the case."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.errors import NotAllowed, NotFound
from backend.services import workplace_links
from backend.services.workplace_links import Past
from tests.support.filing import FOREIGN, Filing, file_report, somebody
from tests.support.workplaces import enter


async def link(filing: Filing, workplace_id: str, who: str = "officer") -> None:
    async with filing.house.work() as work:
        await workplace_links.link(work, filing.number, workplace_id, filing.actors[who])


async def past(filing: Filing, workplace_id: str, body: str = "530402.emergency") -> Past:
    async with filing.house.view() as view:
        return await workplace_links.past(view, workplace_id, somebody(body))


async def test_cases_of_one_workplace_find_each_other(filing: Filing) -> None:
    workplace_id = await enter(filing.house)
    await link(filing, workplace_id)
    for event in ("accept", "verify"):
        await filing.event(event)
    await filing.event("close", outcome="verified", reason="查实", penalty_yuan=20_000)
    other = await file_report(filing.house)
    await link(other, workplace_id)
    found = await past(filing, workplace_id)
    assert [case.number for case in found.cases] == [other.number, filing.number]
    assert (found.verified, found.penalties_yuan) == (1, 20_000)
    # A body that has no part in the cases learns nothing of them.
    assert (await past(filing, workplace_id, FOREIGN)).cases == ()


async def test_it_is_taken_back(sqlite_filing: Filing) -> None:
    workplace_id = await enter(sqlite_filing.house)
    await link(sqlite_filing, workplace_id)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        row = await workplace_links.linked(view, case)
        assert row is not None
        assert row.id == workplace_id
    await link(sqlite_filing, "")
    assert (await past(sqlite_filing, workplace_id)).cases == ()


async def test_neither_case_nor_audit_names_the_firm_in_the_clear(sqlite_filing: Filing) -> None:
    workplace_id = await enter(sqlite_filing.house)
    await link(sqlite_filing, workplace_id)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        entries = list(
            await view.session.scalars(
                select(AuditEntry).where(AuditEntry.action == "link_workplace")
            )
        )
    assert case.workplace is not None
    assert workplace_id.encode() not in case.workplace
    assert case.workplace_hash not in (None, workplace_id)
    assert [(one.subject, workplace_id in one.detail) for one in entries] == [(case.number, False)]


async def test_who_decides_alone_may_say(sqlite_filing: Filing) -> None:
    workplace_id = await enter(sqlite_filing.house)
    with pytest.raises(NotAllowed):
        await link(sqlite_filing, workplace_id, "reviewer")
    with pytest.raises(NotFound):
        await link(sqlite_filing, workplace_id, "foreign")
    with pytest.raises(NotFound):
        await link(sqlite_filing, "nothing")


async def test_names_are_suggested_within_the_area(sqlite_filing: Filing) -> None:
    await enter(sqlite_filing.house)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        (found,) = await workplace_links.suggestions(view, case, "红星化工厂")
        assert found.name == "玉溪红星化工有限公司"
        assert await workplace_links.suggestions(view, case, "") == []
