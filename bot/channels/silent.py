"""An aiogram session that refuses all network: our own channels never call a Bot API."""

from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod

T = TypeVar("T")


class SilentSession(BaseSession):
    """Any call through it is a fault of a handler: handlers return a Reply."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[T], timeout: int | None = None
    ) -> T:
        """Refuse."""
        raise NotImplementedError(f"{type(method).__name__}: handlers return a Reply")

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Refuse."""
        raise NotImplementedError("files come with the update")
        yield b""

    async def close(self) -> None:
        """Nothing to close."""
