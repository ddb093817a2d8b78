"""The people of the bodies: one-time passwords, sessions that end, and no hint who works here."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from backend.db.models import Staff, StaffSession
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House
from backend.services import audit_heads, bodies, staff
from tests.support.api import BODY

NAME, NEW = "检查员甲", "a quite new password"


async def _add(house: House, name: str = NAME) -> str:
    return await staff.add_staff(house, name, BODY, (Role.OFFICER, Role.INTAKE), "cli")


async def _signed_in(house: House, password: str) -> tuple[Staff, str]:
    found = await staff.sign_in(house, NAME, password)
    assert found is not None
    return found


async def test_a_one_time_password_opens_and_must_be_changed(house: House) -> None:
    password = await _add(house)
    person, token = await _signed_in(house, password)
    async with house.view() as view:
        found = await staff.session_of(view, token)
        assert found is not None
        assert found.must_change_password
        assert found.actor.roles == {Role.OFFICER, Role.INTAKE}
        assert found.actor.body_id == BODY
        assert await bodies.connected(view, {BODY}) == {BODY}
    await staff.change_password(house, person.id, password, NEW)
    async with house.view() as view:
        found = await staff.session_of(view, token)
        assert found is not None
        assert not found.must_change_password
        assert (await audit_heads.check(view)).whole
    assert await staff.sign_in(house, NAME, password) is None
    assert await staff.sign_in(house, f" {NAME} ", NEW) is not None


async def test_it_expires_in_a_day(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    later = sqlite_house.clock() + dt.timedelta(hours=staff.ONE_TIME_HOURS, seconds=1)
    sqlite_house.clock = lambda: later
    assert await staff.sign_in(sqlite_house, NAME, password) is None


async def test_wrong_name_and_wrong_password_are_not_told_apart(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    for name, given in ((NAME, "wrong"), ("检查员乙", password), ("", ""), (NAME, "x" * 10_000)):
        assert await staff.sign_in(sqlite_house, name, given) is None
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(StaffSession)) == 0


async def test_a_session_ends(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    _, first = await _signed_in(sqlite_house, password)
    _, second = await _signed_in(sqlite_house, password)
    assert first != second
    async with sqlite_house.work() as work:
        await staff.sign_out(work, first)
        assert await staff.session_of(work, first) is None
        assert await staff.session_of(work, second) is not None
        assert await staff.session_of(work, "forged") is None
    later = sqlite_house.clock() + dt.timedelta(hours=staff.SESSION_HOURS, seconds=1)
    sqlite_house.clock = lambda: later
    async with sqlite_house.view() as view:
        assert await staff.session_of(view, second) is None


async def test_a_disabled_person_is_out_at_once(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    person, token = await _signed_in(sqlite_house, password)
    async with sqlite_house.work() as work:
        await staff.set_disabled(work, person.id, "cli", disabled=True)
        assert await staff.session_of(work, token) is None
    assert await staff.sign_in(sqlite_house, NAME, password) is None
    async with sqlite_house.work() as work:
        await staff.set_disabled(work, person.id, "cli", disabled=False)
    assert await staff.sign_in(sqlite_house, NAME, password) is not None


async def test_a_reset_ends_all_sessions(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    person, token = await _signed_in(sqlite_house, password)
    fresh = await staff.reset_password(sqlite_house, person.id, "cli")
    async with sqlite_house.view() as view:
        assert await staff.session_of(view, token) is None
    assert await staff.sign_in(sqlite_house, NAME, password) is None
    assert await staff.sign_in(sqlite_house, NAME, fresh) is not None
    with pytest.raises(NotFound):
        await staff.reset_password(sqlite_house, "none", "cli")


async def test_a_weak_password_is_refused(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    person, _ = await _signed_in(sqlite_house, password)
    for weak in ("", "short", "x" * (staff.MIN_PASSWORD - 1), password):
        with pytest.raises(Invalid) as caught:
            await staff.change_password(sqlite_house, person.id, password, weak)
        assert caught.value.code == "weak_password"
    with pytest.raises(NotAllowed):
        await staff.change_password(sqlite_house, person.id, "wrong", NEW)


async def test_a_new_role_is_there_at_once(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    person, token = await _signed_in(sqlite_house, password)
    async with sqlite_house.work() as work:
        await staff.set_roles(work, person.id, (Role.REVIEWER,), "cli")
    async with sqlite_house.view() as view:
        found = await staff.session_of(view, token)
        assert found is not None
        assert found.actor.roles == {Role.REVIEWER}


async def test_names_are_unique_and_names(sqlite_house: House) -> None:
    await _add(sqlite_house)
    with pytest.raises(Conflict) as caught:
        await _add(sqlite_house, f" {NAME} ")
    assert caught.value.code == "staff_exists"
    for wrong in ("", "  ", "a\nb", "a\x00", "x" * 101):
        with pytest.raises(Invalid) as refused:
            await _add(sqlite_house, wrong)
        assert refused.value.code == "staff_name"
    with pytest.raises(Invalid):
        await staff.add_staff(sqlite_house, "检查员丙", "nowhere.fire", (Role.OFFICER,), "cli")
    async with sqlite_house.view() as view:
        assert [person.name for person in await staff.people(view, BODY)] == [NAME]


async def test_nothing_that_opens_lies_in_the_clear(sqlite_house: House) -> None:
    password = await _add(sqlite_house)
    person, token = await _signed_in(sqlite_house, password)
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(StaffSession))
    assert person.password_hash.startswith("$argon2id$")
    assert password not in person.password_hash
    assert token not in f"{row.token_hash}{row.csrf}"


async def test_areas_are_for_who_works_a_part_of_the_body(house: House) -> None:
    await _add(house)
    town = "云南省玉溪市红塔区李棋街道"
    async with house.work() as work:
        person = (await work.session.scalars(select(Staff))).one()
        await staff.set_areas(work, person.id, "李棋街道", "cli")
        assert staff.staff_actor(person).areas == (town,)
        for role in staff.WHOLE_BODY:
            with pytest.raises(Invalid):
                await staff.set_roles(work, person.id, (Role.OFFICER, role), "cli")
        await staff.set_roles(work, person.id, (Role.SUPERVISOR,), "cli")
        await staff.set_areas(work, person.id, "", "cli")
        assert staff.staff_actor(person).areas == ()
        await staff.set_roles(work, person.id, (Role.ADMINISTRATOR,), "cli")
        with pytest.raises(Invalid):
            await staff.set_areas(work, person.id, "李棋街道", "cli")
        with pytest.raises(NotFound):
            await staff.set_areas(work, "0" * 32, "", "cli")


async def test_single_sign_on_opens_for_who_is_here_and_not_disabled(sqlite_house: House) -> None:
    await _add(sqlite_house)
    async with sqlite_house.work() as work:
        assert await staff.sign_in_known(work, "谁也不是") is None
        assert await staff.sign_in_known(work, NAME)
        (await work.session.scalars(select(Staff))).one().disabled = True
        assert await staff.sign_in_known(work, NAME) is None
