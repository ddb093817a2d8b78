"""The books of rewards: append-only, one body and year each, and a counter-entry for a mistake."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.db.models import LedgerEntry
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.house import House
from backend.services import ledger
from backend.services.ledger import Kind
from backend.services.status import claim_reward
from tests.support.api import BODY
from tests.support.filing import Filing, somebody
from tests.unit.backend.services.test_claim_windows import START, approve, reward_of


async def _books(house: House, body_id: str = BODY) -> ledger.Books:
    async with house.view() as view:
        return await ledger.books(view, somebody(body_id), 2026)


async def _pay(filing: Filing) -> str:
    async with filing.house.work() as work:
        code = (await claim_reward(work, filing.report_id)).code
    await filing.event("pay_reward", "payer", claim_code=code, voucher="2026-17")
    return code


async def test_budget_payment_and_what_is_left(filing: Filing) -> None:
    filing.house.clock = lambda: START
    async with filing.house.work() as work:
        await ledger.add_budget(work, BODY, 20_000, "年初预算", "staff:three")
    await approve(filing)
    books = await _books(filing.house)
    assert (books.budget, books.paid, books.owed, books.left) == (20_000, 0, 15_000, 5_000)
    await _pay(filing)
    books = await _books(filing.house)
    assert (books.paid, books.owed, books.left) == (15_000, 0, 5_000)
    assert [(one.seq, one.kind, one.amount_yuan, words) for one, words in books.entries] == [
        (1, "budget", 20_000, "年初预算"),
        (2, "payment", -15_000, "2026-17"),
    ]


async def test_a_wrong_payment_is_taken_back_by_another_and_claimed_anew(filing: Filing) -> None:
    await approve(filing)
    code = await _pay(filing)
    with pytest.raises(NotAllowed):
        await filing.event("reverse_payment", "payer", reason="付错人")
    await filing.event("reverse_payment", "reviewer", reason="付错人")
    with pytest.raises(IllegalTransition, match="reward_not_paid"):
        await filing.event("reverse_payment", "reviewer", reason="付错人")
    books = await _books(filing.house)
    assert [one.kind for one, _ in books.entries] == ["payment", "counter"]
    assert (books.paid, books.owed) == (0, 15_000)
    # The old code is spent; the reporter gets another.
    with pytest.raises(IllegalTransition):
        await filing.event("pay_reward", "payer", claim_code=code, voucher="2026-18")
    await _pay(filing)
    assert (await reward_of(filing)).status == "paid"
    assert (await _books(filing.house)).paid == 15_000


async def test_who_paid_does_not_reverse(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        code = (await claim_reward(work, sqlite_filing.report_id)).code
    await sqlite_filing.event("pay_reward", "everybody", claim_code=code, voucher="2026-17")
    with pytest.raises(NotAllowed, match="needs_another_person"):
        await sqlite_filing.event("reverse_payment", "everybody", reason="付错人")


async def test_many_at_once_have_their_own_numbers(house: House) -> None:
    async def one(number: int) -> None:
        async with house.work() as work:
            await ledger.add(work, BODY, Kind.BUDGET, number, "cli")

    await asyncio.gather(*(one(number) for number in range(1, 9)))
    async with house.view() as view:
        rows = list(await view.session.scalars(select(LedgerEntry.seq)))
    assert sorted(rows) == list(range(1, 9))


@pytest.mark.parametrize(
    "statement", ["UPDATE reward_ledger SET amount_yuan = 1", "DELETE FROM reward_ledger"]
)
async def test_the_database_itself_refuses_to_change_the_books(
    house: House, statement: str
) -> None:
    async with house.work() as work:
        await ledger.add_budget(work, BODY, 5, "预算", "staff:1")
    with pytest.raises(DBAPIError, match="append-only"):
        async with house.work() as work:
            await work.session.execute(text(statement))


@pytest.mark.parametrize(("amount", "reason"), [(0, "x"), (10**12, "x"), (5, " ")])
async def test_a_budget_needs_a_sum_and_a_reason(
    sqlite_house: House, amount: int, reason: str
) -> None:
    with pytest.raises(Invalid):
        async with sqlite_house.work() as work:
            await ledger.add_budget(work, BODY, amount, reason, "staff:1")


async def test_the_books_of_one_body_hold_no_other_s(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await ledger.add_budget(work, BODY, 5, "预算", "staff:1")
        year = ledger.year_of(work)
    async with sqlite_house.view() as view:
        assert (await ledger.books(view, somebody("530402.fire"), year)).entries == ()
        assert await ledger.years(view, BODY) == [year]
        (row,) = await view.session.scalars(select(LedgerEntry))
    assert "预算".encode() not in (row.words or b"")
