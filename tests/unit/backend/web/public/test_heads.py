"""The public list of signed heads: to keep and to check with, and silent about everything else."""

import datetime as dt

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.services import audit_heads
from backend.web import public
from backend.web.base import HOUSE
from tests.support.api import BODY
from tests.support.filing import Filing


async def test_everybody_may_keep_the_heads(sqlite_filing: Filing) -> None:
    house = sqlite_filing.house
    house.clock = lambda: dt.datetime(2026, 11, 26, 4, tzinfo=dt.UTC)
    made = await audit_heads.sign_day(house)
    assert made is not None
    app = web.Application()
    app[HOUSE] = house
    public.setup(app)
    async with TestClient(TestServer(app)) as http, http.get("/audit/heads") as answer:
        assert answer.status == 200
        body = await answer.text()
    assert audit_heads.parse_head(body) == made
    assert BODY not in body
