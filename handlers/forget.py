"""Cutting the link and clearing the chat: what can be forgotten is forgotten for good."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.context import Turn
from handlers.reply import CLEARED, Reply, Say, choice, line, reply, say
from handlers.report import new_report
from handlers.steps import end_draft, load_draft, typed

router = Router(name="forget")


@router.callback_query(F.data == "link.cut")
@router.message(Command("cut"))
@router.message(typed("chat.typed_cut"))
async def cut(_: Message | CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Nothing joins this chat to a report any more; the receipt still works."""
    await _drop_files(state, turn)
    await end_draft(state)
    answer = say("chat.link_cut", new_report())
    return Reply((answer,), erase_receipt=True, forget=True)


@router.message(Command("clear"))
@router.message(typed("chat.typed_clear"))
async def ask_clear(_: Message) -> Reply:
    """Say what clearing does, and what it can't."""
    yes, no = choice("chat.clear", "chat.choice_clear"), choice("chat.keep", "chat.choice_keep")
    return reply(say("chat.ask_clear", yes, no))


@router.callback_query(F.data == "chat.keep")
async def keep(_: CallbackQuery) -> Reply:
    """Nothing was cleared."""
    return reply(say("chat.kept", new_report()))


@router.callback_query(F.data == "chat.clear")
async def clear(_: CallbackQuery, state: FSMContext, turn: Turn) -> Reply:
    """Erase draft, kept conversation and link; the person deletes the rest in the messenger."""
    await _drop_files(state, turn)
    await end_draft(state)
    answer = Say((line("chat.cleared"),), (new_report(),), slot=CLEARED)
    return Reply((answer,), erase_receipt=True, forget=True)


async def _drop_files(state: FSMContext, turn: Turn) -> None:
    draft = await load_draft(state)
    for raw in draft.files if draft else ():
        turn.house.media.delete(str(raw["id"]))
