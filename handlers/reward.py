"""Claiming the reward: the receipt proves whose it is, a claim code collects it."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from backend.domain.deadlines import day_in_shanghai
from backend.house import Work
from backend.services import claim_passwords
from backend.services.status import claim_reward
from handlers.context import Turn
from handlers.reply import Reply, Say, choice, line, reply, say
from handlers.steps import Step

router = Router(name="reward")


@router.callback_query(F.data == "reward.claim")
async def claim(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Claim for the report whose receipt was just shown here; else ask for the receipt."""
    if turn.opened is None or turn.meant not in (None, turn.opened):
        # A linked chat proves nothing: somebody may have found the phone.
        await state.set_state(Step.receipt_to_claim)
        return reply(say("chat.ask_receipt_to_claim"))
    return await claim_opened(state, turn, turn.opened)


async def claim_opened(state: FSMContext, turn: Turn, report_id: str) -> Reply:
    """Claim for a report whose receipt was shown; a claim password it has is asked for."""
    async with turn.house.view() as view:
        asks = await claim_passwords.is_set(view, report_id)
    if asks:
        await state.set_state(Step.claim_password)
        cancel = choice("dialogue.cancel", "chat.choice_dialogue_cancel")
        return reply(say("chat.ask_claim_password_to_claim", cancel))
    return await claim_for(await turn.begin(), report_id)


async def claim_for(work: Work, report_id: str, proof: str = "") -> Reply:
    """The claim code and where to collect."""
    claimed = await claim_reward(work, report_id, proof)
    until = day_in_shanghai(claimed.until) if claimed.until else ""
    lines = (
        line("chat.claimed", amount=f"{claimed.amount_yuan:,}", number=claimed.case_number),
        line("chat.claim_code", code=claimed.code),
        line("chat.claim_where", body=claimed.body, until=until),
    )
    return reply(Say(lines, case_number=claimed.case_number))
