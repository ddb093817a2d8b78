"""A firm's reward is collected by code: once, by whoever shows it, and the ledger counts months."""

import pytest

from backend.domain.errors import IllegalTransition, Invalid
from backend.house import House
from backend.services import firm_acts, firm_claims, inside, outward
from backend.services.claim_codes import MAX_WRONG
from tests.support.firm import Firm, make_firm


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


async def paid(firm: Firm) -> tuple[str, str]:
    """The report's id and the inside id of a report that the firm pays 800 yuan for."""
    report_id, number = await firm.report("firm")
    firm.pass_days(1)
    async with firm.house.work() as work:
        row = await inside.of_case(work, number)
        assert row is not None
        await firm_acts.pay(work, row.id, "800", firm.officer)
    return report_id, row.id


async def claim(firm: Firm, report_id: str) -> str:
    async with firm.house.work() as work:
        code, yuan = await firm_claims.claim(work, report_id)
    assert yuan == 800
    return code


async def test_who_shows_the_code_gets_it_once(house: House) -> None:
    firm = await make_firm(house)
    report_id, inside_id = await paid(firm)
    first = await claim(firm, report_id)
    code = await claim(firm, report_id)
    with pytest.raises(Invalid):
        await firm_claims.hand_out(house, inside_id, first, firm.officer)
    await firm_claims.hand_out(house, inside_id, code, firm.officer)
    with pytest.raises(Invalid):
        await firm_claims.hand_out(house, inside_id, code, firm.officer)
    async with house.work() as work:
        with pytest.raises(IllegalTransition):
            await firm_claims.claim(work, report_id)
    async with house.view() as view:
        assert await firm_claims.ledger(view, firm.officer) == [("2026-12", 1, 800)]


async def test_guessing_spends_the_code(firm: Firm) -> None:
    report_id, inside_id = await paid(firm)
    code = await claim(firm, report_id)
    for _ in range(MAX_WRONG):
        with pytest.raises(Invalid):
            await firm_claims.hand_out(firm.house, inside_id, "0000 0000", firm.officer)
    with pytest.raises(Invalid):
        await firm_claims.hand_out(firm.house, inside_id, code, firm.officer)
    again = await claim(firm, report_id)
    await firm_claims.hand_out(firm.house, inside_id, again, firm.officer)


async def test_nothing_is_claimed_where_nothing_is_paid(firm: Firm) -> None:
    report_id, number = await firm.report("firm")
    async with firm.house.work() as work:
        with pytest.raises(IllegalTransition):
            await firm_claims.claim(work, report_id)
    async with firm.house.view() as view:
        row = await inside.of_case(view, number)
        assert row is not None
    plain, _ = await firm.report("")
    async with firm.house.work() as work:
        with pytest.raises(IllegalTransition):
            await firm_claims.claim(work, plain)
    assert await outward.settle(firm.house, number)
