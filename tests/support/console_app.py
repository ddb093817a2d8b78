"""The console on a house of one's own, and desks: browser-like clients that work in it."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

if TYPE_CHECKING:
    from backend.domain.cases import Role
    from backend.house import House
    from backend.services.reports import Filed

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="([^"]+)"')
SECRET = re.compile(r'id="secret">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<code>(\w+-\w+)</code>")
WORDS = re.compile(r'<textarea[^>]* name="redacted"[^>]*>([^<]*)</textarea>')
SHORT = re.compile(r'<input[^>]* name="(place|enterprise)"[^>]* value="([^"]*)"')
PHOTO = re.compile(r'name="(boxes_[^"]+)"')
PASSWORD = "four dull words suffice"


@cache
def _hashed() -> str:
    """The hash of PASSWORD, made weak so that a hundred sign-ins cost a test run nothing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(slots=True)
class Desk:
    """One browser at the console."""

    client: "TestClient[web.Request, web.Application]"
    page: str = ""
    """The page that is open, its entities resolved."""
    raw: str = ""
    last: ClientResponse | None = None
    recovery: dict[str, list[str]] = field(default_factory=dict)
    """The recovery codes that people of this office were shown, by name."""

    async def get(self, path: str, status: int = 200, **options: Any) -> str:
        """Open a page and keep it; fails on another status."""
        return await self._read(await self.client.get(f"/console{path}", **options), status)

    async def post(
        self, path: str, fields: Mapping[str, Any] | None = None, status: int = 200, **options: Any
    ) -> str:
        """Send a form with the token of the page that is open, and follow where it leads."""
        data = FormData([("csrf", self.csrf)])
        for name, value in (fields or {}).items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, bytes):
                    data.add_field(name, each, filename="photo.jpg", content_type="image/jpeg")
                else:
                    data.add_field(name, each)
        answer = await self.client.post(f"/console{path}", data=data, **options)
        return await self._read(answer, status)

    async def step(self, number: str, event: str, status: int = 200, **fields: Any) -> str:
        """Take a next step from the case page, as its form would.

        Where the page asks for it, what travels is looked through first, and found good.
        """
        form = (await self.get(f"/cases/{number}")).partition(f'id="step-{event}"')[2]
        if f"/cases/{number}/copy" in form.partition("</form>")[0]:
            await self.confirm_copy(number)
            await self.get(f"/cases/{number}")
        version = VERSION.search(self.raw)
        fields.setdefault("version", version[1] if version else "")
        return await self.post(f"/cases/{number}/events/{event}", fields, status)

    async def confirm_copy(self, number: str) -> str:
        """Confirm what travels as the page shows it."""
        await self.get(f"/cases/{number}/copy")
        words = WORDS.search(self.raw)
        fields = dict.fromkeys(PHOTO.findall(self.raw), "")
        fields |= {name: unescape(value) for name, value in SHORT.findall(self.raw)}
        return await self.post(
            f"/cases/{number}/copy", {**fields, "redacted": unescape(words[1]) if words else ""}
        )

    @property
    def csrf(self) -> str:
        """The token of the page that is open."""
        found = TOKEN.search(self.raw)
        return found[1] if found else ""

    async def sign_in(self, name: str, password: str, status: int = 200) -> str:
        """Sign in as a person does, from the form; the second factor too where it is asked for."""
        await self.get("/sign-in")
        await self.post("/sign-in", {"name": name, "password": password}, status)
        if self.last is not None and self.last.url.path == "/console/second-factor":
            await self.show_second_factor(name)
        return self.page

    async def show_second_factor(self, name: str) -> str:
        """Set up the second factor, or spend one of the recovery codes that this showed."""
        import pyotp

        offered = SECRET.search(self.raw)
        if offered is None:
            return await self.post("/second-factor", {"code": self.recovery[name].pop()})
        code = pyotp.TOTP(offered[1].replace(" ", "")).now()
        await self.post("/second-factor", {"code": code})
        self.recovery[name] = RECOVERY.findall(self.raw)
        return await self.get("/")

    async def _read(self, answer: ClientResponse, status: int) -> str:
        self.last = answer
        self.raw = await answer.text(errors="replace")
        self.page = unescape(self.raw)
        assert answer.status == status, f"{answer.url}: {answer.status}\n{self.page[:3000]}"
        return self.page


@dataclass(slots=True)
class Office:
    """A house with its console served, and the people in it."""

    house: "House"
    server: TestServer
    stack: AsyncExitStack
    recovery: dict[str, list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the console is."""
        return str(self.server.make_url("/console"))

    async def browser(self) -> Desk:
        """A browser in which nobody has signed in."""
        client = await self.stack.enter_async_context(TestClient(self.server))
        return Desk(client, recovery=self.recovery)

    async def person(self, name: str, body: str, *roles: "Role") -> str:
        """A member of staff whose password is settled; returns it."""
        from backend.db.models import Staff
        from backend.services import bodies
        from backend.services.cases import connect_body

        async with self.house.work() as work:
            await bodies.ensure(work, body)
            person = Staff(name=name, body_id=body, roles=list(roles), password_hash=_hashed())
            work.session.add(person)
            await connect_body(work, body, "test")
        return PASSWORD

    async def desk(self, name: str, body: str, *roles: "Role") -> Desk:
        """Somebody of ``body`` with these roles, signed in as after the second factor."""
        await self.person(name, body, *roles)
        return await self.signed_in(name)

    async def signed_in(self, name: str) -> Desk:
        """Another browser of somebody who is here already."""
        desk = await self.browser()
        cookie = SimpleCookie({"chuishao_console": await self.session(name)})
        cookie["chuishao_console"]["path"] = "/console"
        desk.client.session.cookie_jar.update_cookies(cookie, self.server.make_url("/console"))
        await desk.get("/")
        return desk

    async def session(self, name: str) -> str:
        """The token of a session in which somebody has shown the second factor."""
        from sqlalchemy import select

        from backend.db.models import Staff
        from backend.services import second_factor, staff

        async with self.house.work() as work:
            person = await work.session.scalars(select(Staff.id).where(Staff.name == name))
            token = await staff.open_session(work, person.one())
            await second_factor.mark(work, token)
        return token

    async def file(
        self, words: str, *photos: bytes, at: tuple[float, float] | None = None
    ) -> "Filed":
        """A report filed as a reporter's chat would, sent from ``at`` in degrees."""
        from backend.services import drafts, reports
        from backend.services.drafts import Draft, Upload

        draft = Draft()
        draft.add_text(words)
        draft.latitude, draft.longitude = at or (None, None)
        uploads = [Upload(f"{number}.jpg", content) for number, content in enumerate(photos)]
        _, refused = await drafts.add_files(self.house.media, draft, uploads)
        assert not refused
        understood = drafts.understand(draft)
        async with self.house.work() as work:
            return await reports.submit_report(work, draft, understood)


def console_app(house: "House") -> web.Application:
    """An application with nothing but the console."""
    from backend.web import console
    from backend.web.base import HOUSE, add_safe_headers

    app = web.Application()
    app[HOUSE] = house
    app.on_response_prepare.append(add_safe_headers)
    console.setup(app)
    return app


@pytest.fixture
async def office(sqlite_house: "House") -> AsyncIterator[Office]:
    """The console over real HTTP on SQLite."""
    # Steps go at once: the seconds to take one back have a test of their own.
    sqlite_house.settings.undo_seconds = 0
    async with AsyncExitStack() as stack:
        server = TestServer(console_app(sqlite_house))
        await stack.enter_async_context(server)
        yield Office(sqlite_house, server, stack)
