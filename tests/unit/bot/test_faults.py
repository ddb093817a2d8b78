"""The last net: whatever fails, the client gets a plain answer and the log no words."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientError, web
from aiohttp.test_utils import TestClient

from backend.house import open_house
from backend.web.base import HOUSE
from bot.faults import last_net
from config.settings import Settings

SECRET = "张三的举报13900001111"
Clients = Callable[[web.Application], Awaitable[TestClient]]


async def fail(_: web.Request) -> web.Response:
    raise LookupError(SECRET)


async def fail_midway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"begun")
    raise LookupError(SECRET)


async def large(_: web.Request) -> web.Response:
    raise web.HTTPRequestEntityTooLarge(10, 20)


async def own_words(_: web.Request) -> web.Response:
    raise web.HTTPUnauthorized(text='{"error": "no_session"}', content_type="application/json")


@pytest.fixture
async def client(aiohttp_client: Clients, tmp_path: Path) -> AsyncIterator[TestClient]:
    house = open_house(Settings(data=tmp_path / "data"))
    app = web.Application(middlewares=[last_net])
    app[HOUSE] = house
    for folder in ("", "/chat/api"):
        app.router.add_get(f"{folder}/fail", fail)
        app.router.add_get(f"{folder}/large", large)
    app.router.add_get("/midway", fail_midway)
    app.router.add_get("/chat/api/own", own_words)
    yield await aiohttp_client(app)
    await house.close()


async def test_a_page_that_fails_is_a_page(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/fail")
    text = await answer.text()
    assert (answer.status, answer.content_type) == (500, "text/html")
    assert "<h1>" in text
    assert SECRET not in text
    assert "LookupError" not in text
    assert "LookupError at" in caplog.text
    assert SECRET not in caplog.text


async def test_the_chats_script_gets_json(client: TestClient) -> None:
    answer = await client.get("/chat/api/fail", headers={"Accept-Language": "en"})
    found = await answer.json()
    assert answer.status == 500
    assert found["error"] == "fault"
    assert found["text"].startswith("Something failed")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("none", 404, "not_found"), ("large", 413, "too_large")],
)
async def test_mistakes_are_told_in_words(
    client: TestClient, path: str, status: int, said: str
) -> None:
    page, script = await client.get(f"/{path}"), await client.get(f"/chat/api/{path}")
    assert (page.status, page.content_type) == (status, "text/html")
    assert (script.status, (await script.json())["error"]) == (status, said)


async def test_a_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    answer = await client.post("/fail")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


async def test_an_answer_in_its_own_words_keeps_them(client: TestClient) -> None:
    answer = await client.get("/chat/api/own")
    assert (answer.status, await answer.json()) == (401, {"error": "no_session"})


async def test_a_begun_answer_is_broken_off(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/midway")
    with pytest.raises(ClientError):
        await answer.read()
    assert "bot.faults" not in {record.name for record in caplog.records}
