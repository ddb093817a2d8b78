"""The words that a step of a case needs, asked for one by one in the officer's own chat."""

import re
import unicodedata
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from backend.domain.cases import Event, Outcome
from backend.domain.errors import Invalid
from backend.house import Work
from backend.services import accounts, unit_cards
from config.texts import catalogue, text
from handlers.context import Turn
from handlers.reply import Reply, Say, choice, reply, say
from handlers.steps import typed

router = Router(name="unit steps")
_PENALTY = re.compile(
    # Ten thousand, and yuan.
    r"(\d+(?:\.\d+)?)(\N{CJK UNIFIED IDEOGRAPH-4E07}?)\N{CJK UNIFIED IDEOGRAPH-5143}?"
)
READY = "case.ready_"
"""Begins the keys of ready texts; a button carries the rest."""
FINED = (Outcome.VERIFIED.value, Outcome.PARTLY_VERIFIED.value)
WORDS = F.text & ~F.text.startswith("/")
"""A command ends no step and is never taken for its words."""


class UnitStep(StatesGroup):
    """What the officer's next words are."""

    info = State()
    """What the reporter is asked to add."""
    outcome = State()
    reason = State()
    penalty = State()
    words = State()
    """Whether words that name somebody go without that, or as they are."""
    criterion = State()


def own_hash(work: Work, turn: Turn) -> str:
    """What the account of this conversation is found by."""
    channel, _, external = turn.conversation.partition(":")
    return accounts.account_hash(work, channel, external)


async def keep_step(state: FSMContext, step: dict[str, Any]) -> None:
    """Keep what was said so far of a step."""
    await state.update_data(unit=step)


async def _step(state: FSMContext) -> dict[str, Any]:
    step: dict[str, Any] = (await state.get_data()).get("unit") or {}
    return step


