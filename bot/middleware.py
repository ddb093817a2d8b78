"""SendReply > Errors > DbSession: an answer leaves after the commit of what it says."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.domain.errors import DomainError
from bot.logs import trail
from bot.storage import Stale
from bot.turn import Turn
from handlers.reply import Reply, reply, say

log = logging.getLogger(__name__)
Next = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
MOST_RACES = 8
"""How often one update begins anew because others of its conversation were faster."""
RETRIED = ("40001", "40P01")
"""PostgreSQL's serialization failure and deadlock."""


class SendReply(BaseMiddleware):
    """Outermost: sends once everything inside is on disk."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle, then send."""
        await handler(event, data)
        turn: Turn = data["turn"]
        await turn.deliver()


class Errors(BaseMiddleware):
    """Turns what went wrong into an answer; what the update did is rolled back first."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle; answer a mistake with its sentence, a fault of ours with an apology.

        Who meets another update of the same conversation (another process, a double tap) begins
        anew on what that one left. Raises Conflict for another request under the same mark.
        """
        turn: Turn = data["turn"]
        answer: Reply | None = None
        races = 0
        # Asked here, where updates of one conversation come one by one.
        while not await turn.seen():
            try:
                if answer is None:
                    data["raw_state"] = await data["state"].get_state() if "state" in data else None
                    await handler(event, data)
                else:
                    await turn.finish(answer)
                break
            except DomainError as error:
                await turn.abandon(error)
                answer = reply(say(error.text_key, **error.params))
            except Exception as error:
                await turn.abandon(error)
                if _is_race(error) and races < MOST_RACES:
                    answer, races = None, races + 1
                    continue
                # Its kind and its place, not its words: they may quote a report.
                log.error("an update failed: %s", trail(error))  # noqa: TRY400
                if answer is not None:
                    raise
                answer = reply(say("chat.fault"))
            except BaseException as error:
                await turn.abandon(error)
                raise


def _is_race(error: Exception) -> bool:
    """Whether somebody else was first, so that trying again meets what they left."""
    if isinstance(error, DBAPIError):
        return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in RETRIED
    return isinstance(error, Stale)


class DbSession(BaseMiddleware):
    """Innermost: one transaction for mark, conversation, domain change and outbox rows."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle and commit."""
        turn: Turn = data["turn"]
        answer = await handler(event, data)
        if answer is UNHANDLED or answer is None:
            answer = Reply(()) if turn.group else reply(say("chat.not_understood"))
        await turn.finish(answer)


def install(dispatcher: Dispatcher) -> None:
    """Put the three in their order; the first registered is the outermost."""
    for middleware in (SendReply(), Errors(), DbSession()):
        dispatcher.update.outer_middleware(middleware)
