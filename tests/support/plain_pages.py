"""The public pages as a browser without a script uses them: over HTTP, form by form."""

import io
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

if TYPE_CHECKING:
    from backend.house import House

Browser = TestClient[web.Request, web.Application]
HAZARD = "玉溪市红塔区大营街某化工厂的危险化学品仓库没有通风,危险化学品桶堆到门口。"


@pytest.fixture
async def plain_browser(
    sqlite_house: "House", aiohttp_client: AiohttpClient
) -> AsyncIterator[Browser]:
    """A browser without a script, before a whole process of ours."""
    from backend.services.bodies import ensure
    from bot.app import running

    async with sqlite_house.work() as work:
        await ensure(work, "intake")
    async with running(sqlite_house) as process:
        yield await aiohttp_client(process.app, cookie_jar=aiohttp.CookieJar(unsafe=True))


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def buttons(html: str) -> list[str]:
    """What the page's buttons press."""
    return [unescape(one) for one in re.findall(r'name="choice" value="([^"]+)"', html)]


async def get(client: Browser, path: str, status: int = 200) -> str:
    """A page, with its status asserted."""
    async with client.get(path) as answer:
        assert answer.status == status
        return await answer.text()


async def send(
    client: Browser,
    path: str,
    fields: dict[str, str],
    *,
    files: list[tuple[str, bytes]] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> str:
    """Post a form as a browser does, files included."""
    form = aiohttp.FormData(default_to_multipart=path == "/form")
    for name, value in fields.items():
        form.add_field(name, value)
    for name, content in files or []:
        form.add_field("photo", io.BytesIO(content), filename=name, content_type="image/png")
    async with client.post(path, data=form, headers=headers or {}) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def begin(
    client: Browser,
    words: str = HAZARD,
    place: str = "",
    files: list[tuple[str, bytes]] | None = None,
    status: int = 200,
) -> str:
    """Fill in and send the form's first page."""
    page = await get(client, "/form")
    fields = {"check": hidden(page, "check"), "once": hidden(page, "once"), "step": "begin"}
    return await send(
        client, "/form", {**fields, "text": words, "place": place}, files=files, status=status
    )


async def press(client: Browser, page: str, choice: str) -> str:
    """Press a button of an answer's page."""
    fields = {name: hidden(page, name) for name in ("check", "once", "after")}
    return await send(client, "/form", {**fields, "choice": choice})


async def to_card(client: Browser, page: str) -> str:
    """Answers questions with the first choice until the card is there."""
    for _ in range(4):
        if "report.submit" in buttons(page):
            return page
        page = await press(client, page, buttons(page)[0])
    pytest.fail("no card after four answers")


def receipt_in(page: str) -> str:
    """The digits of the receipt that a page shows."""
    digits = re.search(r'<p class="digits">(.*?)</p>', page, re.S)
    assert digits
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", digits[1]))


async def file_report(client: Browser) -> str:
    """File a report and return its receipt."""
    page = await to_card(client, await begin(client))
    return receipt_in(await press(client, page, "report.submit"))
