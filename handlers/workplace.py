"""Who gets a report about one's own workplace: the firm, the body, or the firm until a day."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.inside import Way
from backend.services import bodies, firm_claims, firms, inside, outward, reprisals
from backend.services.drafts import Draft, understand
from config.workplace import workplace
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.dialogue import current_number, current_report
from handlers.meant import about
from handlers.reply import Reply, choice, line, reply, say
from handlers.report import add_words, data_of, next_step
from handlers.steps import Step, WithDraft, keep_draft, typed
from nlp.redact import redact

router = Router(name="workplace")
WITH_DRAFT = WithDraft()
MOST_OF_TEAM = 30
"""Characters that say where in a firm."""
_INSIDE = (Way.FIRST.value, Way.FIRM.value)


@router.callback_query(F.data == "report.way", WITH_DRAFT)
async def ask_way(_: CallbackQuery, turn: Turn, draft: Draft) -> Reply:
    """The three ways, and what each means for identity and reward."""
    async with turn.house.view() as view:
        desk = await firms.manned(view, draft.workplace)
        body = understand(draft).body
        takes = await bodies.nameless_employees(view, body.id if body else "")
    if desk is None or not inside.may_choose(draft, understand(draft)):
        return reply(say("chat.way_no_desk", choice("report.card", "chat.choice_report_card")))
    ways = [choice(f"report.way:{way}", f"chat.choice_way_{way}") for way in Way]
    spread = workplace().spread_days
    says = line(f"chat.way_nameless_{takes}", body=body.name if body else "")
    about = {"firm": draft.enterprise or "", "days": spread, "takes": says}
    return reply(say("chat.ask_way", *ways, **about))


@router.callback_query(F.data.startswith("report.way:"), WITH_DRAFT)
async def choose_way(query: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """One of them; before the firm gets it, whether it is about the firm's own head is asked."""
    way = data_of(query)
    if way not in set(Way):
        return reply(say("chat.choice_unknown"))
    if way in _INSIDE:
        no = choice(f"report.head_no:{way}", "chat.choice_head_no")
        yes = choice("report.head_yes", "chat.choice_head_yes")
        return reply(say("chat.ask_head", no, yes))
    return await _take(state, turn, draft, "")


@router.callback_query(F.data.startswith("report.head_no:"), WITH_DRAFT)
async def head_no(query: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """It isn't about the head: the firm may have it."""
    way = data_of(query)
    return await _take(state, turn, draft, way if way in _INSIDE else "")


@router.callback_query(F.data == "report.head_yes", WITH_DRAFT)
async def head_yes(_: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Whoever is accused must not be the one to read it: straight to the body."""
    answer = await _take(state, turn, draft, "")
    return Reply((say("chat.head_to_body"), *answer.says))


async def _take(state: FSMContext, turn: Turn, draft: Draft, way: str) -> Reply:
    draft.way = way
    await keep_draft(state, draft)
    return await next_step(state, draft, turn)


@router.callback_query(F.data == "report.team", WITH_DRAFT)
async def ask_team(_: CallbackQuery, state: FSMContext, draft: Draft) -> Reply:
    """Where in the firm, as coarsely as the reporter likes, and who sees it."""
    await state.set_state(Step.team)
    none = choice("report.no_team", "chat.choice_no_team")
    small = draft.firm_people is None or draft.firm_people < workplace().small_firm
    warning = line("chat.team_small") if small else ""
    return reply(say("chat.ask_team", none, warning=warning))


@router.callback_query(F.data == "report.no_team", WITH_DRAFT)
async def no_team(_: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Better not."""
    draft.team = ""
    return await _take(state, turn, draft, draft.way)


@router.message(Step.team, F.text, WITH_DRAFT)
async def take_team(message: Message, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """The words, names taken out."""
    draft.team = redact((message.text or "").strip())[:MOST_OF_TEAM]
    return await _take(state, turn, draft, draft.way)


@router.callback_query(F.data == "reprisal.no")
async def all_is_well(_: CallbackQuery) -> Reply:
    """Nobody did anything to the reporter."""
    return reply(say("chat.reprisal_no", status_choice()))


@router.callback_query(F.data == "reprisal.yes")
@router.message(typed("chat.typed_reprisal"), ~WITH_DRAFT)
async def reprisal(_: CallbackQuery | Message, state: FSMContext, turn: Turn) -> Reply:
    """What was done for an earlier report is a report of its own, with labour and emergency."""
    report_id = await current_report(turn)
    async with turn.house.view() as view:
        draft = await reprisals.begin(view, report_id)
    await keep_draft(state, draft)
    await state.set_state(Step.reprisal)
    return reply(say("chat.reprisal_yes", choice("report.cancel", "chat.choice_report_cancel")))


@router.message(Step.reprisal, F.text, WITH_DRAFT)
async def told(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """What was done: whatever the words sound like, they are no question to us."""
    return await add_words(state, turn, message.text or "")


@router.callback_query(F.data == "inside.claim")
async def claim(_: CallbackQuery, turn: Turn) -> Reply:
    """A code for what the firm pays; whoever shows it gets it, and nobody asks for a name."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    code, yuan = await firm_claims.claim(await turn.begin(), report_id)
    return reply(say("chat.inside_claimed", status_choice(), code=code, yuan=yuan))


@router.callback_query(F.data == "inside.outward")
async def ask_outward(_: CallbackQuery, turn: Turn) -> Reply:
    """Said twice: it can't be taken back."""
    number = await current_number(turn)
    if number is None:
        return reply(say("chat.ask_receipt"))
    sure = about(choice("inside.outward_do", "chat.choice_outward_do"), number)
    days = workplace().spread_days
    return reply(say("chat.ask_outward", sure, status_choice(), days=days, number=number))


@router.callback_query(F.data == "inside.outward_do")
async def do_outward(_: CallbackQuery, turn: Turn) -> Reply:
    """Not mended, or not to be waited for: the enforcement body gets it."""
    report_id = await current_report(turn)
    if report_id is None:
        return reply(say("chat.ask_receipt"))
    number = await outward.deny(await turn.begin(), report_id)
    days = workplace().spread_days
    return reply(say("chat.outward_goes", status_choice(), number=number, days=days))
