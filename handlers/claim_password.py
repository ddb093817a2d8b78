"""The claim password: chosen with the report, or later in a chat that is still linked."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services import claim_passwords
from backend.services.drafts import Draft
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.dialogue import current_report
from handlers.reply import Reply, choice, reply, say
from handlers.report import next_step
from handlers.reward import claim_for
from handlers.steps import Step, WithDraft, keep_draft

router = Router(name="claim password")


@router.callback_query(F.data == "report.claim_password", WithDraft())
async def ask_with_draft(_: CallbackQuery, state: FSMContext) -> Reply:
    """A password for the report under way."""
    await state.set_state(Step.new_claim_password)
    return reply(say("chat.ask_claim_password", choice("report.card", "chat.choice_no_password")))


@router.message(Step.new_claim_password, F.text, WithDraft())
async def set_with_draft(message: Message, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Only its slow hash is kept, with the draft."""
    draft.claim_hash = await claim_passwords.hash_of(message.text or "")
    await state.set_state(None)
    await keep_draft(state, draft)
    return await next_step(state, draft, turn)


@router.callback_query(F.data == "claim.password")
async def ask(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """A password for a report that this chat is linked to."""
    if await current_report(turn) is None:
        return reply(say("chat.ask_receipt"))
    await state.set_state(Step.new_claim_password)
    cancel = choice("dialogue.cancel", "chat.choice_dialogue_cancel")
    return reply(say("chat.ask_claim_password", cancel))


@router.message(Step.new_claim_password, F.text, ~WithDraft())
async def change(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """The first one is in force at once, another after some days."""
    report_id = await current_report(turn)
    hashed = await claim_passwords.hash_of(message.text or "")
    await state.set_state(None)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    work = await turn.begin()
    day = await claim_passwords.change(work, report_id, hashed, turn.account_id)
    if not day:
        return reply(say("chat.claim_password_set", status_choice()))
    back = choice("claim.password_keep", "chat.choice_claim_password_keep")
    return reply(say("chat.claim_password_changing", status_choice(), back, day=day))


@router.callback_query(F.data == "claim.password_keep")
async def keep(_: CallbackQuery, turn: Turn) -> Reply:
    """The old password stays."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    await claim_passwords.keep(await turn.begin(), report_id, turn.account_id)
    return reply(say("chat.claim_password_kept", status_choice()))


@router.message(Step.claim_password, F.text)
async def claim(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """The password that belongs to the receipt shown before."""
    if turn.opened is None:
        await state.set_state(Step.receipt_to_claim)
        return reply(say("chat.ask_receipt_to_claim"))
    report_id = turn.opened
    proof = await claim_passwords.prove(turn.house, report_id, message.text or "")
    await state.set_state(None)
    return await claim_for(await turn.begin(), report_id, proof)
