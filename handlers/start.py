"""The first words, help, privacy, language, and what a messenger brings that is no report."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.services.posters import ENTRY
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.poster import scan
from handlers.reply import Choice, Reply, choice, reply, say
from handlers.report import new_report, next_step
from handlers.steps import load_draft, typed
from handlers.welcome import welcome
from nlp.regions import UnknownUnit, region_of

router = Router(name="start")
group_router = Router(name="group")
"""Comes before the others: what is said in a group reaches none of them."""
last_router = Router(name="last")
"""Comes after the others: what none of them knew."""


@group_router.message(lambda _, turn: turn.group)
async def in_group(message: Message) -> Reply:
    """In a group no report is taken; only who speaks to the bot is answered."""
    spoken_to = (message.text or "").startswith("/")
    return reply(say("chat.not_in_group")) if spoken_to else Reply(())


@router.message(CommandStart())
async def start(_: Message, command: CommandObject, state: FSMContext, turn: Turn) -> Reply:
    """Welcome; a deep link says which place it is about (``e_UNIT``) or workplace (``p_CODE``)."""
    entry = command.args or ""
    if entry.startswith(ENTRY):
        return await scan(state, turn, entry.removeprefix(ENTRY))
    if entry.startswith("e_"):
        try:
            region = region_of(entry[2:])
        except UnknownUnit:
            return reply(say("chat.entry_unknown"), welcome())
        await state.update_data(unit=region.unit)
    return reply(welcome())


@router.message(Command("help"))
@router.message(typed("chat.typed_help"))
@router.callback_query(F.data == "help")
async def help_(_: Message | CallbackQuery) -> Reply:
    """What can be done here."""
    return reply(say("chat.help", new_report(), status_choice(), _privacy()))


def _privacy() -> Choice:
    return choice("privacy", "chat.choice_privacy")


@router.message(Command("privacy"))
@router.message(typed("chat.typed_privacy"))
@router.callback_query(F.data == "privacy")
async def privacy(_: Message | CallbackQuery) -> Reply:
    """What the messenger knows, what we keep, for how long, who sees it."""
    return reply(say("chat.privacy", new_report()))


@router.message(Command("lang"))
@router.message(typed("chat.typed_language"))
@router.callback_query(F.data == "lang")
async def language(_: Message | CallbackQuery) -> Reply:
    """Which language to speak."""
    zh, en = choice("lang:zh_CN", "chat.choice_zh"), choice("lang:en", "chat.choice_en")
    return reply(say("chat.ask_language", zh, en))


@router.callback_query(F.data.in_({"lang:zh_CN", "lang:en"}))
async def set_language(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Speak the chosen language from now on, and go on with what was under way."""
    turn.locale = (query.data or "").partition(":")[2]
    draft = await load_draft(state)
    if draft is None or draft.empty:
        return reply(say("chat.language_set", new_report()))
    answer = await next_step(state, draft, turn)
    return Reply((say("chat.language_set"), *answer.says))


@last_router.message(F.contact)
async def contact(_: Message) -> Reply:
    """A shared contact is refused: it would tell us who somebody is."""
    return reply(say("chat.contact_refused"))


@last_router.message()
@last_router.edited_message()
async def anything_else(_: Message) -> Reply:
    """A sticker, a poll, a game: a kind answer, never silence."""
    return reply(say("chat.not_understood"))


@last_router.callback_query()
async def unknown_choice(_: CallbackQuery) -> Reply:
    """A button we never offered."""
    return reply(say("chat.choice_unknown", new_report(), status_choice()))
