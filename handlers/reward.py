"""Claiming the reward: the receipt proves whose it is, a claim code collects it."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from backend.domain.deadlines import day_in_shanghai
from backend.house import Work
from backend.services.status import claim_reward
from handlers.context import Turn
from handlers.reply import Reply, Say, line, reply, say
from handlers.steps import Step

router = Router(name="reward")


@router.callback_query(F.data == "reward.claim")
async def claim(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Claim for the report whose receipt was just shown here; else ask for the receipt."""
    if turn.opened is None:
        await state.set_state(Step.receipt_to_claim)
        return reply(say("chat.ask_receipt_to_claim"))
    return await claim_for(await turn.begin(), turn.opened)


async def claim_for(work: Work, report_id: str) -> Reply:
    """The claim code and where to collect."""
    claimed = await claim_reward(work, report_id)
    until = day_in_shanghai(claimed.until) if claimed.until else ""
    lines = (
        line("chat.claimed", amount=f"{claimed.amount_yuan:,}", number=claimed.case_number),
        line("chat.claim_code", code=claimed.code),
        line("chat.claim_where", body=claimed.body, until=until),
    )
    return reply(Say(lines, case_number=claimed.case_number))
