"""A body's people in chat: groups and accounts are bound, cases worked by the card's buttons."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import CallbackQuery, Message

from backend.domain.cases import Event, Outcome
from backend.domain.errors import DomainError, NotFound
from backend.domain.fields import reason_codes
from backend.services import access, bodies, unit_cards
from backend.services.cases import Actor
from handlers.context import Turn
from handlers.reply import ALERT, TOAST, Choice, Line, Reply, Say, choice, reply, say
from handlers.unit_steps import READY, UnitStep, keep_step, own_hash

router = Router(name="unit")
MENUS = (Event.DECLINE, Event.REFUSE)
"""Steps that ask for a reason, offered in the card's second row of buttons."""
IN_PRIVATE = (Event.REQUEST_INFO, Event.CLOSE)
"""Steps that need words: asked for in the officer's own chat, where the group doesn't read them."""


def over_chat(slot: str, key: str, **params: object) -> Say:
    """An answer to the press itself."""
    return Say((Line(key, params),), slot=slot)


@router.message(Command("bind"))
async def bind(_: Message, command: CommandObject, turn: Turn) -> Reply:
    """A one-time code binds a group to its body, a private chat to its member of staff."""
    code = (command.args or "").strip()
    if not code:
        return reply(say("unit.bind_how"))
    await turn.slow_down()
    work = await turn.begin()
    hashed = own_hash(work, turn)
    try:
        if turn.group:
            channel, _sep, external = turn.conversation.partition(":")
            body = await access.bind_group(work, code, hashed, channel, external.encode())
            return reply(say("unit.group_bound", body=bodies.name_of(body.id, turn.locale)))
        person = await access.bind_account(work, code, hashed)
    except NotFound:
        turn.note_receipt(right=False)
        raise
    name = bodies.name_of(person.body_id, turn.locale)
    return reply(say("unit.account_bound", name=person.name, body=name))


@router.callback_query(F.data.startswith("unit."), lambda _, turn: turn.group)
async def press(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """A button of a card: only for who has bound their own account and works at that body."""
    name, number, code = _parts(query.data)
    group_hash = _group_hash(query, turn)
    async with turn.house.view() as view:
        actor = await unit_cards.officer(view, own_hash(view, turn), group_hash)
        if actor is None:
            return reply(over_chat(ALERT, "unit.not_bound"))
        if name != "back":
            event = _event(name)
            if event is None or not await unit_cards.may(view, number, actor, event):
                return reply(over_chat(ALERT, "unit.not_possible"))
    if name == "back" or (name in MENUS and code not in reason_codes(Event(name))):
        work = await turn.begin()
        await unit_cards.turn_card(work, group_hash, number, "" if name == "back" else name)
        return Reply(())
    if name in IN_PRIVATE:
        async with turn.house.view() as view:
            ready = await unit_cards.ready(view, number, Event(name), actor)
        return await _ask_in_private(query, state, Event(name), number, ready)
    fields: dict[str, object] = {"reason_code": code} if name in MENUS else {}
    return await _act(turn, number, Event(name), fields, actor)


async def _act(
    turn: Turn, number: str, event: Event, fields: dict[str, object], actor: Actor
) -> Reply:
    work = await turn.begin()
    try:
        await unit_cards.act(work, number, event, fields, actor)
    except DomainError as error:
        return reply(over_chat(ALERT, error.text_key, **error.params))
    return reply(over_chat(TOAST, "unit.done", number=number, step=Line(f"case.event_{event}")))


async def _ask_in_private(
    query: CallbackQuery, state: FSMContext, event: Event, number: str, ready: list[str]
) -> Reply:
    person = query.from_user.id
    own = FSMContext(state.storage, StorageKey(state.key.bot_id, person, person))
    await keep_step(own, {"number": number})
    look = over_chat(ALERT, "unit.see_private")
    if event is Event.REQUEST_INFO:
        await own.set_state(UnitStep.info)
        texts = (choice(f"unit.ready:{key.removeprefix(READY)}", key) for key in ready)
        return reply(look, say("unit.ask_info", *texts, cancel(), number=number))
    await own.set_state(UnitStep.outcome)
    outcomes = (choice(f"unit.outcome:{one}", f"case.outcome_{one}") for one in Outcome)
    return reply(look, say("unit.ask_outcome", *outcomes, cancel(), number=number))


def cancel() -> Choice:
    """The way out of a step."""
    return choice("unit.cancel", "unit.choice_cancel")


def _parts(data: str | None) -> tuple[str, str, str]:
    name, _, rest = (data or "").removeprefix("unit.").partition(":")
    number, _, code = rest.partition(":")
    return name, number, code


def _event(name: str) -> Event | None:
    return next((event for event in unit_cards.OFFERED if event.value == name), None)


def _group_hash(query: CallbackQuery, turn: Turn) -> str:
    chat = query.message.chat.id if query.message else 0
    channel = turn.conversation.partition(":")[0]
    return turn.house.vault.lookup("account", f"{channel}:{chat}")
