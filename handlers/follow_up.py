"""Up to two questions after filing: what the officers would ask anyway, and nobody must answer."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.cases import Status
from backend.services.status import linked_cases, say_to_body
from config.follow_up import questions
from config.texts import DEFAULT_LOCALE, text
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.held import hold_words, other_matter
from handlers.reply import Reply, Say, choice, line, reply, say
from handlers.report import new_report
from handlers.steps import FOLLOW_UP, Step, WithDraft

router = Router(name="follow_up")


async def plan(state: FSMContext, number: str, industry: str) -> None:
    """Remember what to ask once the receipt is safe."""
    left = list(questions(industry))
    if left:
        await state.update_data({FOLLOW_UP: [number, *left]})


async def ask(state: FSMContext) -> Say | None:
    """The next question; None when all were asked."""
    left = (await state.get_data()).get(FOLLOW_UP)
    if not left or len(left) < 2:
        await _end(state)
        return None
    await state.set_state(Step.follow_up)
    return say(
        "chat.follow_intro",
        choice("follow.skip", "chat.choice_follow_skip"),
        choice("follow.stop", "chat.choice_follow_stop"),
        new_report(),
        question=line(left[1]),
    )


@router.callback_query(F.data == "follow.skip")
async def skip(_: CallbackQuery, state: FSMContext) -> Reply:
    """Not this one."""
    await _drop_first(state)
    return reply(await ask(state) or _over())


@router.callback_query(F.data == "follow.stop")
async def stop(_: CallbackQuery, state: FSMContext) -> Reply:
    """None of them."""
    await _end(state)
    return reply(_over())


@router.message(Step.follow_up, F.text, ~WithDraft())
async def answer(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """Goes to the body as a line of the dialogue, with its question."""
    number, key = ((await state.get_data()).get(FOLLOW_UP) or ["", ""])[:2]
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
    found = next((one for one in linked if one.case_number == number), None)
    if found is None:
        await _end(state)
        return reply(say("chat.ask_receipt"))
    words = message.text or ""
    if found.status is Status.WAITING:
        # An officer has asked meanwhile: that is what is answered.
        await _end(state)
        await say_to_body(await turn.begin(), found.report_id, words)
        return reply(say("chat.message_sent", status_choice(), number=number))
    if await other_matter(turn, words, found.report_id):
        await _end(state)
        return await hold_words(state, turn, words)
    # Officers read the question in their own language, whatever the reporter's.
    said = f"{text(DEFAULT_LOCALE, key)}\n{words}"
    await say_to_body(await turn.begin(), found.report_id, said)
    await _drop_first(state)
    asked = await ask(state)
    thanks = say("chat.follow_thanks", *(() if asked else (status_choice(), new_report())))
    return Reply((thanks, asked)) if asked else reply(thanks)


def _over() -> Say:
    return say("chat.follow_over", status_choice(), new_report())


async def _drop_first(state: FSMContext) -> None:
    left = (await state.get_data()).get(FOLLOW_UP) or [""]
    await state.update_data({FOLLOW_UP: [left[0], *left[2:]]})


async def _end(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop(FOLLOW_UP, None)
    await state.set_data(data)
    await state.set_state(None)
