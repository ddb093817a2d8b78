"""The claim password: whoever finds the receipt, or holds the telephone, takes no reward."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import delete, select, text

from backend.db.models import Account, ClaimPassword, Link
from backend.domain.errors import DomainError, Invalid, NotAllowed
from backend.services import claim_passwords
from backend.services.status import claim_reward
from tests.support.filing import Filing
from tests.unit.backend.services.test_claim_windows import DAY, START, approve

PASSWORD, NEW = "红塔山下一壶茶", "another secret 2"


async def _change(filing: Filing, typed: str = PASSWORD, account: int | None = None) -> str:
    hashed = await claim_passwords.hash_of(typed)
    async with filing.house.work() as work:
        who = filing.account_id if account is None else account
        return await claim_passwords.change(work, filing.report_id, hashed, who)


async def _refused(filing: Filing, typed: str) -> str:
    with pytest.raises(NotAllowed) as caught:
        await claim_passwords.prove(filing.house, filing.report_id, typed)
    return caught.value.code


async def _claim(filing: Filing, typed: str) -> str:
    proof = await claim_passwords.prove(filing.house, filing.report_id, typed)
    async with filing.house.work() as work:
        return (await claim_reward(work, filing.report_id, proof)).code


async def test_with_a_password_the_receipt_alone_claims_nothing(filing: Filing) -> None:
    await approve(filing)
    assert await _change(filing) == ""
    async with filing.house.work() as work:
        with pytest.raises(NotAllowed, match="claim_password_needed"):
            await claim_reward(work, filing.report_id)
    assert await _refused(filing, "红塔山下一壶酒") == "claim_password_wrong"
    code = await _claim(filing, f" {PASSWORD} ")
    await filing.event("pay_reward", "payer", claim_code=code, voucher="2026-4")


async def test_another_password_waits_and_is_told_and_can_be_taken_back(filing: Filing) -> None:
    await approve(filing)
    await _change(filing)
    assert await filing.payloads() == []
    assert await _change(filing, NEW) == "2026-03-09"
    (told,) = await filing.payloads()
    assert (told["key"], told["choices"]) == (
        "case.notice_claim_password_changing",
        ["claim.password_keep"],
    )
    assert await _refused(filing, NEW) == "claim_password_wrong"
    async with filing.house.work() as work:
        await claim_passwords.keep(work, filing.report_id, filing.account_id)
    filing.house.clock = lambda: START + 8 * DAY
    assert await _refused(filing, NEW) == "claim_password_wrong"
    await _change(filing, NEW)
    filing.house.clock = lambda: START + 15 * DAY
    assert await _refused(filing, PASSWORD) == "claim_password_wrong"
    assert await _claim(filing, NEW)


async def test_wrong_tries_wait_longer_and_never_for_good(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await _change(sqlite_filing)
    now, waits = START, []
    for _ in range(40):
        sqlite_filing.house.clock = lambda now=now: now  # type: ignore[misc]
        assert await _refused(sqlite_filing, "wrong one") == "claim_password_wrong"
        async with sqlite_filing.house.view() as view:
            row = await view.session.get_one(ClaimPassword, sqlite_filing.report_id)
        assert row.wait_until is not None
        waits.append(row.wait_until - now)
        if waits[-1]:
            # Even the right one has to wait: a wait is no answer.
            assert await _refused(sqlite_filing, PASSWORD) == "claim_password_wait"
        now = row.wait_until
    assert waits == sorted(waits)
    assert (waits[0], waits[3], waits[-1]) == (dt.timedelta(), dt.timedelta(seconds=30), DAY)
    sqlite_filing.house.clock = lambda: now
    assert await _claim(sqlite_filing, PASSWORD)


async def test_many_tries_at_once_are_no_more_tries(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await _change(sqlite_filing)

    async def one() -> str:
        return await _refused(sqlite_filing, "wrong one")

    codes = await asyncio.gather(*(one() for _ in range(12)))
    assert codes.count("claim_password_wrong") == claim_passwords.FREE_TRIES + 1
    assert codes.count("claim_password_wait") == 12 - claim_passwords.FREE_TRIES - 1


async def test_only_a_linked_chat_sets_it(sqlite_filing: Filing) -> None:
    for account in (0, sqlite_filing.account_id + 1):
        with pytest.raises(NotAllowed, match="claim_password_link"):
            await _change(sqlite_filing, account=account)
    async with sqlite_filing.house.work() as work:
        await work.session.execute(delete(Link))
        assert await work.session.scalar(select(Account.id)) == sqlite_filing.account_id
    with pytest.raises(NotAllowed, match="claim_password_link"):
        await _change(sqlite_filing)
    with pytest.raises(NotAllowed, match="claim_password_link"):
        async with sqlite_filing.house.work() as work:
            await claim_passwords.keep(work, sqlite_filing.report_id, sqlite_filing.account_id)


@pytest.mark.parametrize("typed", ["", "12345", "  1234 ", "x" * 65])
async def test_too_short_or_too_long(typed: str) -> None:
    with pytest.raises(Invalid, match="claim_password_length"):
        await claim_passwords.hash_of(typed)


async def test_full_width_digits_are_the_same(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await _change(sqlite_filing, "１２３４５６")
    assert await _claim(sqlite_filing, "123456")


async def test_only_a_slow_hash_lies_there(sqlite_filing: Filing) -> None:
    await _change(sqlite_filing)
    async with sqlite_filing.house.view() as view:
        (stored,) = (await view.session.execute(text("SELECT hash FROM claim_passwords"))).one()
    assert stored.startswith("$argon2id$")
    with pytest.raises(DomainError):
        await claim_passwords.prove(sqlite_filing.house, sqlite_filing.report_id, stored)
