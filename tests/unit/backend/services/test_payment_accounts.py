"""An account is sealed to the payer alone, shown by passphrase, and gone with the payment."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, PaymentAccount
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.services import payment_accounts
from backend.services.payment_accounts import Opened
from backend.services.status import claim_reward
from tests.support.filing import Filing

WORDS = "农行大营街支行 6228 0000 1111 2222 赵某"
PASSPHRASE = "红塔山下一壶茶水真好喝一二"


async def _approved(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify", officers=["甲", "乙"])
    await filing.event("close", outcome="verified", reason="查实。", penalty_yuan=100_000)
    await filing.event("approve_reward", "reviewer")


async def _key(filing: Filing, passphrase: str = PASSPHRASE) -> int:
    return await payment_accounts.make_key(filing.house, passphrase, filing.actors["payer"])


async def _give(filing: Filing, words: str = WORDS) -> None:
    async with filing.house.work() as work:
        await payment_accounts.give(work, filing.report_id, words)


async def _open(filing: Filing, who: str = "payer", passphrase: str = PASSPHRASE) -> Opened:
    return await payment_accounts.open_account(
        filing.house, filing.number, passphrase, filing.actors[who]
    )


async def test_it_is_opened_by_the_payer_and_gone_with_the_payment(filing: Filing) -> None:
    await _approved(filing)
    with pytest.raises(Conflict, match="no_payer_key"):
        await _give(filing)
    await _key(filing)
    await _give(filing)
    async with filing.house.view() as view:
        row = await view.session.get_one(PaymentAccount, filing.number)
        assert b"6228" not in row.sealed
        assert row.opened_on is None
    with pytest.raises(NotAllowed, match="wrong_passphrase"):
        await _open(filing, passphrase="x" * 12)
    for who in ("officer", "reviewer"):
        with pytest.raises(NotAllowed):
            await _open(filing, who)
    opened = await _open(filing)
    assert (opened.words, opened.amount_yuan) == (WORDS, 15_000)
    await filing.event("pay_reward", "payer", claim_code=opened.code, voucher="2026-7")
    async with filing.house.view() as view:
        assert await payment_accounts.of_case(view, filing.number) is None
        acts = list(await view.session.scalars(select(AuditEntry.action)))
        details = list(await view.session.scalars(select(AuditEntry.detail)))
    assert {"payer_key", "leave_account", "account_refused", "open_account"} <= set(acts)
    assert not [one for one in details if "6228" in one]
    with pytest.raises(NotFound):
        await _open(filing)


async def test_a_new_key_loses_what_waited_and_its_reporter_is_told(
    sqlite_filing: Filing,
) -> None:
    await _approved(sqlite_filing)
    assert await _key(sqlite_filing) == 0
    await _give(sqlite_filing)
    await sqlite_filing.payloads()
    assert await _key(sqlite_filing, "另一个足够长的口令一二三四") == 1
    assert [one["key"] for one in await sqlite_filing.payloads()] == ["case.notice_account_again"]
    await _give(sqlite_filing)
    opened = await _open(sqlite_filing, passphrase="另一个足够长的口令一二三四")
    assert opened.words == WORDS
    names = sqlite_filing.house.vault.folder.names()
    assert len([name for name in names if "payer" in name]) == 1


async def test_claiming_anew_or_taking_it_back_deletes_it(sqlite_filing: Filing) -> None:
    await _approved(sqlite_filing)
    await _key(sqlite_filing)
    for act in (claim_reward, payment_accounts.take_back):
        await _give(sqlite_filing)
        async with sqlite_filing.house.work() as work:
            await act(work, sqlite_filing.report_id)
        async with sqlite_filing.house.view() as view:
            assert await payment_accounts.of_case(view, sqlite_filing.number) is None


async def test_an_account_taken_back_pays_nobody_any_more(sqlite_filing: Filing) -> None:
    await _approved(sqlite_filing)
    await _key(sqlite_filing)
    await _give(sqlite_filing)
    opened = await _open(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        await payment_accounts.take_back(work, sqlite_filing.report_id)
    with pytest.raises(Invalid, match="wrong_claim_code"):
        await sqlite_filing.event("pay_reward", "payer", claim_code=opened.code, voucher="7")


async def test_what_cannot_be_is_refused(sqlite_filing: Filing) -> None:
    await _approved(sqlite_filing)
    with pytest.raises(Invalid, match="weak_password"):
        await _key(sqlite_filing, "short")
    with pytest.raises(NotAllowed):
        await payment_accounts.make_key(
            sqlite_filing.house, PASSPHRASE * 2, sqlite_filing.actors["officer"]
        )
    await _key(sqlite_filing)
    for words in (" ", "\x00", "长" * 301):
        with pytest.raises(Invalid):
            await _give(sqlite_filing, words)
