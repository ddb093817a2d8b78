"""When the days to claim begin, what is said in them, and how they end: each thing once."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from backend.db.models import Job, Link, Reward
from backend.domain.cases import Event
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.outbox import Outbox
from backend.services import claim_reminders, claim_windows, sweep
from backend.services.status import claim_reward
from bot.clocks import Clocks
from tests.support.filing import Filing

START = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


async def approve(filing: Filing, moment: dt.datetime = START) -> None:
    """Close the case as verified with a fine and approve the reward, at ``moment``."""
    filing.house.clock = lambda: moment
    for name in ("accept", "verify"):
        await filing.event(name)
    await filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    await filing.event("approve_reward", "reviewer")
    await filing.payloads()


async def reward_of(filing: Filing) -> Reward:
    """The reward as it is now."""
    async with filing.house.view() as view:
        return await view.session.get_one(Reward, filing.number)


async def _days(filing: Filing, first: int, last: int) -> dict[int, list[str]]:
    """What is told on each of these days, with a worker that dies every other day."""
    told: dict[int, list[str]] = {}
    for day in range(first, last + 1):
        moment = START + day * DAY
        filing.house.clock = lambda moment=moment: moment  # type: ignore[misc]
        if day % 2:
            async with filing.house.work() as work:
                for job in await work.session.scalars(select(Job).where(Job.run_at <= moment)):
                    if job.kind == claim_windows.CLAIM_WINDOW:
                        job.state, job.owner = "leased", "dead"
                        job.lease_until = moment - dt.timedelta(minutes=1)
        outbox = Outbox(filing.house, Clocks(filing.house).executors())
        while await outbox.run_due():
            pass
        keys = [str(one["key"]) for one in await filing.payloads()]
        if keys:
            told[day] = keys
    return told


async def test_the_days_begin_when_the_reporter_was_told(filing: Filing) -> None:
    await approve(filing)
    assert (await reward_of(filing)).claim_until is None
    filing.house.clock = lambda: START + 3 * DAY
    await claim_windows.told(filing.house, filing.number)
    filing.house.clock = lambda: START + 4 * DAY
    await claim_windows.told(filing.house, filing.number)
    reward = await reward_of(filing)
    assert (reward.window_from, reward.claim_until) == (START + 3 * DAY, START + 63 * DAY)
    assert not reward.announced


async def test_reminders_and_the_end_come_once_each(filing: Filing) -> None:
    await approve(filing)
    await claim_windows.told(filing.house, filing.number)
    reminder = ["case.notice_claim_reminder"]
    assert await _days(filing, 1, 80) == {
        30: reminder,
        50: reminder,
        58: reminder,
        60: ["case.notice_reward_forfeited"],
    }
    assert (await reward_of(filing)).status == "forfeited"
    async with filing.house.work() as work:
        with pytest.raises(IllegalTransition, match="claim_too_late"):
            await claim_reward(work, filing.report_id)


async def test_a_job_done_twice_says_nothing_twice(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await claim_windows.told(sqlite_filing.house, sqlite_filing.number)
    sqlite_filing.house.clock = lambda: START + 51 * DAY
    for _ in range(3):
        assert await claim_reminders.ring(sqlite_filing.house, sqlite_filing.number)
    assert len(await sqlite_filing.payloads()) == 1
    assert not await claim_reminders.ring(sqlite_filing.house, "YX-0000-0000")


async def test_who_has_the_code_does_not_lose_by_a_slow_body(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        claimed = await claim_reward(work, sqlite_filing.report_id)
    assert claimed.until == START + 60 * DAY
    assert "case.notice_reward_forfeited" not in str(await _days(sqlite_filing, 1, 80))
    await sqlite_filing.event("pay_reward", "payer", claim_code=claimed.code, voucher="2026-3")
    assert (await reward_of(sqlite_filing)).status == "paid"


async def test_more_days_with_a_reason_even_after_the_end(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await claim_windows.told(sqlite_filing.house, sqlite_filing.number)
    await _days(sqlite_filing, 1, 70)
    with pytest.raises(Invalid):
        await sqlite_filing.event("extend_claim", "reviewer", days=0, reason="住院")
    with pytest.raises(NotAllowed):
        await sqlite_filing.event("extend_claim", "payer", days=30, reason="住院")
    await sqlite_filing.event("extend_claim", "reviewer", days=30, reason="来信说住院")
    (told,) = await sqlite_filing.payloads()
    assert told["key"] == "case.notice_claim_extended"
    assert told["params"]["until"] == "2026-06-10"
    reward = await reward_of(sqlite_filing)
    assert (reward.status, reward.claim_until) == ("approved", START + 100 * DAY)
    reminder = ["case.notice_claim_reminder"]
    assert await _days(sqlite_filing, 71, 110) == {
        90: reminder,
        98: reminder,
        100: ["case.notice_reward_forfeited"],
    }


async def test_whom_nobody_can_tell_reads_the_public_list(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        await work.session.execute(delete(Link))
    await approve(sqlite_filing)
    async with sqlite_filing.house.view() as view:
        listed = await claim_windows.announced(view)
    assert [(one.case_number, one.claim_until) for one in listed] == [
        (sqlite_filing.number, START + 60 * DAY)
    ]
    async with sqlite_filing.house.work() as work:
        await claim_reward(work, sqlite_filing.report_id)
    async with sqlite_filing.house.view() as view:
        assert await claim_windows.announced(view) == []


async def test_what_could_not_be_delivered_is_announced_in_the_end(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    for days, announced in ((6, False), (8, True)):
        moment = START + days * DAY
        sqlite_filing.house.clock = lambda moment=moment: moment  # type: ignore[misc]
        await sweep.run(sqlite_filing.house)
        reward = await reward_of(sqlite_filing)
        assert reward.announced is announced
    assert reward.claim_until == START + 68 * DAY


async def test_the_days_stand_still_during_a_review(sqlite_filing: Filing) -> None:
    await approve(sqlite_filing)
    await claim_windows.told(sqlite_filing.house, sqlite_filing.number)
    sqlite_filing.house.clock = lambda: START + 59 * DAY
    await sqlite_filing.event("reopen", "reviewer", reason="复查")
    told = await _days(sqlite_filing, 60, 70)
    assert Event.FORFEIT_REWARD.value not in str(told)
    assert (await reward_of(sqlite_filing)).status == "approved"
