"""How the reporter found the work: one tap, and why if they like."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.ratings import RatingReason, parse_reason
from backend.services import ratings, status
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.dialogue import current_report
from handlers.reply import Choice, Reply, choice, reply, say
from handlers.report import data_of
from handlers.steps import Step

router = Router(name="rating")


@router.callback_query(F.data.startswith((ratings.GOOD, ratings.BAD)))
async def rate(query: CallbackQuery, turn: Turn) -> Reply:
    """Satisfied or not; a chat that hears of several cases is asked of which."""
    pressed = (query.data or "").partition(":")[0]
    satisfied = pressed == ratings.GOOD
    report_id = await _which(turn, data_of(query) if ":" in (query.data or "") else "")
    if report_id is None:
        return await _ask_which(turn, pressed)
    case = await ratings.rate(await turn.begin(), report_id, satisfied=satisfied)
    if satisfied:
        more = choice("rate.words", "chat.choice_rate_words")
        return reply(say("chat.rated_good", more, status_choice(), number=case.number))
    return reply(say("chat.rated_bad", *_reasons(set()), *await _next(turn, report_id)))


@router.callback_query(F.data.startswith("rate.why:"))
async def why(query: CallbackQuery, turn: Turn) -> Reply:
    """One of the ready reasons; there may be more."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    reason = parse_reason(data_of(query))
    await ratings.add_reason(await turn.begin(), report_id, reason)
    return reply(say("chat.rated_why", *await _next(turn, report_id)))


@router.callback_query(F.data == "rate.words")
async def ask_words(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """The next words go with the rating."""
    if await current_report(turn) is None:
        return reply(say("chat.ask_receipt"))
    await state.set_state(Step.rating)
    cancel = choice("dialogue.cancel", "chat.choice_dialogue_cancel")
    return reply(say("chat.ask_rating_words", cancel))


@router.message(Step.rating, F.text)
async def words(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """What the reporter adds."""
    report_id = await current_report(turn)
    await state.set_state(None)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    case = await ratings.add_words(await turn.begin(), report_id, message.text or "")
    return reply(say("chat.rated_words", status_choice(), number=case.number))


async def _which(turn: Turn, number: str) -> str | None:
    """The report that is meant: shown just now, the only one that can be rated, or named."""
    if not number:
        found = await current_report(turn)
        if found is not None:
            return found
    ratable = await _ratable(turn)
    named = [one for one in ratable if number in ("", one[1])]
    if len(named) != 1:
        return None
    turn.opened = named[0][0]
    return turn.opened


async def _ratable(turn: Turn) -> list[tuple[str, str]]:
    if turn.account_id is None:
        return []
    async with turn.house.view() as view:
        return await status.ratable_cases(view, turn.account_id)


async def _ask_which(turn: Turn, pressed: str) -> Reply:
    found = await _ratable(turn)
    if not found:
        return reply(say("chat.ask_receipt"))
    numbers = [
        choice(f"{pressed}:{number}", "chat.choice_rate_case", number=number) for _, number in found
    ]
    return reply(say("chat.ask_rate_which", *numbers))


def _reasons(given: set[str]) -> list[Choice]:
    return [
        choice(f"rate.why:{reason}", f"chat.choice_rate_{reason}")
        for reason in RatingReason
        if reason not in given
    ]


async def _next(turn: Turn, report_id: str) -> list[Choice]:
    work = await turn.begin()
    offered = [choice("rate.words", "chat.choice_rate_words")]
    if await status.may_ask_review(work, report_id):
        offered.append(choice("review.ask", "chat.choice_review_ask"))
    return [*offered, status_choice()]
