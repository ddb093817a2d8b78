"""How the reporter found the work: one tap, and why if they like."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.ratings import RatingReason, parse_reason
from backend.services import ratings, status
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.dialogue import current_number, current_report
from handlers.held import hold_words, other_matter
from handlers.meant import about
from handlers.reply import Choice, Reply, choice, reply, say
from handlers.report import data_of
from handlers.steps import Step, WithDraft

router = Router(name="rating")


@router.callback_query(F.data.in_({ratings.GOOD, ratings.BAD}))
async def rate(query: CallbackQuery, turn: Turn) -> Reply:
    """Satisfied or not; a chat that hears of several cases is asked of which."""
    satisfied = query.data == ratings.GOOD
    report_id = await current_report(turn)
    if report_id is None:
        return await _ask_which(turn, query.data or "")
    case = await ratings.rate(await turn.begin(), report_id, satisfied=satisfied)
    if satisfied:
        more = about(choice("rate.words", "chat.choice_rate_words"), case.number)
        return reply(say("chat.rated_good", more, status_choice(), number=case.number))
    offered = (*_reasons(case.number), *await _next(turn, report_id, case.number))
    return reply(say("chat.rated_bad", *offered, number=case.number))


@router.callback_query(F.data.startswith("rate.why:"))
async def why(query: CallbackQuery, turn: Turn) -> Reply:
    """One of the ready reasons; there may be more."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    reason = parse_reason(data_of(query))
    case = await ratings.add_reason(await turn.begin(), report_id, reason)
    offered = await _next(turn, report_id, case.number)
    return reply(say("chat.rated_why", *offered, number=case.number))


@router.callback_query(F.data == "rate.words")
async def ask_words(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """The next words go with the rating."""
    number = await current_number(turn)
    if number is None:
        return reply(say("chat.ask_receipt"))
    await state.set_state(Step.rating)
    cancel = choice("dialogue.cancel", "chat.choice_dialogue_cancel")
    return reply(say("chat.ask_rating_words", cancel, number=number))


@router.message(Step.rating, F.text, ~WithDraft())
async def words(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """What the reporter adds."""
    report_id = await current_report(turn)
    if report_id is None:
        await state.set_state(None)
        return reply(say("chat.ask_receipt"))
    if await other_matter(turn, message.text or "", report_id):
        return await hold_words(state, turn, message.text or "")
    await state.set_state(None)
    case = await ratings.add_words(await turn.begin(), report_id, message.text or "")
    return reply(say("chat.rated_words", status_choice(), number=case.number))


async def _ask_which(turn: Turn, pressed: str) -> Reply:
    async with turn.house.view() as view:
        linked = await status.linked_cases(view, turn.account_id) if turn.account_id else []
        found = await ratings.ratable(view, [one.case_number for one in linked])
    if not found:
        return reply(say("chat.ask_receipt"))
    numbers = [
        choice(f"{pressed}:{number}", "chat.choice_rate_case", number=number) for number in found
    ]
    return reply(say("chat.ask_rate_which", *numbers))


def _reasons(number: str) -> list[Choice]:
    found = [choice(f"rate.why:{one}", f"chat.choice_rate_{one}") for one in RatingReason]
    return [about(one, number) for one in found]


async def _next(turn: Turn, report_id: str, number: str) -> list[Choice]:
    work = await turn.begin()
    offered = [choice("rate.words", "chat.choice_rate_words")]
    if await status.may_ask_review(work, report_id):
        offered.append(choice("review.ask", "chat.choice_review_ask"))
    return [*(about(one, number) for one in offered), status_choice()]
