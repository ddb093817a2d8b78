"""Which case a pressed button is about: its id says so, whatever else this chat shows."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from backend.domain.receipts import parse_case_number
from backend.services.status import case_number, linked_cases
from handlers.context import Turn
from handlers.reply import Choice, reply, say

OF_A_CASE = frozenset(
    {
        "dialogue.write", "reward.claim", "claim.password", "claim.password_keep", "inside.claim",
        "inside.outward", "inside.outward_do", "review.ask", "withdraw.ask", "withdraw.do",
        "rate.good", "rate.bad", "rate.why", "rate.words",
    }
)  # fmt: skip
"""Choices that do something to one case."""


def about(one: Choice, number: str) -> Choice:
    """The choice with the number of its case behind it, if it is one of a case."""
    if one.id.partition(":")[0] not in OF_A_CASE:
        return one
    return Choice(f"{one.id}:{number}", one.label)


def split(pressed: str) -> tuple[str, str]:
    """A choice id without the number of its case, and the number; empty where none stands there."""
    rest, _, last = pressed.rpartition(":")
    number = parse_case_number(last) if rest.partition(":")[0] in OF_A_CASE else None
    return (rest, number) if number else (pressed, "")


class Meant(BaseMiddleware):
    """Takes the number off a pressed choice and remembers whose case it is for what follows."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Hand on; who is not linked to the case, and hasn't shown its receipt, is asked for it."""
        assert isinstance(event, CallbackQuery)  # noqa: S101 - installed for presses alone
        pressed, number = split(event.data or "")
        if not number:
            return await handler(event, data)
        turn: Turn = data["turn"]
        found = await _report(turn, number)
        if found is None:
            return reply(say("chat.ask_receipt"))
        turn.meant = found
        return await handler(event.model_copy(update={"data": pressed}), data)


async def _report(turn: Turn, number: str) -> str | None:
    async with turn.house.view() as view:
        if turn.opened is not None and await case_number(view, turn.opened) == number:
            return turn.opened
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
    return next((one.report_id for one in linked if one.case_number == number), None)
