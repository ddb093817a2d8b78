"""The other administrator can't be put out of the way, nor be made up."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from backend.db.models import Staff
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit
from backend.services import changes, second_look, staff
from backend.services.cases import Actor
from tests.support.outbox import Clock

if TYPE_CHECKING:
    from backend.house import House

LIMIT = Change(Kind.DEADLINE, "accept", "3", "玉政办发〔2026〕7号")
CHIEF = (Role.ADMINISTRATOR,)


async def person(house: "House", name: str, by: str = "cli") -> Actor:
    await staff.add_staff(house, name, "intake", CHIEF, by)
    async with house.view() as view:
        return staff.staff_actor(
            (await view.session.scalars(select(Staff).where(Staff.name == name))).one()
        )


@pytest.mark.parametrize("way", ["close", "roles"])
async def test_who_was_an_administrator_this_week_still_counts(house: "House", way: str) -> None:
    clock, one, two = Clock(house), await person(house, "甲"), await person(house, "乙")
    other = two.id.removeprefix("staff:")
    async with house.work() as work:
        assert await second_look.others(work, one.id)
        if way == "close":
            await staff.set_disabled(work, other, one.id, disabled=True)
        else:
            await staff.set_roles(work, other, (Role.OFFICER,), one.id)
    row = await changes.propose(house, LIMIT, one)
    assert row.state == "proposed"
    await changes.refuse(house, row.id, one)
    clock.put_on(days=second_look.DAYS, minutes=1)
    assert (await changes.propose(house, LIMIT, one)).state == "active"


async def test_who_never_was_one_does_not_count(house: "House") -> None:
    one = await person(house, "甲")
    await staff.add_staff(house, "丙", "intake", (Role.INTAKE,), "cli")
    async with house.work() as work:
        found = await work.session.scalars(select(Staff.id).where(Staff.name == "丙"))
        await staff.set_disabled(work, found.one(), one.id, disabled=True)
    async with house.view() as view:
        assert not await second_look.others(view, one.id)


async def test_nobody_agrees_through_an_account_of_their_own_making(house: "House") -> None:
    clock, one = Clock(house), await person(house, "甲")
    made = await person(house, "乙", one.id)
    row = await changes.propose(house, LIMIT, one)
    with pytest.raises(Unfit, match="same_hands"):
        await changes.approve(house, row.id, made)
    clock.put_on(days=second_look.DAYS, minutes=1)
    assert (await changes.approve(house, row.id, made)).state == "active"
    async with house.work() as work:
        await staff.set_roles(work, made.id.removeprefix("staff:"), CHIEF, one.id)
    async with house.view() as view:
        assert not await second_look.in_hands_of(view, one.id, "cli")
    back = await changes.undo(house, Kind.DEADLINE, "accept", one)
    with pytest.raises(Unfit, match="same_hands"):
        await changes.approve(house, back.id, made)
