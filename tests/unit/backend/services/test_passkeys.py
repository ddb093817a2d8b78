"""A passkey opens one session by one challenge, for its owner, at our address, and counts up."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select, update

from backend.db.models import AuditEntry, Staff, StaffPasskey, StaffSession
from backend.domain.cases import Role
from backend.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from backend.house import House
from backend.services import passkeys, second_factor, staff
from backend.services.passkeys import ADD, PASS, Party
from tests.support.api import BODY
from tests.support.passkeys import Key

HERE = Party("desk.example.cn", "https://desk.example.cn")


@dataclass
class Browser:
    """A session of somebody's, and what they do with keys in it."""

    house: House
    person: Staff
    token: str

    async def begin(self, purpose: str) -> dict[str, Any]:
        async with self.house.work() as work:
            if purpose == ADD:
                return await passkeys.begin_adding(work, HERE, self.person, self.token, "吹哨")
            return await passkeys.begin_passing(work, HERE, self.person.id, self.token)

    async def add(self, given: str, name: str = "手机", who: Party = HERE) -> None:
        async with self.house.work() as work:
            challenge = await passkeys.take_challenge(work, self.token, ADD)
        async with self.house.work() as work:
            await passkeys.add(work, who, self.person.id, challenge, given, name)

    async def show(self, given: str) -> bool:
        """Show a key; whether the session passed."""
        async with self.house.work() as work:
            challenge = await passkeys.take_challenge(work, self.token, PASS)
        async with self.house.work() as work:
            await passkeys.check(work, HERE, self.person.id, self.token, challenge, given)
        async with self.house.view() as view:
            signed = await staff.session_of(view, self.token)
        return signed is not None and signed.passed


async def _browser(house: House, name: str = "林新") -> Browser:
    async with house.view() as view:
        person = await view.session.scalar(select(Staff).where(Staff.name == name))
    if person is None:
        await staff.add_staff(house, name, BODY, (Role.OFFICER,), "test")
        async with house.view() as view:
            person = (await view.session.scalars(select(Staff).where(Staff.name == name))).one()
    async with house.work() as work:
        return Browser(house, person, await staff.open_session(work, person.id))


async def _with_key(house: House) -> tuple[Browser, Key]:
    browser, key = await _browser(house), Key()
    await browser.add(key.register(await browser.begin(ADD)))
    return browser, key


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", None),
        ("http://127.0.0.1:8080", None),
        ("https://10.0.0.1", None),
        ("https://[::1]", None),
        ("http://desk.example.cn", None),
        ("https://desk.example.cn/", HERE),
        ("https://desk.example.cn:8443", Party("desk.example.cn", "https://desk.example.cn:8443")),
        ("http://localhost:8080", Party("localhost", "http://localhost:8080")),
    ],
)
def test_keys_are_offered_where_browsers_have_them(address: str, found: Party | None) -> None:
    assert passkeys.party(address) == found


async def test_a_key_is_added_shown_and_removed(house: House) -> None:
    browser, key = await _with_key(house)
    later = await _browser(house)
    assert await later.show(key.sign(await later.begin(PASS)))
    (excluded,) = (await browser.begin(ADD))["excludeCredentials"]
    (allowed,) = (await later.begin(PASS))["allowCredentials"]
    assert excluded["id"] == allowed["id"]
    async with house.work() as work:
        (row,) = await passkeys.of_staff(work, browser.person.id)
        assert (row.name, row.sign_count) == ("手机", 1)
        assert key.id not in row.credential
        with pytest.raises(NotFound):
            await passkeys.remove(work, "somebody else", row.credential_hash)
        await passkeys.remove(work, browser.person.id, row.credential_hash)
    with pytest.raises(NotFound):
        await later.begin(PASS)
    async with house.view() as view:
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert [act for act in acts if "passkey" in act] == ["add_passkey", "remove_passkey"]


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://desk.example.cn.evil.example"},
        {"rp": "evil.example"},
        {"challenge": "AAAA"},
        {"challenge": ""},
        {"type": "webauthn.create"},
        {"count": 1},
        {"private": ec.generate_private_key(ec.SECP256R1())},
    ],
    ids=lambda changed: "-".join(changed),
)
async def test_what_isn_t_signed_for_us_now_opens_nothing(
    sqlite_house: House, changed: dict[str, Any]
) -> None:
    browser, key = await _with_key(sqlite_house)
    assert await browser.show(key.sign(await browser.begin(PASS)))
    later = await _browser(sqlite_house)
    with pytest.raises(NotAllowed):
        await later.show(key.sign(await later.begin(PASS), **changed))
    key.count = 1
    assert await later.show(key.sign(await later.begin(PASS))), "the right one still opens"


