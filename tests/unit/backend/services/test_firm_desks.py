"""Opening a firm's desk: for a workplace of the register, its officers with no other role."""

import pytest
from sqlalchemy import func, select

from backend.db.models import EnforcementBody, FirmDesk, Job, Link, Staff
from backend.domain.errors import Conflict, Invalid, NotFound
from backend.house import House
from backend.services import accounts, bodies, firm_desks, firms, staff
from backend.services.cases import Actor
from backend.services.notifications import NOTICE
from tests.support.firm import Firm, make_firm

ADMIN = Actor("staff:admin", "intake", frozenset())


async def test_a_desk_belongs_to_its_workplace_and_is_no_body(house: House) -> None:
    firm = await make_firm(house)
    async with house.view() as view:
        row = await firm_desks.workplace_of(view, firm.officer.body_id)
        assert row.id == firm.workplace_id
        desk = await view.session.get_one(FirmDesk, firm.officer.body_id)
        assert firm.workplace_id.encode() not in desk.workplace
        with pytest.raises(NotFound):
            await firm_desks.workplace_of(view, "firm.nothing")
        assert firm.officer.body_id not in [one.id for one in await bodies.known(view)]
        body = await view.session.get_one(EnforcementBody, firm.officer.body_id)
        assert not body.connected
        person = await view.session.get_one(Staff, firm.officer.id.removeprefix("staff:"))
        assert person.roles == ["safety_officer"]


async def test_names_are_checked_and_the_firm_must_be_known(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    with pytest.raises(NotFound):
        await firm_desks.add_officer(sqlite_house, "nothing", "甲", ADMIN)
    with pytest.raises(Invalid):
        await firm_desks.add_officer(sqlite_house, firm.workplace_id, " ", ADMIN)
    await firm_desks.add_officer(sqlite_house, firm.workplace_id, "安全员乙", ADMIN)
    with pytest.raises(Conflict):
        await firm_desks.add_officer(sqlite_house, firm.workplace_id, "安全员乙", ADMIN)


async def test_nobody_else_is_put_at_a_firm_s_desk_or_at_what_is_inside(
    sqlite_house: House,
) -> None:
    from backend.domain.cases import Role

    firm = await make_firm(sqlite_house)
    for body in (firm.officer.body_id, bodies.INSIDE):
        with pytest.raises(Invalid):
            await staff.add_staff(sqlite_house, "丙", body, (Role.OFFICER,), "test")
    with pytest.raises(Invalid):
        await staff.add_staff(sqlite_house, "丁", bodies.INSIDE, (Role.SAFETY_OFFICER,), "test")


async def test_who_reported_to_a_desk_is_told_when_nobody_sits_there(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    await firm_desks.add_officer(sqlite_house, firm.workplace_id, "安全员乙", ADMIN)
    report_id, _ = await firm.report("firm")
    await firm.report("")
    async with sqlite_house.work() as work:
        account = await accounts.ensure(work, "web", "somebody", send_to=b"x", locale="zh_CN")
        work.session.add(Link(report_id=report_id, account_id=account.id))
    told = []
    for person in await _officers(firm):
        async with sqlite_house.work() as work:
            await staff.set_disabled(work, person, "test", disabled=True)
            await firm_desks.after_leaving(work, firm.officer.body_id)
            query = select(func.count()).select_from(Job).where(Job.kind == NOTICE)
            told.append(await work.session.scalar(query))
    assert told == [0, 1]


async def _officers(firm: Firm) -> list[str]:
    async with firm.house.view() as view:
        return [one.id for one in await firms.officers(view, firm.workplace_id)]
