"""The Telegram channel alone, between the fake Bot API and a list of what it received."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from tests.support.fake_telegram import TOKEN, FakeTelegram

if TYPE_CHECKING:
    from backend.house import House
    from bot.channels.base import Channel, Incoming
    from bot.channels.telegram import TelegramChannel


class Desk:
    """Where the channel's updates arrive in tests; ``act`` may raise, ``then`` answer."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.act: Callable[[Incoming], None] = lambda _: None
        self.then: Callable[[Incoming], Awaitable[None]] | None = None
        self._more = asyncio.Condition()

    async def feed(self, _: "Channel", incoming: "Incoming") -> None:
        """Take one update."""
        self.act(incoming)
        if self.then is not None:
            await self.then(incoming)
        async with self._more:
            self.got.append(incoming)
            self._more.notify_all()

    async def received(self, count: int, seconds: float = 20.0) -> "list[Incoming]":
        """All that came, as soon as there are ``count``."""
        async with asyncio.timeout(seconds), self._more:
            await self._more.wait_for(lambda: len(self.got) >= count)
        return self.got


@pytest.fixture
def desk() -> Desk:
    """Where the updates of ``channel`` arrive."""
    return Desk()


@pytest.fixture
async def channel_house(
    telegram: FakeTelegram, sqlite_url: str, tmp_path: Path
) -> "AsyncIterator[House]":
    """An installation whose bot talks to the fake."""
    from backend.house import open_house
    from config.settings import DatabaseSettings, Settings, TelegramSettings

    settings = Settings(
        data=tmp_path / "data",
        database=DatabaseSettings(url=sqlite_url),
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_base=telegram.api_base),
    )
    opened = open_house(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def channel(channel_house: "House", desk: Desk) -> "AsyncIterator[TelegramChannel]":
    """The channel, not polling yet."""
    from bot.channels.telegram import TelegramChannel

    made = TelegramChannel(channel_house, desk.feed)
    yield made
    await made.close()


@pytest.fixture
async def polling(channel: "TelegramChannel") -> "AsyncIterator[TelegramChannel]":
    """The channel taking updates."""
    task = asyncio.create_task(channel.run())
    yield channel
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
