"""Up to two questions after filing: what the officers would ask anyway, and nobody must answer."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services.status import linked_cases, say_to_body
from config.follow_up import questions
from config.texts import LOCALES, text
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.reply import Reply, Say, choice, line, reply, say
from handlers.report import new_report
from handlers.steps import Step, WithDraft

router = Router(name="follow_up")
DATA = "follow_up"
"""In the conversation: the case number, and the questions that are left, by their keys."""


async def plan(state: FSMContext, number: str, industry: str) -> None:
    """Remember what to ask once the receipt is safe."""
    left = list(questions(industry))
    if left:
        await state.update_data({DATA: [number, *left]})


async def ask(state: FSMContext) -> Say | None:
    """The next question; None when all were asked."""
    left = (await state.get_data()).get(DATA)
    if not left or len(left) < 2:
        await _end(state)
        return None
    await state.set_state(Step.follow_up)
    return say(
        "chat.follow_intro",
        choice("follow.skip", "chat.choice_follow_skip"),
        question=line(left[1]),
    )


@router.callback_query(F.data == "follow.skip")
async def skip(_: CallbackQuery, state: FSMContext) -> Reply:
    """Not this one."""
    await _drop_first(state)
    asked = await ask(state)
    return reply(asked or say("chat.receipt_saved", status_choice(), new_report()))


@router.message(Step.follow_up, F.text, ~WithDraft())
async def answer(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """Goes to the body as a line of the dialogue, with its question."""
    number, key = ((await state.get_data()).get(DATA) or ["", ""])[:2]
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
    found = next((one.report_id for one in linked if one.case_number == number), None)
    if found is None:
        await _end(state)
        return reply(say("chat.ask_receipt"))
    # Officers read the question in their own language, whatever the reporter's.
    words = f"{text(LOCALES[0], key)}\n{message.text or ''}"
    await say_to_body(await turn.begin(), found, words)
    await _drop_first(state)
    asked = await ask(state)
    thanks = say("chat.follow_thanks", *(() if asked else (status_choice(), new_report())))
    return Reply((thanks, asked)) if asked else reply(thanks)


async def _drop_first(state: FSMContext) -> None:
    left = (await state.get_data()).get(DATA) or [""]
    await state.update_data({DATA: [left[0], *left[2:]]})


async def _end(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop(DATA, None)
    await state.set_data(data)
    await state.set_state(None)
