"""A receiver of webhooks on loopback: answers as it is told, keeps what came, checks nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from multidict import CIMultiDictProxy

NEVER, HUGE, MOVED = "never", "huge", "moved"
"""Answers beside a status: none at all, one without an end, a redirect to ``/inside``."""


@dataclass(slots=True)
class Receiver:
    """What came, and what is answered first."""

    came: list[tuple[CIMultiDictProxy[str], bytes]] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    """One by one; then 200."""
    inside: int = 0
    """How often somebody was led to the other page."""
    origin: str = ""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """One delivery."""
        self.came.append((request.headers, await request.read()))
        self.arrived.set()
        answer = self.answers.pop(0) if self.answers else 200
        if answer == NEVER:
            await self.over.wait()
        if answer == HUGE:
            return await self._huge(request)
        if answer == MOVED:
            return web.Response(status=302, headers={"Location": "/inside"})
        return web.Response(status=answer if isinstance(answer, int) else 500, text="received")

    async def _huge(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not self.over.is_set():
            # Until the other side has had enough.
            await answer.write(b"x" * 100_000)
        return answer

    async def lead_in(self, _: web.Request) -> web.Response:
        """Where nobody should be led."""
        self.inside += 1
        return web.Response()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    served = Receiver()
    app = web.Application()
    app.router.add_post("/hook", served.take)
    app.router.add_route("*", "/inside", served.lead_in)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    served.origin = f"http://{host}:{port}"
    yield served
    served.over.set()
    await runner.cleanup()
