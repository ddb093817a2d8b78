"""The console alone on a house of one's own, and a browser-like client that works in it."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from backend.domain.cases import Role
from backend.house import House
from backend.services import drafts, reports
from backend.services.drafts import Draft, Upload
from backend.services.reports import Filed
from backend.services.staff import add_staff
from backend.web import console
from backend.web.base import HOUSE, add_safe_headers

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
PASSWORD = "four dull words suffice"
Client = TestClient[web.Request, web.Application]


def console_app(house: House) -> web.Application:
    """An application with nothing but the console."""
    app = web.Application()
    app[HOUSE] = house
    app.on_response_prepare.append(add_safe_headers)
    console.setup(app)
    return app


async def file_report(
    house: House, words: str, *photos: bytes, source: str = "chat", account_id: int | None = None
) -> Filed:
    """A report filed as a reporter's chat would."""
    draft = Draft(source=source)
    draft.add_text(words)
    uploads = [Upload(f"{number}.jpg", content) for number, content in enumerate(photos)]
    _, refused = await drafts.add_files(house.media, draft, uploads)
    assert not refused
    understood = drafts.understand(draft)
    async with house.work() as work:
        return await reports.submit_report(work, draft, understood, account_id=account_id)


class Desk:
    """One browser at the console."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = ""

    async def get(self, path: str, status: int = 200, **options: Any) -> str:
        """Open a page and keep it; fails on another status."""
        return await self._read(await self.client.get(f"/console{path}", **options), status)

    async def post(
        self, path: str, fields: Mapping[str, Any] | None = None, status: int = 200, **options: Any
    ) -> str:
        """Send a form with the token of the page that is open, and follow where it leads."""
        found = TOKEN.search(self.page)
        data = {"csrf": found[1] if found else "", **(fields or {})}
        answer = await self.client.post(f"/console{path}", data=data, **options)
        return await self._read(answer, status)

    async def sign_in(self, name: str, password: str, status: int = 200) -> str:
        """Sign in as a person does, from the form."""
        await self.get("/sign-in")
        return await self.post("/sign-in", {"name": name, "password": password}, status)

    async def _read(self, answer: ClientResponse, status: int) -> str:
        self.page = await answer.text()
        assert answer.status == status, f"{answer.url}: {answer.status}\n{self.page[:2000]}"
        return unescape(self.page)


async def new_desk(client: Client, house: House, name: str, body_id: str, *roles: Role) -> Desk:
    """A new member of staff, signed in with a password of their own."""
    once = await add_staff(house, name, body_id, roles, "system")
    desk = Desk(client)
    await desk.sign_in(name, once)
    await desk.post("/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    return desk
