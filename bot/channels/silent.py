"""An aiogram session that refuses all network: our own channels never call a Bot API."""

from collections.abc import AsyncGenerator
from typing import Any

from aiogram.client.session.base import BaseSession


class SilentSession(BaseSession):
    """Any call through it is a fault of a handler: handlers return a Reply."""

    async def make_request(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        raise NotImplementedError("handlers return a Reply")

    def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Refuse."""
        raise NotImplementedError("files come with the update")

    async def close(self) -> None:
        """Nothing to close."""
