"""Live answers of the web chat: server-sent events, read by the page with ``fetch``."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import web

from backend.house import House
from backend.services import accounts
from bot.channels.web_body import dumps
from bot.channels.web_store import Conversations, Token

HEARTBEAT_SECONDS = 15.0
PEEK_SECONDS = 3.0
"""How often a stream looks by itself: another process may have stored a notice."""


class LiveReplies:
    """The streams of one process; all end when ``closing`` is set."""

    def __init__(self, house: House, conversations: Conversations, channel: str) -> None:
        self.house = house
        self.conversations = conversations
        self.channel = channel
        self.closing = asyncio.Event()

    async def serve(self, request: web.Request, token: Token, last: int) -> web.StreamResponse:
        """Each reply numbered above ``last`` as ``data``, its number as ``id``."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        await response.write(b"retry: 2000\n\n")
        quiet = 0.0
        with suppress(ConnectionResetError):
            while not self.closing.is_set():
                replies, event, account_id = await self._listen(token, last)
                try:
                    for one in replies:
                        last = one["id"]
                        await response.write(f"id: {last}\ndata: {dumps(one)}\n\n".encode())
                        quiet = 0.0
                    # Not wait_for: on Python 3.11 it can swallow a cancellation.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(PEEK_SECONDS):
                            await self._either(event)
                finally:
                    if event is not None:
                        self.conversations.stop_listening(account_id, event)
                quiet += PEEK_SECONDS
                if quiet >= HEARTBEAT_SECONDS:
                    quiet = 0.0
                    await response.write(b": still here\n\n")
        return response

    async def _listen(
        self, token: Token, last: int
    ) -> tuple[list[dict[str, Any]], asyncio.Event | None, int]:
        """Listen first, then read: nothing stored between the two is missed."""
        async with self.house.view() as view:
            account = await accounts.find(view, self.channel, token.external)
            if account is None:
                return [], None, 0
            event = self.conversations.listen(account.id)
            try:
                replies = await self.conversations.read(view, account.id, token, last)
            except BaseException:
                self.conversations.stop_listening(account.id, event)
                raise
            return replies, event, account.id

    async def _either(self, event: asyncio.Event | None) -> None:
        waits = [asyncio.ensure_future(self.closing.wait())]
        if event is not None:
            waits.append(asyncio.ensure_future(event.wait()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
