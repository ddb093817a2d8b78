"""Submitting: the receipt is shown until it is confirmed as saved, and exists nowhere else."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.cases import Status
from backend.domain.deadlines import day_in_shanghai
from backend.services import bodies, firms
from backend.services.drafts import understand
from backend.services.reports import Filed, submit_report
from backend.services.traces import leave_none
from handlers import follow_up
from handlers.bodies import reached_lines
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.corrections import no_draft
from handlers.held import take
from handlers.reply import RECEIPT_MARK, Choice, Reply, Say, choice, line, reply, say
from handlers.report import ask_for_words, new_report, next_step
from handlers.steps import WithDraft, end_draft, keep_draft, load_draft, typed

router = Router(name="filing")


@router.callback_query(F.data == "report.submit")
@router.message(typed("chat.typed_submit"), WithDraft())
async def submit(_: CallbackQuery | Message, state: FSMContext, turn: Turn) -> Reply:
    """File the draft: all of it in one transaction, answered once it is on disk."""
    draft = await load_draft(state)
    if draft is None:
        return no_draft()
    understood = understand(draft)
    open_question = understood.industry_asked or understood.place_asked
    if draft.empty or open_question or (understood.not_safety and not draft.insisted):
        return await next_step(state, draft, turn)
    if draft.way:
        async with turn.house.view() as view:
            if await firms.manned(view, draft.workplace) is None:
                draft.way = ""
                await keep_draft(state, draft)
                answer = await next_step(state, draft, turn)
                return Reply((say("chat.way_no_desk"), *answer.says))
    work = await turn.begin()
    account = turn.account_id if draft.notify else None
    filed = await submit_report(work, draft, understood, account_id=account)
    await end_draft(state)
    if not draft.notify:
        # Only that a receipt is still shown here; not which one, nor whose.
        await state.update_data(unlinked=True)
        leave_none(work)
    elif filed.status is not Status.INSIDE:
        await follow_up.plan(state, filed.case_number, understood.industry)
    return reply(_receipt(filed, linked=draft.notify))


def _receipt(filed: Filed, *, linked: bool) -> Say:
    day = day_in_shanghai(filed.due_at)
    lines = [
        line("chat.receipt", receipt=RECEIPT_MARK),
        line("chat.receipt_keep"),
        line("chat.receipt_number", number=filed.case_number),
    ]
    if filed.status is Status.INSIDE:
        lines.append(line("chat.receipt_to_firm", day=day))
    elif filed.connected:
        lines.append(line("chat.receipt_to", body=filed.body.name, day=day))
    elif filed.body.id == filed.desk.id:
        lines.append(line("chat.receipt_to_triage", desk=filed.desk.name, day=day))
    else:
        lines.append(
            line("chat.receipt_to_by_desk", desk=filed.desk.name, body=filed.body.name, day=day)
        )
    if filed.status is not Status.INSIDE:
        lines += reached_lines(bodies.reached(filed.body.id))
    lines.append(line("chat.receipt_linked" if linked else "chat.receipt_only", day=day))
    choices = [choice("receipt.saved", "chat.choice_receipt_saved")]
    if linked:
        choices += [status_choice(), cut_choice()]
    return Say(
        tuple(lines),
        tuple(choices),
        receipt=filed.receipt,
        case_number=filed.case_number,
        slot="receipt",
    )


def cut_choice() -> Choice:
    """The button that cuts the link between this chat and the report."""
    return choice("link.cut", "chat.choice_link_cut")


@router.callback_query(F.data == "receipt.saved")
async def saved(_: CallbackQuery, state: FSMContext) -> Reply:
    """The receipt was noted: it disappears here; without a link, so does all the rest."""
    data = await state.get_data()
    if data.get("unlinked") and not data.get("draft"):
        await state.clear()
        answer = say("chat.receipt_saved_unlinked", new_report())
        return Reply((answer,), erase_receipt=True, forget=True)
    answer = say("chat.receipt_saved", status_choice(), new_report(), cut_choice())
    asked = None if data.get("draft") else await follow_up.ask(state)
    return Reply((answer, asked) if asked else (answer,), erase_receipt=True)


@router.callback_query(F.data == "report.new")
@router.message(typed("chat.typed_new"), ~WithDraft())
async def begin(_: CallbackQuery | Message, state: FSMContext, turn: Turn) -> Reply:
    """A new report; what was held for this answer is its beginning."""
    held = await take(state)
    await state.set_state(None)
    await state.update_data(fresh=True)
    if held is None:
        return reply(say("chat.begin"))
    await keep_draft(state, held)
    return await next_step(state, held, turn) if held.texts else reply(ask_for_words(held))
