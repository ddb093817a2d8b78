"""The web parts of a house, served over real HTTP inside the test's own event loop."""

import base64
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

if TYPE_CHECKING:
    from backend.house import House

HAZARD = "玉溪市红塔区大营街某化工厂仓库里堆满了危险化学品桶,没有任何通风"
"""A text whose industry and county are beyond doubt."""
BODY = "530402.emergency"
"""The body that answers for it."""
OTHER_BODY = "530402.market_regulation"


@dataclass(slots=True)
class Api:
    """A client of the JSON API with the tokens of one body."""

    http: "TestClient[web.Request, web.Application]"
    house: "House"
    officer: str
    reviewer: str

    async def get(self, path: str, token: str | None = None, **options: Any) -> tuple[int, Any]:
        """Status and JSON of a GET as the officer, or as ``token``."""
        async with self.http.get(
            f"/api/v1{path}", headers=self._headers(token, {}), **options
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def post(
        self, path: str, body: object, token: str | None = None, key: str | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of a POST; ``body`` bytes are sent as they are."""
        headers = {"Idempotency-Key": key} if key is not None else {}
        raw = io.BytesIO(body) if isinstance(body, bytes) else None
        data: Mapping[str, Any] = {"json": body} if raw is None else {"data": raw}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        async with self.http.post(
            f"/api/v1{path}", headers=self._headers(token, headers), **data
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def file(self, text: str = HAZARD, **more: Any) -> dict[str, Any]:
        """A filed report; fails unless it was taken."""
        status, answer = await self.post("/reports", {"text": text, **more})
        assert status == 201, answer
        found: dict[str, Any] = answer
        return found

    async def event(
        self, number: str, name: str, token: str | None = None, **fields: Any
    ) -> dict[str, Any]:
        """The case after an event; fails unless it happened. What leaves was looked through."""
        from backend.domain.outgoing import LEAVING

        if name in LEAVING:
            fields.setdefault("copy_checked", True)
        path = f"/cases/{number}/events"
        status, answer = await self.post(path, {"event": name, **fields}, token)
        assert status == 200, answer
        found: dict[str, Any] = answer
        return found

    def _headers(self, token: str | None, more: dict[str, str]) -> dict[str, str]:
        use = self.officer if token is None else token
        return {"Authorization": f"Bearer {use}", **more} if use else more


def picture(width: int = 64, height: int = 48) -> bytes:
    """A small JPEG as a phone makes it, with EXIF that tells a place."""
    from PIL import Image

    image = Image.new("RGB", (width, height), (180, 60, 20))
    exif = image.getexif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def base64_picture() -> str:
    """The same as the API takes it."""
    return base64.b64encode(picture()).decode()


async def make_token(house: "House", body: str, role: str = "officer") -> str:
    """A fresh token of a body, which connects it."""
    from backend.domain.cases import Role
    from backend.services.access import create_token

    async with house.work() as work:
        return await create_token(work, body, Role(role), "test", "test")


async def _serve(house: "House") -> AsyncIterator[Api]:
    from backend.web import public
    from backend.web.api import setup
    from backend.web.base import HOUSE, add_safe_headers

    app = web.Application()
    app[HOUSE] = house
    app.on_response_prepare.append(add_safe_headers)
    setup(app)
    public.setup(app)
    officer = await make_token(house, BODY)
    reviewer = await make_token(house, BODY, "reviewer")
    async with TestClient(TestServer(app)) as http:
        yield Api(http, house, officer, reviewer)


@pytest.fixture
async def api(house: "House") -> AsyncIterator[Api]:
    """The API of a house with one connected body, on each kind of database in turn."""
    async for served in _serve(house):
        yield served


@pytest.fixture
async def sqlite_api(sqlite_house: "House") -> AsyncIterator[Api]:
    """The same on SQLite alone, for what has nothing to do with the database."""
    async for served in _serve(sqlite_house):
        yield served
