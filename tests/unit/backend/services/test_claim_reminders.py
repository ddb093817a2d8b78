"""A reminder is for who can still claim: nothing is said of what is decided otherwise."""

from backend.services import claim_reminders, claim_windows
from tests.support.filing import Filing
from tests.unit.backend.services.test_claim_windows import DAY, START, approve


async def test_nothing_is_said_once_it_was_paid(sqlite_filing: Filing) -> None:
    from backend.services.status import claim_reward

    await approve(sqlite_filing)
    await claim_windows.told(sqlite_filing.house, sqlite_filing.number)
    async with sqlite_filing.house.work() as work:
        claimed = await claim_reward(work, sqlite_filing.report_id)
    await sqlite_filing.event("pay_reward", "payer", claim_code=claimed.code, voucher="2026-3")
    await sqlite_filing.payloads()
    sqlite_filing.house.clock = lambda: START + 61 * DAY
    assert await claim_reminders.ring(sqlite_filing.house, sqlite_filing.number)
    assert await sqlite_filing.payloads() == []


async def test_nothing_is_said_before_the_days_began(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    sqlite_filing.house.clock = lambda: START + 61 * DAY
    assert await claim_reminders.ring(sqlite_filing.house, sqlite_filing.number)
    assert await sqlite_filing.payloads() == []
