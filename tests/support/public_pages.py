"""The public pages alone, served over real HTTP without the chat."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

if TYPE_CHECKING:
    from backend.house import House

Public = TestClient[web.Request, web.Application]


@pytest.fixture
async def public_pages(sqlite_house: "House") -> AsyncIterator[Public]:
    """A client of the public pages on SQLite."""
    from backend.web import public
    from backend.web.base import HOUSE, add_safe_headers

    app = web.Application()
    app[HOUSE] = sqlite_house
    app.on_response_prepare.append(add_safe_headers)
    public.setup(app)
    async with TestClient(TestServer(app)) as client:
        yield client
