"""The days in which an approved reward must be claimed: begun, remembered, lengthened.

They begin when the reporter was told: the notice was delivered, or they came for the money. Whom
nobody can tell reads the case number on a public list; then they begin with that.
"""

import datetime as dt

from sqlalchemy import select

from backend.db.models import Case, Reward
from backend.domain.reward_rules import Where, claim_days
from backend.domain.rewards import RewardStatus
from backend.house import House, Work
from backend.services import jobs
from config.rules import rewards as rules

CLAIM_WINDOW = "claim"
"""The kind of job that comes due with a reminder or the end of a window; payload: case."""


async def begin(work: Work, case: Case, reward: Reward) -> None:
    """Let the days run from now."""
    days = claim_days(Where(case.jurisdiction, case.unit_id, case.industry))
    reward.window_from, reward.reminded = work.now, 0
    reward.claim_until = work.now + dt.timedelta(days=days)
    await arm(work, reward)


async def lengthen(work: Work, case: Case, reward: Reward, days: int) -> None:
    """Add days of the calendar, to what is left or from now on; reminders come anew."""
    if reward.window_from is None:
        await begin(work, case, reward)
    assert reward.claim_until is not None  # noqa: S101 - begun
    reward.claim_until = max(reward.claim_until, work.now) + dt.timedelta(days=days)
    reward.reminded = len([at for at in reminders(reward) if at <= work.now])
    await arm(work, reward)


async def end(work: Work, case: Case) -> None:
    """Nothing is waited for any more."""
    await jobs.drop(work, _key(case.number))


def reminders(reward: Reward) -> list[dt.datetime]:
    """When the reporter is reminded, the earliest first; none before the window began."""
    begun, until = reward.window_from, reward.claim_until
    if begun is None or until is None:
        return []
    days = sorted(rules().remind_days_before.days, reverse=True)
    return [at for at in (until - dt.timedelta(days=one) for one in days) if at > begun]


async def arm(work: Work, reward: Reward) -> None:
    """Queue the next reminder or the end; one job waits at a time."""
    await jobs.drop(work, _key(reward.case_number))
    if reward.claim_until is None:
        return
    ahead = [*reminders(reward)[reward.reminded :], reward.claim_until]
    await jobs.enqueue(
        work,
        CLAIM_WINDOW,
        {"case": reward.case_number},
        run_at=ahead[0],
        dedupe_key=_key(reward.case_number),
    )


async def told(house: House, number: str) -> None:
    """The notice of an approved reward reached a reporter: the days begin, once."""
    async with house.work() as work:
        case = await work.session.get(Case, number, with_for_update=True)
        reward = await work.session.get(Reward, number)
        waits = reward is not None and reward.status == RewardStatus.APPROVED
        if case and reward and waits and reward.window_from is None:
            await begin(work, case, reward)


async def announce_late(house: House) -> int:
    """Put on the public list what nobody could be told for so many days; returns how many."""
    async with house.work() as work:
        before = work.now - dt.timedelta(days=rules().announce_after.days)
        rows = await work.session.scalars(
            select(Reward).where(
                Reward.status == RewardStatus.APPROVED.value,
                Reward.window_from.is_(None),
                Reward.updated_at < before,
            )
        )
        found = list(rows)
        for reward in found:
            reward.announced = True
            await begin(work, await work.session.get_one(Case, reward.case_number), reward)
    return len(found)


async def announced(work: Work) -> list[Reward]:
    """The public list: rewards whose reporters nobody could tell, while they can be claimed."""
    rows = await work.session.scalars(
        select(Reward)
        .where(Reward.announced, Reward.status == RewardStatus.APPROVED.value)
        .order_by(Reward.claim_until, Reward.case_number)
    )
    return list(rows)


def _key(number: str) -> str:
    return f"{CLAIM_WINDOW}:{number}"
