"""The machine that watches learns whether we live and can work."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.db.session import Database
from backend.house import House
from backend.web import public
from backend.web.base import HOUSE

NOWHERE = ("sqlite+aiosqlite:////dev/null/none.db", "postgresql+asyncpg://x@127.0.0.1:1/none")


async def _ask(house: House, path: str) -> tuple[int, object]:
    app = web.Application()
    app[HOUSE] = house
    public.setup(app)
    async with TestClient(TestServer(app)) as http, http.get(path) as answer:
        return answer.status, await answer.json()


async def test_alive_and_ready(house: House) -> None:
    assert await _ask(house, "/healthz") == (200, {"status": "ok"})
    assert await _ask(house, "/readyz") == (200, {"status": "ok"})


async def test_without_a_database_it_lives_but_is_not_ready(house: House) -> None:
    await house.database.close()
    for url in NOWHERE:
        house.database = Database(url)
        assert await _ask(house, "/readyz") == (503, {"status": "unavailable"})
        assert await _ask(house, "/healthz") == (200, {"status": "ok"})
        await house.database.close()
