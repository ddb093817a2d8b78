"""From the first words to the card: photos, text and places in any order, one question at most."""

from unicodedata import east_asian_width

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services.drafts import NOT_SAFETY, Draft, Understood, add_files, understand
from handlers.card import industry_name, review_card
from handlers.context import Turn
from handlers.reply import Choice, Line, Reply, Say, Words, choice, line, reply, say
from handlers.sent_files import files_for_body
from handlers.steps import Step, begin_draft, end_draft, keep_draft, load_draft, typed
from nlp.types import Region

router = Router(name="report")
commands = Router(name="report commands")
"""Asked before any step, which would take a command for an answer."""
OFFERED = 3
COMMONEST = ("fire", "construction", "gas")
"""Offered to who told of no hazard yet."""
TOLD_NOTHING = 0.3
"""Below, words that hold no term that says anything by itself told of no hazard yet."""
LEARNT = "learnt"
"""The kind of a term that says little by itself."""
_ASKED = {one.state for one in (Step.message, Step.review, Step.rating, Step.follow_up)}
"""Steps in which the next words go to a case that was filed."""
MEDIA = F.photo | F.document | F.voice | F.audio | F.video | F.video_note | F.media_group_id


@router.message(MEDIA)
async def take_files(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """Photos and files, an album among them, go into the draft; the caption is its words."""
    if (answered := await files_for_body(message, state, turn)) is not None:
        return answered
    draft = await begin_draft(state)
    before = len(draft.files)
    taken, refused = await add_files(turn.house.media, draft, turn.uploads)
    if message.caption:
        draft.add_text(message.caption, turn.message_id)
    notes = [say(error.text_key, **error.params) for error in refused]
    if any(stored.kind != "photo" for stored in taken):
        # Only photos are cleaned: what else is handed over as it came is said at once.
        notes.append(say("chat.file_as_it_came"))
    if not taken and not draft.texts and not before:
        return Reply(tuple(notes))
    await keep_draft(state, draft)
    if not draft.texts:
        return Reply((*notes, ask_for_words(draft)))
    answer = await next_step(state, draft, turn)
    return Reply((*notes, *answer.says))


def ask_for_words(draft: Draft) -> Say:
    """What the photos or recordings show, which no program can tell."""
    sound = any(raw["kind"] in ("voice", "video") for raw in draft.files)
    ask = "chat.ask_words_for_sound" if sound else "chat.ask_words"
    return say(ask, _no_words(), _cancel(), count=len(draft.files))


@router.message(F.location | F.venue)
async def take_location(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """A location goes into the draft; the words still say which place it is."""
    place = message.venue.location if message.venue else message.location
    assert place is not None  # noqa: S101 - the filter
    draft = await begin_draft(state)
    draft.latitude, draft.longitude = place.latitude, place.longitude
    await keep_draft(state, draft)
    if draft.empty:
        return reply(say("chat.location_taken", _cancel()))
    return await next_step(state, draft, turn)


async def add_words(state: FSMContext, turn: Turn, words: str) -> Reply:
    """Words that are no answer to anything: the report, or more of it."""
    draft = await begin_draft(state)
    draft.add_text(words, turn.message_id)
    if draft.empty:
        return reply(say("chat.not_understood"))
    await keep_draft(state, draft)
    return await next_step(state, draft, turn)


async def next_step(state: FSMContext, draft: Draft, turn: Turn) -> Reply:
    """The one question that is still needed, or the card; first of all the warning.

    Only who is sure says that it is no matter of safety.
    """
    understood = understand(draft)
    await state.set_state(None)
    answer = await _next(state, draft, understood, turn)
    if understood.analysis.urgency != "immediate" or draft.warned:
        return answer
    draft.warned = True
    await keep_draft(state, draft)
    return Reply((say("chat.danger"), *answer.says))


async def _next(state: FSMContext, draft: Draft, understood: Understood, turn: Turn) -> Reply:
    if understood.not_safety and not draft.insisted and not understood.industry_asked:
        return reply(
            say(
                "chat.not_safety",
                choice("report.insist", "chat.choice_report_insist"),
                choice("report.industry", "chat.choice_report_industry"),
                _cancel(),
            )
        )
    if understood.industry_asked:
        draft.industry_questions += 1
        if draft.industry_unknown:
            # Nobody is asked for ever: a person reads it, and says then whether it is one for us.
            draft.insisted = True
        await keep_draft(state, draft)
        if not draft.industry_unknown:
            return reply(ask_industry(understood, draft.text))
        understood = understand(draft)
    if understood.place_asked:
        await state.set_state(Step.place)
        located = draft.latitude is not None
        key = "chat.ask_place_located" if located else "chat.ask_place"
        return reply(ask_place(understood.analysis.place.choices, key))
    return await show_card(draft, understood, turn)


async def show_card(draft: Draft, understood: Understood, turn: Turn) -> Reply:
    """The card."""
    async with turn.house.view() as view:
        return reply(await review_card(view, draft, understood, turn.locale))


def ask_industry(understood: Understood, words: str) -> Say:
    """Which industry: the likeliest three, and all the others; or first what the danger is."""
    guess = understood.analysis.classification
    likely = [one.industry for one in guess.candidates if one.industry != NOT_SAFETY]
    if all(match.kind == LEARNT for match in guess.matched) and guess.confidence < TOLD_NOTHING:
        likely = list(COMMONEST)
        ask = line("chat.ask_hazard" if has_ideographs(words) else "chat.ask_industry")
        if understood.region is not None:
            ask = line("chat.ask_hazard_here", place=understood.region.name)
    elif understood.not_safety:
        ask = line("chat.ask_industry_or_not")
    else:
        ask = line("chat.ask_industry")
    found = [_industry_choice(industry) for industry in likely[:OFFERED]]
    other = choice("report.industry", "chat.choice_other")
    return Say((ask,), (*found, other))


def _industry_choice(code: str) -> Choice:
    return Choice(f"report.industry:{code}", industry_name(code))


def has_ideographs(words: str) -> bool:
    """Whether any of it is Chinese: only that can be searched for a hazard."""
    return any(east_asian_width(sign) == "W" for sign in words)


def ask_place(choices: tuple[Region, ...], key: str = "chat.ask_place") -> Say:
    """Which place: those the words may mean, or a town's name typed, or a person decides."""
    found = [
        Choice(f"report.place:{unit_id(region)}", Words(region.name))
        for region in choices[:OFFERED]
    ]
    unknown = choice("report.place_unknown", "chat.choice_place_unknown")
    lines: tuple[Line, ...] = (line("chat.ask_which_place" if found else key),)
    return Say(lines, (*found, unknown))


def unit_id(region: Region) -> str:
    """What finds the region again: the town's code, else the unit that acts there."""
    return region.code if region.path[-1] else region.unit


def _no_words() -> Choice:
    return choice("report.no_words", "chat.choice_no_words")


def _cancel() -> Choice:
    return choice("report.cancel", "chat.choice_report_cancel")


@commands.message(Command("cancel"))
@commands.message(typed("chat.typed_cancel"))
@router.callback_query(F.data == "report.cancel")
async def cancel(_: Message | CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Throw the draft away, its files too."""
    if await state.get_state() in _ASKED:
        await state.set_state(None)
        return reply(say("chat.message_cancelled", new_report()))
    draft = await load_draft(state)
    await end_draft(state)
    if draft is None:
        return reply(say("chat.no_draft", new_report()))
    for raw in draft.files:
        turn.house.media.delete(str(raw["id"]))
    return reply(say("chat.cancelled", new_report()))


def new_report() -> Choice:
    """The button that begins a report."""
    return choice("report.new", "chat.choice_report_new")


@router.edited_message(F.text | F.caption)
async def edited(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """An edited message changes the draft; a filed report is never changed."""
    draft = await load_draft(state)
    words = message.text or message.caption or ""
    if draft is None or not draft.replace_text(words, turn.message_id):
        return reply(say("chat.edit_too_late"))
    await keep_draft(state, draft)
    return await next_step(state, draft, turn)


def data_of(query: CallbackQuery) -> str:
    """What stands behind the colon of a choice id."""
    return (query.data or "").partition(":")[2]
