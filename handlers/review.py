"""What the reporter may ask of a case afterwards: look again, once; or take the report back."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services.status import ask_review, withdraw
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.dialogue import current_number, current_report
from handlers.meant import about
from handlers.reply import Reply, choice, reply, say
from handlers.steps import Step, WithDraft

router = Router(name="review")


@router.callback_query(F.data == "review.ask")
async def ask(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Why somebody should look again."""
    if await current_report(turn) is None:
        return reply(say("chat.ask_receipt"))
    await state.set_state(Step.review)
    return reply(say("chat.ask_review", choice("dialogue.cancel", "chat.choice_dialogue_cancel")))


@router.message(Step.review, F.text, ~WithDraft())
async def send(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """The reason; another officer than the one who closed the case reads it."""
    report_id = await current_report(turn)
    await state.set_state(None)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    number = await ask_review(await turn.begin(), report_id, message.text or "")
    return reply(say("chat.review_asked", status_choice(), number=number))


@router.callback_query(F.data == "withdraw.ask")
async def ask_withdraw(_: CallbackQuery, turn: Turn) -> Reply:
    """Said twice before it is done: it can't be taken back."""
    number = await current_number(turn)
    if number is None:
        return reply(say("chat.ask_receipt"))
    sure = about(choice("withdraw.do", "chat.choice_withdraw_do"), number)
    return reply(say("chat.ask_withdraw", sure, status_choice(), number=number))


@router.callback_query(F.data == "withdraw.do")
async def do_withdraw(_: CallbackQuery, turn: Turn) -> Reply:
    """The report is taken back; nobody works on it any more."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    number = await withdraw(await turn.begin(), report_id)
    return reply(say("chat.withdrawn", number=number))
