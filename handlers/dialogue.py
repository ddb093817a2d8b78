"""What the reporter says to the body afterwards: answers and additions, never who it is."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.cases import Status
from backend.media import Stored
from backend.services import outward
from backend.services.drafts import uploads_of
from backend.services.sent_files import take_in_from_reporter
from backend.services.status import (
    LinkedCase,
    case_number,
    linked_cases,
    reporter_view,
    say_to_body,
)
from config.texts import text
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.held import hold_words, take
from handlers.questions import ENGLISH, speaks_english
from handlers.reply import Reply, choice, reply, say
from handlers.report import add_words, data_of
from handlers.steps import Step
from handlers.welcome import is_greeting, welcome

router = Router(name="dialogue")


@router.callback_query(F.data == "dialogue.write")
async def write(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """The next words go to the body of the report shown here."""
    report_id = await current_report(turn)
    if report_id is None:
        await state.set_state(Step.receipt_to_write)
        return reply(say("chat.ask_receipt_to_write"))
    await state.set_state(Step.message)
    async with turn.house.view() as view:
        reads = await outward.who_reads(view, report_id)
    return reply(
        say(
            f"chat.ask_message_{reads}" if reads else "chat.ask_message",
            choice("dialogue.cancel", "chat.choice_dialogue_cancel"),
        )
    )


@router.callback_query(F.data == "dialogue.cancel")
async def stop_writing(_: CallbackQuery, state: FSMContext) -> Reply:
    """Nothing was sent."""
    await state.set_state(None)
    return reply(say("chat.message_cancelled", status_choice()))


@router.message(Step.message, F.text)
async def send(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """The words for the body."""
    report_id = await current_report(turn)
    if report_id is None:
        await state.set_state(Step.receipt_to_write)
        return reply(say("chat.ask_receipt_to_write"))
    await state.set_state(None)
    return await _send(turn, report_id, message.text or "")


async def current_report(turn: Turn) -> str | None:
    """The report a button named, or shown here just now, or the only one this chat is linked to."""
    if turn.meant is not None:
        return turn.meant
    if turn.opened is not None:
        return turn.opened
    linked = await _linked(turn)
    return linked[0].report_id if len(linked) == 1 else None


async def current_number(turn: Turn) -> str | None:
    """The number of that report's case."""
    found = await current_report(turn)
    if found is None:
        return None
    async with turn.house.view() as view:
        return await case_number(view, found)


async def _linked(turn: Turn) -> list[LinkedCase]:
    if turn.account_id is None:
        return []
    async with turn.house.view() as view:
        return await linked_cases(view, turn.account_id)


async def _send(turn: Turn, report_id: str, words: str, files: Sequence[Stored] = ()) -> Reply:
    work = await turn.begin()
    reads = await outward.who_reads(work, report_id)
    number = await say_to_body(work, report_id, words, files)
    return reply(
        say(
            f"chat.message_sent_{reads}" if reads else "chat.message_sent",
            status_choice(),
            number=number,
        )
    )


@router.message(F.text)
async def words(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """Any other words: an answer, more on an old report, or a report."""
    data = await state.get_data()
    if "draft" not in data:
        linked = await _linked(turn)
        waiting = [one for one in linked if one.status is Status.WAITING]
        if len(waiting) == 1:
            return await _send(turn, waiting[0].report_id, message.text or "")
        if turn.opened is not None and await _waits(turn, turn.opened):
            return await _send(turn, turn.opened, message.text or "")
        if linked and not data.get("fresh"):
            return await hold_words(state, turn, message.text or "")
        if is_greeting(message.text or ""):
            return reply(welcome())
    switched = speaks_english(message.text or "") and turn.locale != ENGLISH
    if switched:
        turn.locale = ENGLISH
    answer = await add_words(state, turn, message.text or "")
    guessed = say("chat.language_guessed", choice("lang:zh_CN", "chat.choice_zh"))
    return Reply((guessed, *answer.says)) if switched else answer


async def _waits(turn: Turn, report_id: str) -> bool:
    async with turn.house.view() as view:
        return (await reporter_view(view, report_id, turn.locale)).status is Status.WAITING


@router.callback_query(F.data.startswith("report.append:"))
async def append(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """What was held belongs to a report that was filed."""
    held = await take(state)
    linked = {one.case_number: one.report_id for one in await _linked(turn)}
    report_id = linked.get(data_of(query))
    if held is None or report_id is None:
        return reply(say("chat.choice_unknown"))
    media = turn.house.media
    files = await take_in_from_reporter(turn.house, report_id, await uploads_of(media, held))
    for raw in held.files:
        media.delete(str(raw["id"]))
    return await _send(turn, report_id, held.text or text(turn.locale, "chat.files_alone"), files)
