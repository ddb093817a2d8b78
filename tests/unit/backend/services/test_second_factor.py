"""Codes of the app open once and near their time; recovery codes open once; nothing is plain."""

import datetime as dt

import pyotp
import pytest
from sqlalchemy import func, select, text

from backend.db.models import AuditEntry, RecoveryCode, StaffSession
from backend.domain.cases import Role
from backend.domain.errors import Conflict, NotAllowed
from backend.house import House
from backend.services import second_factor, staff
from tests.support.api import BODY

STEP = dt.timedelta(seconds=second_factor.STEP_SECONDS)


class Phone:
    """A custodian who signed in, with the secret in their app."""

    def __init__(self, house: House, person: str, token: str, secret: str) -> None:
        self.house, self.person, self.token, self.secret = house, person, token, secret
        self.start = house.clock()

    def later(self, steps: int) -> None:
        moment = self.start + steps * STEP
        self.house.clock = lambda: moment

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.start + steps * STEP)

    async def enrol(self, given: str) -> list[str]:
        async with self.house.work() as work:
            return await second_factor.enrol(work, self.person, self.token, self.secret, given)

    async def check(self, given: str) -> None:
        async with self.house.work() as work:
            await second_factor.check(work, self.person, self.token, given)

    async def refused(self, given: str) -> None:
        with pytest.raises(NotAllowed):
            await self.check(given)

    async def session(self) -> staff.SignedIn | None:
        async with self.house.view() as view:
            return await staff.session_of(view, self.token)


async def _phone(house: House, *roles: Role) -> Phone:
    once = await staff.add_staff(house, "钱保密", BODY, roles or (Role.CUSTODIAN,), "test")
    signed = await staff.sign_in(house, "钱保密", once)
    assert signed is not None
    async with house.view() as view:
        csrf = await view.session.scalar(select(StaffSession.csrf))
        secret = second_factor.offered_secret(view, str(csrf))
        assert second_factor.offered_secret(view, str(csrf)) == secret
        assert second_factor.offered_secret(view, "another session") != secret
    # In the middle of a step, so that the codes of this test don't fall over its edge.
    now = house.clock().replace(second=15, microsecond=0)
    house.clock = lambda: now
    return Phone(house, signed[0].id, signed[1], secret)


async def test_a_code_opens_once_and_only_near_its_time(house: House) -> None:
    phone = await _phone(house)
    signed = await phone.session()
    assert signed is not None
    assert (signed.passed, signed.enrolled, signed.must_pass) == (False, False, True)
    with pytest.raises(NotAllowed):
        await phone.enrol("000 000" if phone.code() != "000000" else "111111")
    codes = await phone.enrol(f"{phone.code()[:3]} {phone.code()[3:]}")
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    signed = await phone.session()
    assert signed is not None
    assert (signed.passed, signed.enrolled, signed.must_pass) == (True, True, False)
    with pytest.raises(Conflict):
        await phone.enrol(phone.code())
    await phone.refused(phone.code())
    await phone.refused(phone.code(-1))
    await phone.refused(phone.code(2))
    await phone.check(phone.code(1))
    await phone.refused(phone.code(1))
    phone.later(10)
    await phone.refused(phone.code(8))
    await phone.check(phone.code(9))
    await phone.check(phone.code(10))
    await phone.refused("")
    await phone.refused("六位数字")


async def test_a_recovery_code_opens_once_however_it_is_typed(sqlite_house: House) -> None:
    phone = await _phone(sqlite_house)
    codes = await phone.enrol(phone.code())
    await phone.check(f" {codes[0].upper().replace('-', ' ')} ")
    await phone.refused(codes[0])
    await phone.check(codes[1])
    async with sqlite_house.view() as view:
        count = await view.session.scalar(select(func.count()).select_from(RecoveryCode))
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert count == second_factor.RECOVERY_CODES - 2
    assert acts.count("spend_recovery_code") == 2


async def test_neither_secret_nor_recovery_codes_lie_in_the_clear(sqlite_house: House) -> None:
    phone = await _phone(sqlite_house)
    codes = await phone.enrol(phone.code())
    async with sqlite_house.view() as view:
        rows = [
            repr(list(await view.session.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608 - ours
            for table in ("staff_totp", "recovery_codes", "audit", "staff_sessions")
        ]
    for word in (phone.secret, *codes, *(code.replace("-", "") for code in codes)):
        assert word not in "".join(rows)


async def test_forgetting_ends_the_sessions_and_asks_to_set_it_up_again(
    sqlite_house: House,
) -> None:
    phone = await _phone(sqlite_house)
    codes = await phone.enrol(phone.code())
    async with sqlite_house.view() as view:
        assert await second_factor.enrolled(view) == {phone.person}
    async with sqlite_house.work() as work:
        await second_factor.forget(work, phone.person, "staff:admin")
    assert await phone.session() is None
    await phone.refused(codes[0])
    await phone.refused(phone.code(1))
    async with sqlite_house.view() as view:
        assert await second_factor.enrolled(view) == set()


async def test_in_a_demo_only_who_set_it_up_is_asked(sqlite_house: House) -> None:
    phone = await _phone(sqlite_house, Role.OFFICER)
    signed = await phone.session()
    assert signed is not None
    assert signed.must_pass
    sqlite_house.settings.demo = True
    signed = await phone.session()
    assert signed is not None
    assert not signed.must_pass
    await phone.enrol(phone.code())
    async with sqlite_house.work() as work:
        row = await work.session.get_one(StaffSession, staff.token_hash(phone.token))
        row.second_factor = False
    signed = await phone.session()
    assert signed is not None
    assert signed.must_pass