async def test_a_challenge_is_taken_once_soon_and_by_its_session(sqlite_house: House) -> None:
    browser, key = await _with_key(sqlite_house)
    first = await browser.begin(PASS)
    other = await _browser(sqlite_house)
    await other.begin(PASS)
    with pytest.raises(NotAllowed):
        await other.show(key.sign(first))
    with pytest.raises(NotAllowed):
        await other.show(key.sign(first))
    options = await browser.begin(PASS)
    with pytest.raises(NotAllowed):
        await browser.show("{}")
    with pytest.raises(NotAllowed):
        await browser.show(key.sign(options))
    with pytest.raises(Invalid):
        await browser.add(key.register(await browser.begin(ADD) | {"challenge": ""}))
    late = await browser.begin(PASS)
    start = sqlite_house.clock()
    sqlite_house.clock = lambda: start + dt.timedelta(minutes=passkeys.MINUTES, seconds=1)
    with pytest.raises(NotAllowed):
        await browser.show(key.sign(late))


async def test_a_key_opens_for_its_owner_alone(sqlite_house: House) -> None:
    _, key = await _with_key(sqlite_house)
    other, own = await _browser(sqlite_house, "周复核"), Key(id=b"key number two")
    await other.add(own.register(await other.begin(ADD)))
    with pytest.raises(NotAllowed):
        await other.show(key.sign(await other.begin(PASS)))
    async with sqlite_house.work() as work:
        # Somebody with the database alone gives a key another owner, or another's content.
        rows = {row.staff_id: row for row in await work.session.scalars(select(StaffPasskey))}
        mine = rows[other.person.id]
        theirs = next(row for owner, row in rows.items() if owner != other.person.id)
        theirs.staff_id, kept = other.person.id, mine.credential
        mine.credential = theirs.credential
    with pytest.raises(DomainError):
        await other.show(key.sign({"challenge": "AAAA", "rpId": HERE.id}))
    async with sqlite_house.work() as work:
        await work.session.execute(
            update(StaffPasskey)
            .where(StaffPasskey.credential_hash == mine.credential_hash)
            .values(credential=kept)
        )
        await second_factor.forget(work, other.person.id, "test")
        assert await passkeys.of_staff(work, other.person.id) == []
        assert (await work.session.scalars(select(StaffSession.staff_id))).all() != []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key, options: "",
        lambda key, options: "[" * 5000,
        lambda key, options: '{"id": 1}',
        lambda key, options: key.register(options)[:-30],
        lambda key, options: key.register(options, origin="http://desk.example.cn"),
        lambda key, options: key.register(options, rp="evil.example"),
        lambda key, options: key.register(options, challenge="AAAA"),
        lambda key, options: key.sign({**options, "rpId": HERE.id}),
    ],
)
async def test_what_no_key_made_is_not_kept(
    sqlite_house: House, spoil: Callable[[Key, dict[str, Any]], str]
) -> None:
    browser = await _browser(sqlite_house)
    options = await browser.begin(ADD)
    with pytest.raises(Invalid):
        await browser.add(spoil(Key(), options))
    async with sqlite_house.view() as view:
        assert await passkeys.of_staff(view, browser.person.id) == []


async def test_names_and_numbers_of_keys_have_bounds(sqlite_house: House) -> None:
    browser, key = await _with_key(sqlite_house)
    for name in ("", " ", "x" * 101, "a\nb"):
        with pytest.raises(Invalid):
            await browser.add(Key(id=b"x").register(await browser.begin(ADD)), name)
    with pytest.raises(Conflict):
        await browser.add(key.register(await browser.begin(ADD)))
    for number in range(1, passkeys.MOST):
        await browser.add(Key(id=f"{number}".encode()).register(await browser.begin(ADD)))
    with pytest.raises(Conflict):
        await browser.begin(ADD)