async def _end(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop("unit", None)
    await state.set_state(None)
    await state.set_data(data)


async def _do(
    state: FSMContext, turn: Turn, event: Event, fields: dict[str, Any], done: str
) -> Reply:
    """Let the event happen, in the name of whoever's account this is now."""
    step = await _step(state)
    number = step.get("number", "")
    work = await turn.begin()
    actor = await unit_cards.officer(work, own_hash(work, turn))
    await _end(state)
    if actor is None:
        return reply(say("unit.not_bound"))
    try:
        await unit_cards.act(work, number, event, fields, actor)
    except Invalid as error:
        if error.code != "words_name_others":
            raise
        await keep_step(state, {**step, "event": event.value, "fields": fields, "done": done})
        await state.set_state(UnitStep.words)
        return reply(_ask_words(error))
    return reply(say(done, number=number))


def _ask_words(error: Invalid) -> Say:
    """The words name somebody: without that, or as they are?"""
    return say(
        "unit.words_name_others",
        choice("unit.words:redacted", "unit.choice_words_redacted"),
        choice("unit.words:confirmed", "unit.choice_words_confirmed"),
        choice("unit.cancel", "unit.choice_cancel"),
        found=error.params["found"],
        without=error.params["without"],
    )


@router.callback_query(UnitStep.words, F.data.in_({"unit.words:redacted", "unit.words:confirmed"}))
async def words_chosen(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """The step goes on with the words as they were chosen."""
    step = await _step(state)
    chosen = (query.data or "").partition(":")[2]
    return await _do(
        state, turn, Event(step["event"]), {**step["fields"], chosen: True}, step["done"]
    )


@router.message(UnitStep.words, WORDS)
async def words_anew(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """Typed anew instead of choosing."""
    step = await _step(state)
    fields = {**step["fields"]}
    fields["text" if "text" in fields else "reason"] = message.text
    return await _do(state, turn, Event(step["event"]), fields, step["done"])


@router.callback_query(F.data == "unit.cancel")
@router.message(StateFilter(UnitStep), typed("chat.typed_cancel"))
async def cancelled(_: CallbackQuery | Message, state: FSMContext) -> Reply:
    """Nothing happens to the case."""
    await _end(state)
    return reply(say("unit.cancelled"))


@router.message(UnitStep.info, WORDS)
async def info(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """What the reporter is asked to add."""
    fields = {"text": message.text}
    return await _do(state, turn, Event.REQUEST_INFO, fields, "unit.info_sent")


@router.callback_query(UnitStep.info, F.data.startswith("unit.ready:"))
async def ready_info(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """The same, by a ready text."""
    key = READY + (query.data or "").partition(":")[2]
    if key not in catalogue(turn.locale, READY.partition(".")[0]):
        return reply(say("unit.step_over"))
    fields = {"text": text(turn.locale, key)}
    return await _do(state, turn, Event.REQUEST_INFO, fields, "unit.info_sent")


@router.callback_query(UnitStep.outcome, F.data.startswith("unit.outcome:"))
async def outcome(query: CallbackQuery, state: FSMContext) -> Reply:
    """What verification found; then why."""
    found = (query.data or "").partition(":")[2]
    if found not in tuple(Outcome):
        return reply(say("unit.choose_outcome"))
    await keep_step(state, {**await _step(state), "outcome": found})
    await state.set_state(UnitStep.reason)
    return reply(say("unit.ask_reason", choice("unit.cancel", "unit.choice_cancel")))


@router.message(UnitStep.outcome, WORDS)
async def no_outcome(_: Message) -> Reply:
    """Words where a button was asked for."""
    return reply(say("unit.choose_outcome"))


@router.message(UnitStep.reason, WORDS)
async def reason(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """What was found and done, in words; where something was found, the fine is asked for."""
    step = {**await _step(state), "reason": message.text}
    await keep_step(state, step)
    if step.get("outcome") not in FINED:
        return await _close(state, turn)
    await state.set_state(UnitStep.penalty)
    none = choice("unit.no_penalty", "unit.choice_no_penalty")
    return reply(say("unit.ask_penalty", none, choice("unit.cancel", "unit.choice_cancel")))


def parse_yuan(words: str) -> int | None:
    """A sum in whole yuan: ``50000``, ``50,000 元``, ``5万``; None for anything else."""
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", words))
    found = _PENALTY.fullmatch(plain)
    if found is None:
        return None
    yuan = float(found[1]) * (10_000 if found[2] else 1)
    return int(yuan) if yuan == int(yuan) else None


@router.message(UnitStep.penalty, WORDS)
async def penalty(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """The fine in yuan."""
    yuan = parse_yuan(message.text or "")
    if yuan is None:
        return reply(say("unit.penalty_unclear"))
    await keep_step(state, {**await _step(state), "penalty_yuan": yuan})
    return await _close(state, turn)


@router.callback_query(UnitStep.penalty, F.data == "unit.no_penalty")
async def no_penalty(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """No fine; whether a suspected 重大事故隐患 item is confirmed decides the reward then."""
    step = await _step(state)
    async with turn.house.view() as view:
        actor = await unit_cards.officer(view, own_hash(view, turn))
        asked = actor is not None and await unit_cards.asks_criterion(
            view, step.get("number", ""), actor
        )
    if not asked or step.get("outcome") != Outcome.VERIFIED.value:
        return await _close(state, turn)
    await state.set_state(UnitStep.criterion)
    yes = choice("unit.criterion:yes", "unit.choice_yes")
    return reply(say("unit.ask_criterion", yes, choice("unit.criterion:no", "unit.choice_no")))


@router.callback_query(UnitStep.criterion, F.data.startswith("unit.criterion:"))
async def criterion(query: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Whether it is a 重大事故隐患 item."""
    confirmed = query.data == "unit.criterion:yes"
    await keep_step(state, {**await _step(state), "criterion_confirmed": confirmed})
    return await _close(state, turn)


async def _close(state: FSMContext, turn: Turn) -> Reply:
    step = await _step(state)
    names = ("outcome", "reason", "penalty_yuan", "criterion_confirmed")
    fields = {name: step[name] for name in names if name in step}
    return await _do(state, turn, Event.CLOSE, fields, "unit.closed")


@router.callback_query(F.data.startswith("unit."), lambda _, turn: not turn.group)
async def over(_: CallbackQuery) -> Reply:
    """A button of a step that is over."""
    return reply(say("unit.step_over"))
