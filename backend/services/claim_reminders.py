"""A window to claim has come to a reminder or its end: said once, whatever dies in between."""

import datetime as dt

from backend.db.models import Case, Reward
from backend.domain.cases import Event, Role, Status
from backend.domain.deadlines import day_in_shanghai
from backend.domain.fields import EventFields
from backend.domain.rewards import RewardStatus
from backend.domain.transitions import BY_EVENT
from backend.house import House, Work
from backend.services import cases, claim_windows, notifications, rewards
from backend.services.cases import SYSTEM, Actor

_OPEN = (RewardStatus.APPROVED.value, RewardStatus.CLAIMED.value)


async def ring(house: House, number: str) -> bool:
    """Remind or forfeit, as is due; False when there is no such reward any more.

    What was said is counted in the same transaction: a job done twice says nothing twice.
    """
    async with house.work() as work:
        case = await work.session.get(Case, number, with_for_update=True)
        reward = await work.session.get(Reward, number)
        if case is None or reward is None:
            return False
        if reward.status not in _OPEN or reward.claim_until is None:
            return True
        if reward.claim_until <= work.now:
            await _end(work, case, reward)
            return True
        due = len([at for at in claim_windows.reminders(reward) if at <= work.now])
        if due > reward.reminded:
            reward.reminded = due
            params = {
                "amount": reward.amount_yuan,
                "until": day_in_shanghai(reward.claim_until),
                "body": case.holder_id,
            }
            await notifications.tell_reporters(
                work, case, "case.notice_claim_reminder", params, choices=(rewards.CLAIM,)
            )
        await claim_windows.arm(work, reward)
        return True


async def _end(work: Work, case: Case, reward: Reward) -> None:
    if reward.status == RewardStatus.CLAIMED:
        # Who has the code came in time; when the body pays is not for the reporter to lose by.
        return
    if case.status != Status.CLOSED.value:
        # A review is under way: the days don't run out meanwhile.
        reward.claim_until = work.now + dt.timedelta(days=1)
        await claim_windows.arm(work, reward)
        return
    system = Actor(SYSTEM, case.holder_id, frozenset({Role.SYSTEM}))
    await cases.carry_out(work, case, BY_EVENT[Event.FORFEIT_REWARD], EventFields(), system)
