"""SendReply > Errors > DbSession: an answer leaves after the commit of what it says."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject
from sqlalchemy.exc import IntegrityError

from backend.domain.errors import DomainError
from bot.storage import pending
from bot.turn import Turn
from handlers.reply import Reply, reply, say

log = logging.getLogger(__name__)
Next = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


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
        """Handle; answer a mistake with its sentence, a fault of ours with an apology."""
        turn: Turn = data["turn"]
        try:
            await handler(event, data)
        except DomainError as error:
            await turn.abandon(error)
            await turn.finish(reply(say(error.text_key, **error.params)))
        except IntegrityError as error:
            # The same update at the same moment: the other one stored its mark first.
            await turn.abandon(error)
            if not await turn.seen():
                raise
        except Exception as error:  # noqa: BLE001 - whatever failed, the person is answered
            # The kind of the fault and its place, not its words: they may quote a report.
            log.error("an update failed: %s at %s", type(error).__name__, _place(error))  # noqa: TRY400
            await turn.abandon(error)
            await turn.finish(reply(say("chat.fault")))


class DbSession(BaseMiddleware):
    """Innermost: one transaction for mark, conversation, domain change and outbox rows."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle and commit."""
        turn: Turn = data["turn"]
        token = pending.set(turn.pending)
        try:
            answer = await handler(event, data)
            if answer is UNHANDLED or answer is None:
                answer = Reply(()) if turn.group else reply(say("chat.not_understood"))
            await turn.finish(answer)
        finally:
            pending.reset(token)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def install(dispatcher: Dispatcher) -> None:
    """Put the three in their order; the first registered is the outermost."""
    for middleware in (SendReply(), Errors(), DbSession()):
        dispatcher.update.outer_middleware(middleware)
