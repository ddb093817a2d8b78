"""What journeys through Telegram share: a server whose bot talks to the fake, bodies that work."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from PIL import Image

from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.server import Server, ServerFactory

if TYPE_CHECKING:
    from backend.house import House

HAZARD = "玉溪市红塔区大营街一家化工厂,夜里仓库里堆满了危险化学品桶,没有任何通风"
BODY = "530402.emergency"
"""Who answers for it."""


def photo(color: str) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def installation(make_server: ServerFactory, telegram: FakeTelegram) -> Iterator[Server]:
    """A server, not started yet, whose bot talks to the fake."""
    server = make_server(
        {"CHUISHAO_TELEGRAM__TOKEN": TOKEN, "CHUISHAO_TELEGRAM__API_BASE": telegram.api_base}
    )
    yield server
    # Shown with a test that failed.
    print(server.output)  # noqa: T201
    assert TOKEN not in server.output


class Bureau:
    """A body that works cases through the JSON API."""

    def __init__(self, server: Server, body: str = BODY) -> None:
        self._body = body
        self._url = f"{server.base_url}/api/v1/cases"
        self._cli = server.cli
        self._tokens: dict[str, str] = {}

    async def does(
        self, number: str, event: str, *, role: str = "officer", **fields: Any
    ) -> dict[str, Any]:
        """Let an event happen to a case as a token of ``role``; fails unless it was taken."""
        if event == "transfer":
            fields.setdefault("copy_checked", True)
        body = {"event": event, **fields}
        return await self._call("POST", f"/{number}/events", role, json=body)

    async def reads(self, number: str) -> dict[str, Any]:
        """One case."""
        return await self._call("GET", f"/{number}", "officer")

    async def cases(self) -> list[str]:
        """The numbers of all cases on the desk."""
        answer = await self._call("GET", "", "officer")
        return [case["case_number"] for case in answer["cases"]]

    async def _call(self, method: str, path: str, role: str, **options: Any) -> dict[str, Any]:
        if role not in self._tokens:
            made = await self._cli("token", "create", "--body", self._body, "--role", role)
            self._tokens[role] = made.strip()
        headers = {"Authorization": f"Bearer {self._tokens[role]}"}
        async with (
            aiohttp.ClientSession(headers=headers) as client,
            client.request(method, self._url + path, **options) as answer,
        ):
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found


@asynccontextmanager
async def beside(server: Server) -> "AsyncIterator[House]":
    """The house of a running server, opened beside it as the command line does."""
    from backend.house import open_house
    from config.settings import Settings

    opened = open_house(Settings(data=server.data))
    try:
        yield opened
    finally:
        await opened.close()
