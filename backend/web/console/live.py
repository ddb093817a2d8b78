"""Tells an open queue that something changed; what it is, the page then asks for itself."""

import asyncio
import time
from contextlib import suppress

from aiohttp import web

from backend.services import queue
from backend.web.base import HOUSE, allow
from backend.web.console.shell import CASE_READERS, acting

routes = web.RouteTableDef()
PEEK_SECONDS = 3.0
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 900.0
"""Then the browser comes again, with a session that is looked at anew."""
CLOSING = web.AppKey("closing", asyncio.Event)


def prepare(console: web.Application) -> None:
    """End all streams when the server stops."""
    closing = console[CLOSING] = asyncio.Event()

    async def close(_: web.Application) -> None:
        closing.set()

    console.on_shutdown.append(close)


@routes.get("/cases/live")
@allow(*CASE_READERS)
async def live(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the queue's mark whenever it is another than before."""
    house, me, closing = request.app[HOUSE], acting(request), request.app[CLOSING]
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    await response.write(b"retry: 3000\n\n")
    last, quiet, end = request.query.get("mark", ""), 0.0, time.monotonic() + LONGEST_SECONDS
    with suppress(ConnectionResetError):
        while not closing.is_set() and time.monotonic() < end:
            async with house.view() as view:
                mark = await queue.mark(view, me)
            if mark != last:
                last, quiet = mark, 0.0
                await response.write(f"data: {mark}\n\n".encode())
            elif quiet >= HEARTBEAT_SECONDS:
                quiet = 0.0
                await response.write(b": still here\n\n")
            with suppress(TimeoutError):
                async with asyncio.timeout(PEEK_SECONDS):
                    await closing.wait()
            quiet += PEEK_SECONDS
    return response
