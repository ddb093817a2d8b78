"""The buttons of the card: each line of it can be put right."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services import identities
from backend.services.drafts import NOT_SAFETY, Draft, understand
from config.lexicon import industries
from handlers.card import industry_name
from handlers.context import Turn
from handlers.reply import Choice, Line, Reply, Say, choice, line, reply, say
from handlers.report import ask_place, data_of, next_step, unit_id
from handlers.steps import Step, WithDraft, keep_draft, typed
from nlp.places import find_unit
from nlp.regions import UnknownUnit, region_of
from nlp.types import Region

router = Router(name="corrections")
late_router = Router(name="corrections too late")
"""Comes after the others: the same buttons when their draft is gone."""
WITH_DRAFT = WithDraft()
NO_WORDS = "chat.no_words_given"


def no_draft() -> Reply:
    """A button of a card whose draft is gone."""
    return reply(say("chat.no_draft", choice("report.new", "chat.choice_report_new")))


async def _changed(state: FSMContext, draft: Draft, turn: Turn) -> Reply:
    await keep_draft(state, draft)
    return await next_step(state, draft, turn)


@router.callback_query(F.data == "report.industry", WITH_DRAFT)
@router.message(typed("chat.typed_industry"), WITH_DRAFT)
async def list_industries(_: CallbackQuery | Message) -> Reply:
    """All industries, one button each."""
    found = tuple(
        Choice(f"report.industry:{code}", industry_name(code))
        for code in industries()
        if code != NOT_SAFETY
    )
    return reply(Say((line("chat.ask_industry_all"),), found))


@router.callback_query(F.data.startswith("report.industry:"), WITH_DRAFT)
async def choose_industry(
    query: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft
) -> Reply:
    """The reporter says which industry it is."""
    code = data_of(query)
    if code not in industries():
        return reply(say("chat.choice_unknown"))
    draft.industry = code
    draft.insisted = draft.insisted or code == NOT_SAFETY
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.insist", WITH_DRAFT)
async def insist(_: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """It looks like no matter of safety; the reporter says it is: a person will read it."""
    draft.insisted = True
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.no_words", WITH_DRAFT)
async def no_words(_: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Only photos: a person will look at them."""
    draft.add_text(Line(NO_WORDS).render(turn.locale))
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.place", WITH_DRAFT)
@router.message(typed("chat.typed_place"), WITH_DRAFT)
async def change_place(_: CallbackQuery | Message, state: FSMContext) -> Reply:
    """Ask for the place anew."""
    await state.set_state(Step.place)
    return reply(ask_place(()))


@router.callback_query(F.data.startswith("report.place:"), WITH_DRAFT)
async def choose_place(query: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """One of the places that were offered."""
    try:
        region_of(data_of(query))
    except UnknownUnit:
        return reply(say("chat.choice_unknown"))
    draft.unit, draft.place_unknown = data_of(query), False
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.place_unknown", WITH_DRAFT)
@router.message(Step.place, typed("chat.typed_unknown"), WITH_DRAFT)
async def place_unknown(
    _: CallbackQuery | Message, state: FSMContext, turn: Turn, draft: Draft
) -> Reply:
    """The reporter can't say where: a person at the intake desk decides."""
    draft.unit, draft.place_unknown = None, True
    return await _changed(state, draft, turn)


@router.message(Step.place, F.text, WITH_DRAFT)
async def answer_place(message: Message, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """A typed place: one that is known is taken, several are offered, none is asked again."""
    words = (message.text or "").strip()[:200]
    found = find_unit(words)
    if not found:
        # Perhaps it was more of the report, with the place in it.
        draft.add_text(words, turn.message_id)
        understood = understand(draft)
        await keep_draft(state, draft)
        if not understood.place_asked:
            return await next_step(state, draft, turn)
        return reply(ask_place(understood.analysis.place.choices, "chat.ask_place_again"))
    found = _nearest(found, understand(draft).region)
    if len(found) > 1:
        return reply(ask_place(tuple(found)))
    draft.unit, draft.place_unknown = unit_id(found[0]), False
    draft.place = draft.place or understand(draft).analysis.place.place or words
    return await _changed(state, draft, turn)


def _nearest(found: list[Region], known: Region | None) -> list[Region]:
    """Those in the city that the report speaks of, if any: a name may stand for many places."""
    city = known.code[:4] if known else ""
    return [one for one in found if city and one.code.startswith(city)] or found


@router.callback_query(F.data == "report.enterprise", WITH_DRAFT)
@router.message(typed("chat.typed_enterprise"), WITH_DRAFT)
async def ask_enterprise(_: CallbackQuery | Message, state: FSMContext) -> Reply:
    """Ask whose hazard it is."""
    await state.set_state(Step.enterprise)
    skip = choice("report.no_enterprise", "chat.choice_no_enterprise")
    return reply(say("chat.ask_enterprise", skip))


@router.callback_query(F.data == "report.no_enterprise", WITH_DRAFT)
@router.message(Step.enterprise, typed("chat.typed_unknown"), WITH_DRAFT)
async def no_enterprise(
    _: CallbackQuery | Message, state: FSMContext, turn: Turn, draft: Draft
) -> Reply:
    """No enterprise, or an unknown one."""
    draft.enterprise = ""
    draft.forget_workplace()
    return await _changed(state, draft, turn)


@router.message(Step.enterprise, F.text, WITH_DRAFT)
async def answer_enterprise(message: Message, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """The enterprise, as the reporter calls it."""
    draft.enterprise = (message.text or "").strip()[:100]
    draft.forget_workplace()
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.photo", WITH_DRAFT)
@router.message(typed("chat.typed_photo"), WITH_DRAFT)
async def ask_photo(_: CallbackQuery | Message) -> Reply:
    """Wait for more photos."""
    skip = choice("report.skip_photo", "chat.choice_report_skip_photo")
    return reply(say("chat.ask_photo", skip))


@router.callback_query(
    F.data.in_(
        {
            "report.skip_photo",
            "report.notify",
            "report.receipt_only",
            "report.anonymous",
            "report.card",
        }
    ),
    WITH_DRAFT,
)
async def toggle(query: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Choices that change one thing and show the card again."""
    if query.data in ("report.notify", "report.receipt_only"):
        draft.notify = query.data == "report.notify"
    elif query.data == "report.anonymous":
        draft.named = False
    return await _changed(state, draft, turn)


@router.message(typed("chat.typed_receipt_only"), WITH_DRAFT)
async def receipt_only(_: Message, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """No notices and no link, said in words."""
    draft.notify = False
    return await _changed(state, draft, turn)


@router.callback_query(F.data == "report.named", WITH_DRAFT)
async def named(_: CallbackQuery, state: FSMContext, turn: Turn, draft: Draft) -> Reply:
    """Name and contact go on a page of ours, sealed on arrival, never as chat messages."""
    work = await turn.begin()
    if not await identities.takes_names(work):
        return reply(say("chat.named_not_offered"))
    draft.named = True
    await keep_draft(state, draft)
    code = await identities.link_code(work, draft)
    address = f"{turn.house.public_url}/identity/{code}"
    done = choice("report.card", "chat.choice_named_done")
    back = choice("report.anonymous", "chat.choice_report_anonymous")
    return reply(say("chat.named_link", done, back, address=address))


@late_router.callback_query(F.data.startswith("report."), ~WITH_DRAFT)
async def too_late(_: CallbackQuery) -> Reply:
    """A button of a card whose draft is gone."""
    return no_draft()
