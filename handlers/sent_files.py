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
from handlers.reply import Reply, reply, say
from handlers.steps import Step, load_draft


async def files_for_body(message: Message, state: FSMContext, turn: Turn) -> Reply | None:
    """The answer to files that belong to a filed report; None when they begin or extend a draft.

    They belong to one when the next words would: the reporter pressed the button, or the only
    report of this chat waits for an answer.
    """
    report_id = await _answered(state, turn)
    if report_id is None:
        return None
    try:
        files = await sent_files.take_in_from_reporter(turn.house, report_id, turn.uploads)
    except DomainError as error:
        return reply(say(error.text_key, **error.params))
    if not files:
        return None
    await state.set_state(None)
    words = message.caption or text(turn.locale, "chat.files_alone")
    number = await say_to_body(await turn.begin(), report_id, words, files)
    return reply(say("chat.message_sent", status_choice(), number=number))


async def _answered(state: FSMContext, turn: Turn) -> str | None:
    asked = await state.get_state() == Step.message.state
    if not asked and await load_draft(state) is not None:
        return None
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
        if asked:
            return turn.opened or (linked[0].report_id if len(linked) == 1 else None)
        waiting = [one.report_id for one in linked if one.status is Status.WAITING]
        if len(waiting) == 1:
            return waiting[0]
        if turn.opened is None:
            return None
        opened = await reporter_view(view, turn.opened, turn.locale)
        return turn.opened if opened.status is Status.WAITING else None
