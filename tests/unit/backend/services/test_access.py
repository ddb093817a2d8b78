"""API tokens and bound chats: who is who, and who is no more."""

import pytest

from backend.db.models import ApiToken
from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotFound
from backend.house import House
from backend.services import access, access_codes, bodies, staff
from tests.support.api import BODY


async def _token(house: House, role: Role = Role.OFFICER) -> tuple[str, ApiToken]:
    async with house.work() as work:
        token = await access.create_token(work, BODY, role, "平台", "cli")
        row = await access.token_row(work, token)
        assert row is not None
        return token, row


async def test_a_token_stands_for_its_body(sqlite_house: House) -> None:
    token, row = await _token(sqlite_house)
    actor = access.token_actor(row)
    assert (actor.body_id, actor.roles) == (BODY, {Role.OFFICER, Role.INTAKE})
    assert token not in row.token_hash
    _, reviewer = await _token(sqlite_house, Role.REVIEWER)
    assert access.token_actor(reviewer).roles == {Role.REVIEWER}


async def test_a_token_connects_its_body(sqlite_house: House) -> None:
    async with sqlite_house.view() as view:
        assert await bodies.connected(view, {BODY}) == set()
    await _token(sqlite_house)
    async with sqlite_house.view() as view:
        assert await bodies.connected(view, {BODY}) == {BODY}


@pytest.mark.parametrize("role", [Role.PAYER, Role.CUSTODIAN, Role.ADMINISTRATOR, Role.SYSTEM])
async def test_a_token_has_no_other_role(sqlite_house: House, role: Role) -> None:
    with pytest.raises(Invalid) as caught:
        await _token(sqlite_house, role)
    assert caught.value.code == "token_role"


async def test_a_token_of_no_body_is_refused(sqlite_house: House) -> None:
    async def create() -> None:
        async with sqlite_house.work() as work:
            await access.create_token(work, "nowhere.fire", Role.OFFICER, "x", "cli")

    with pytest.raises(Invalid) as caught:
        await create()
    assert caught.value.code == "unknown_body"


async def test_a_revoked_token_is_nobody(sqlite_house: House) -> None:
    token, row = await _token(sqlite_house)
    async with sqlite_house.work() as work:
        assert [each.id for each in await access.tokens(work, BODY)] == [row.id]
        await access.revoke_token(work, row.id, "staff:1")
        assert await access.token_row(work, token) is None
        assert await access.token_row(work, "cs_other") is None
        with pytest.raises(NotFound):
            await access.revoke_token(work, "none", "staff:1")


async def test_a_person_binds_their_own_chat_with_a_code(sqlite_house: House) -> None:
    await staff.add_staff(sqlite_house, "检查员甲", BODY, (Role.OFFICER,), "cli")
    async with sqlite_house.work() as work:
        (person,) = await staff.people(work)
        code = await access_codes.new_code(work, "account", person.id)
        assert (await access.bind_account(work, code, "hash-1")).id == person.id
        found = await access.staff_of_account(work, "hash-1")
        assert found is not None
        assert found.name == "检查员甲"
        with pytest.raises(NotFound):
            await access.bind_account(work, code, "hash-2")
        await staff.set_disabled(work, person.id, "cli", disabled=True)
        assert await access.staff_of_account(work, "hash-1") is None
        # Let in again, they bind their chat again: whose phone it is now nobody knows.
        await staff.set_disabled(work, person.id, "cli", disabled=False)
        assert await access.staff_of_account(work, "hash-1") is None


async def test_a_reset_password_unbinds_the_chats_too(sqlite_house: House) -> None:
    await staff.add_staff(sqlite_house, "检查员甲", BODY, (Role.OFFICER,), "cli")
    async with sqlite_house.work() as work:
        (person,) = await staff.people(work)
        code = await access_codes.new_code(work, "account", person.id)
        await access.bind_account(work, code, "hash-1")
        waiting = await access_codes.new_code(work, "account", person.id)
    await staff.reset_password(sqlite_house, person.id, "cli")
    async with sqlite_house.work() as work:
        assert await access.staff_of_account(work, "hash-1") is None
        with pytest.raises(NotFound):
            await access.bind_account(work, waiting, "hash-2")


async def test_a_group_is_bound_with_a_code_and_connects_the_body(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        code = await access_codes.new_code(work, "group", BODY)
        body = await access.bind_group(work, code, "group-1", "telegram", b"-100")
        assert (body.id, body.connected) == (BODY, True)
        (group,) = await access.groups(work, BODY)
        assert b"-100" not in group.external
        await access.unbind_group(work, "group-1", "staff:1")
        assert await access.groups(work, BODY) == []


async def test_a_code_of_another_purpose_binds_nothing(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        code = await access_codes.new_code(work, "account", "staff-1")
        with pytest.raises(NotFound):
            await access.bind_group(work, code, "group-1", "telegram", b"-100")


async def test_a_token_may_be_for_some_areas_alone(sqlite_house: House) -> None:
    town = "云南省玉溪市红塔区李棋街道"
    async with sqlite_house.work() as work:
        token = await access.create_token(
            work, BODY, Role.OFFICER, "街道平台", "cli", typed_areas="李棋街道"
        )
        row = await access.token_row(work, token)
        assert row is not None
        assert access.token_actor(row).areas == (town,)
        with pytest.raises(Invalid):
            await access.create_token(work, BODY, Role.OFFICER, "x", "cli", typed_areas="江川区")
    _, whole = await _token(sqlite_house)
    assert access.token_actor(whole).areas == ()
