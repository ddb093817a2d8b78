"""Photos and files that answer the body: they go to the case, not into a new report."""

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from backend.domain.cases import Status
from backend.domain.errors import DomainError
from backend.services import sent_files
from backend.services.status import linked_cases, reporter_view, say_to_body
from config.texts import text
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.held import hold_files
from handlers.reply import Reply, reply, say
from handlers.steps import FOLLOW_UP, Step, load_draft


async def files_for_body(message: Message, state: FSMContext, turn: Turn) -> Reply | None:
    """The answer to files that belong to a filed report; None when they begin or extend a draft.

    They belong to one when the next words would: the reporter pressed the button, or the only
    report of this chat waits for an answer.
    """
    report_id = await _answered(state, turn)
    if report_id is None:
        if await _may_be_either(state, turn):
            return await hold_files(state, turn, message.caption or "")
        return None
    try:
        files = await sent_files.take_in_from_reporter(turn.house, report_id, turn.uploads)
    except DomainError as error:
        return reply(say(error.text_key, **error.params))
    if not files:
        return None
    if await state.get_state() == Step.message.state:
        # Of the other steps the words are still awaited.
        await state.set_state(None)
    words = message.caption or text(turn.locale, "chat.files_alone")
    number = await say_to_body(await turn.begin(), report_id, words, files)
    return reply(say("chat.message_sent", status_choice(), number=number))


async def _answered(state: FSMContext, turn: Turn) -> str | None:
    step = await state.get_state()
    asked = step in {one.state for one in (Step.message, Step.review, Step.rating)}
    followed = (await state.get_data()).get(FOLLOW_UP) if step == Step.follow_up.state else None
    if not asked and followed is None and await load_draft(state) is not None:
        return None
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
        if followed:
            return next((one.report_id for one in linked if one.case_number == followed[0]), None)
        if asked:
            only = linked[0].report_id if len(linked) == 1 else None
            return turn.meant or turn.opened or only
        waiting = [one.report_id for one in linked if one.status is Status.WAITING]
        if len(waiting) == 1:
            return waiting[0]
        if turn.opened is None:
            return None
        opened = await reporter_view(view, turn.opened, turn.locale)
        return turn.opened if opened.status is Status.WAITING else None


async def _may_be_either(state: FSMContext, turn: Turn) -> bool:
    """Whether a report was filed here and nobody said yet that what comes is a new one."""
    if turn.account_id is None or not turn.uploads or await load_draft(state) is not None:
        return False
    if (await state.get_data()).get("fresh"):
        return False
    async with turn.house.view() as view:
        return bool(await linked_cases(view, turn.account_id))
