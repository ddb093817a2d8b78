"""A client of the web chat as strangers script it: over real HTTP, against any server of ours."""

import asyncio
import hashlib
import io
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from backend.house import House
    from bot.app import Running

HAZARD = "大营街化工厂仓库里堆满了危险化学品桶,没有任何通风,味道很大"
TOWN = "红塔区大营街"
"""A text and a town that leave no question open."""
MOST_QUESTIONS = 8
NOTICE_SECONDS = 60
"""A deadline for a loaded machine, not an expectation: a notice takes a moment."""


@dataclass(frozen=True, slots=True)
class Said:
    """One reply of the bot."""

    id: int
    text: str
    choices: tuple[str, ...]
    receipt: str | None
    case_number: str | None


@dataclass(frozen=True, slots=True)
class Filing:
    """What a reporter holds after submitting."""

    receipt: str
    case_number: str
    text: str


class Chat:
    """One conversation."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str, token: str) -> None:
        self.http = http
        self.base_url = base_url
        self.token = token

    async def post(
        self,
        body: object = None,
        *,
        key: str | None = None,
        more_headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[int, Any]:
        """Status and JSON of one POST; ``body`` goes as JSON, bytes as they are."""
        headers = {"Authorization": f"Bearer {self.token}", **(more_headers or {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            options["data"] = io.BytesIO(raw)
        url = f"{self.base_url}/chat/api/messages"
        async with self.http.post(url, headers=headers, **options) as answer:
            return answer.status, await answer.json()

    async def say(self, text: str, key: str | None = None) -> list[Said]:
        """The replies to words."""
        return _taken(await self.post({"text": text}, key=key))

    async def look_up(self, receipt: str) -> list[Said]:
        """The replies to a receipt, with a proof of work where one is wanted."""
        status, body = await self.post({"text": receipt})
        if "challenge" in body:
            proof = prove(**body["challenge"])
            status, body = await self.post({"text": receipt, "proof": proof})
        return _taken((status, body))

    async def press(self, choice: str, key: str | None = None) -> list[Said]:
        """The replies to a button."""
        return _taken(await self.post({"choice": choice}, key=key))

    async def point(self, latitude: float, longitude: float) -> list[Said]:
        """The replies to a location."""
        place = {"latitude": latitude, "longitude": longitude}
        return _taken(await self.post({"location": place}))

    async def send(
        self, *photos: bytes, text: str | None = None, name: str = "photo.jpg"
    ) -> list[Said]:
        """The replies to photos or other files, with a caption if given."""
        form = aiohttp.FormData()
        for photo in photos:
            form.add_field("photo", photo, filename=name, content_type="application/octet-stream")
        if text is not None:
            form.add_field("text", text)
        return _taken(await self.post(data=form))

    async def since(self, after: int = 0) -> list[Said]:
        """What came after the reply numbered ``after``."""
        url = f"{self.base_url}/chat/api/messages"
        async with self.http.get(
            url, params={"after": str(after)}, headers={"Authorization": f"Bearer {self.token}"}
        ) as answer:
            return _taken((answer.status, await answer.json()))

    @asynccontextmanager
    async def events(self, after: int = 0) -> AsyncIterator[AsyncIterator[Said]]:
        """The stream of replies numbered above ``after``."""
        headers = {"Authorization": f"Bearer {self.token}", "Last-Event-ID": str(after)}
        async with self.http.get(f"{self.base_url}/chat/api/events", headers=headers) as answer:
            assert answer.status == 200
            yield _read_stream(answer)

    async def hears(self, *words: str, after: int) -> Said:
        """The first reply numbered above ``after`` that holds all ``words``, awaited."""
        async with asyncio.timeout(NOTICE_SECONDS), self.events(after) as stream:
            async for said in stream:
                if all(word in said.text for word in words):
                    return said
        pytest.fail(f"the stream ended without {words}", pytrace=False)

    async def card(self, text: str = HAZARD, town: str = TOWN) -> list[Said]:
        """Words, then an answer to each question, until the card offers to submit."""
        said = await self.say(text)
        for _ in range(MOST_QUESTIONS):
            offered = said[-1].choices
            if "report.submit" in offered:
                return said
            if "report.place_unknown" in offered and not any(
                one.startswith("report.place:") for one in offered
            ):
                said = await self.say(town)
            else:
                said = await self.press(offered[0])
        pytest.fail(f"no card after {MOST_QUESTIONS} answers: {said[-1].text}", pytrace=False)

    async def file(self, text: str = HAZARD, town: str = TOWN) -> Filing:
        """File a report as a script does; what its reporter holds then."""
        await self.card(text, town)
        return filing_of(await self.press("report.submit"))


def prove(nonce: str, bits: int) -> str:
    """The first counter whose hash with the nonce begins with that many zero bits."""
    limit = 1 << (256 - bits)
    for counter in itertools.count():
        digest = hashlib.sha256(f"{nonce}:{counter}".encode()).hexdigest()
        if int(digest, 16) < limit:
            return str(counter)
    raise AssertionError


def filing_of(said: list[Said]) -> Filing:
    """The receipt and case number in replies; fails where there is none."""
    for one in said:
        if one.receipt and one.case_number:
            return Filing(one.receipt, one.case_number, one.text)
    pytest.fail(f"no receipt in {[one.text for one in said]}", pytrace=False)


async def open_chat(http: aiohttp.ClientSession, base_url: str, locale: str | None = None) -> Chat:
    """A new conversation."""
    wish = {"locale": locale} if locale else {}
    async with http.post(f"{base_url}/chat/api/session", json=wish) as answer:
        assert answer.status == 201
        return Chat(http, base_url, (await answer.json())["token"])


def _taken(answer: tuple[int, Any]) -> list[Said]:
    status, body = answer
    assert status == 200, body
    return [said_of(one) for one in body["replies"]]


def said_of(raw: dict[str, Any]) -> Said:
    """A reply out of its JSON."""
    # A card's own choices name its case; scripts may leave that out where only one is meant.
    own = f":{raw['case_number']}"
    choices = tuple(str(one["id"]).removesuffix(own) for one in raw["choices"])
    return Said(raw["id"], raw["text"], choices, raw["receipt"], raw["case_number"])


async def _read_stream(answer: aiohttp.ClientResponse) -> AsyncIterator[Said]:
    async for line in answer.content:
        if line.startswith(b"data: "):
            yield said_of(json.loads(line[6:]))


@dataclass(slots=True)
class Hall:
    """The whole of a server inside the test's own event loop, over real HTTP."""

    http: aiohttp.ClientSession
    base_url: str
    house: "House"
    parts: "Running"

    async def chat(self, locale: str | None = None) -> Chat:
        """A new conversation."""
        return await open_chat(self.http, self.base_url, locale)

    async def words(self, number: str) -> str:
        """The reporter's words, as the desk that holds the case reads them."""
        from backend.db.models import Case
        from backend.services.cases import Actor
        from backend.services.views import case_view

        async with self.house.view() as view:
            case = await view.session.get_one(Case, number)
            desk = Actor("test", case.holder_id, frozenset())
            return (await case_view(view, number, desk)).words


@asynccontextmanager
async def open_hall(house: "House") -> AsyncIterator[Hall]:
    """A house in full service: chat, pages, API, outbox."""
    # Imported where it is used: the chat library costs seconds.
    from bot.app import running

    async with running(house) as parts, TestServer(parts.app) as server:
        base_url = str(server.make_url("")).rstrip("/")
        async with aiohttp.ClientSession() as http:
            yield Hall(http, base_url, house, parts)


@pytest.fixture
async def hall(house: "House") -> AsyncIterator[Hall]:
    """A server inside the test, on each kind of database in turn."""
    async with open_hall(house) as opened:
        yield opened


@pytest.fixture
async def sqlite_hall(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    """The same on SQLite alone, for what no database has a part in."""
    from backend.house import open_house
    from config.settings import DatabaseSettings, Settings

    settings = Settings(data=tmp_path / "data", database=DatabaseSettings(url=sqlite_url))
    opened = open_house(settings)
    async with open_hall(opened) as served:
        yield served
    await opened.close()
