"""Weeks after the end: asked of employees' reports alone, twice, and not while it is open again."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import Job
from backend.domain.cases import Event, Role
from backend.house import House
from backend.services import check_backs
from backend.services.cases import Actor, apply_event
from backend.services.check_backs import CHECK_BACK
from tests.support.api import BODY
from tests.support.filing import Filing
from tests.support.firm import Firm, make_firm

OFFICER = Actor("staff:one", BODY, frozenset({Role.OFFICER, Role.REVIEWER}))


async def closed(house: House, number: str, **fields: object) -> None:
    closing = {"outcome": "verified", "reason": "查实", **fields}
    for event, given in ((Event.ACCEPT, {}), (Event.VERIFY, {}), (Event.CLOSE, closing)):
        async with house.work() as work:
            await apply_event(work, number, event, given, OFFICER)


async def asked_at(house: House) -> list[dt.datetime]:
    async with house.view() as view:
        query = select(Job.run_at).where(Job.kind == CHECK_BACK).order_by(Job.run_at)
        return list(await view.session.scalars(query))


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


async def test_an_employee_is_asked_twice(firm: Firm) -> None:
    _, number = await firm.report("")
    await closed(firm.house, number)
    days = [(at - firm.now).days for at in await asked_at(firm.house)]
    assert days == [30, 89]


async def test_a_passer_by_is_not_asked_unless_the_officer_says_employee(
    sqlite_filing: Filing,
) -> None:
    await closed(sqlite_filing.house, sqlite_filing.number)
    assert await asked_at(sqlite_filing.house) == []


async def test_the_question_goes_to_the_linked_chat_once_it_is_closed(
    sqlite_filing: Filing,
) -> None:
    house, number = sqlite_filing.house, sqlite_filing.number
    assert await check_backs.ring(house, number)
    assert [p["key"] for p in await sqlite_filing.payloads()] == []
    await closed(house, number)
    await sqlite_filing.payloads()
    assert await check_backs.ring(house, number)
    (told,) = await sqlite_filing.payloads()
    assert (told["key"], told["choices"]) == ("case.check_back", ["reprisal.no", "reprisal.yes"])
    assert not await check_backs.ring(house, "YX-0000-0000")
