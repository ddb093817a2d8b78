"""A mail server of our own on loopback, which keeps what it is sent."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """What came in, and whether the server takes anything at all."""

    def __init__(self) -> None:
        self.came: list[Message] = []
        self.refusing = False
        self._more = asyncio.Condition()

    async def received(self, count: int, seconds: float = 30) -> list[Message]:
        """All that came, as soon as there are ``count``."""
        async with asyncio.timeout(seconds), self._more:
            await self._more.wait_for(lambda: len(self.came) >= count)
        return self.came

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        """Keep one mail, or refuse it for now as a full disk does."""
        if self.refusing:
            return "452 no room"
        self.came.append(message_from_bytes(envelope.original_content or b"", policy=default))
        async with self._more:
            self._more.notify_all()
        return "250 kept"


@pytest.fixture
async def post() -> AsyncIterator[tuple[Post, str]]:
    """The server's memory, and its address as a setting."""
    box = Post()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield box, f"smtp://127.0.0.1:{port}"
