"""What every page of the console keeps to: declared access, plain errors, safe headers."""

import re

import pytest
from aiohttp import web

from backend.domain.cases import Role
from backend.web import console
from backend.web.base import Access, declared
from tests.support.api import BODY
from tests.support.console_app import Office

READS_REPORTS = {Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL}
PUBLIC = {
    "/worker.js",
    "/static/{name:.+}",
    "/sign-in",
    "/language/{language}",
    "/single-sign-on",
    "/single-sign-on/back",
}


def _routes() -> list[web.RouteDef]:
    return [
        route for room in console.ROOMS for route in room.routes if isinstance(route, web.RouteDef)
    ]


def test_every_route_declares_who_may_call_it() -> None:
    assert len(_routes()) > 30
    assert [route.path for route in _routes() if not declared(route.handler)] == []
    public = {route.path for route in _routes() if Access.PUBLIC in declared(route.handler)}
    assert public == PUBLIC


def test_what_changes_something_is_never_a_get() -> None:
    reading = {route.path for route in _routes() if route.method == "GET"}
    words = re.compile(r"reset|disable|revoke|unbind|retry|events|whole|sign-out|code")
    assert [path for path in reading if words.search(path)] == []


@pytest.mark.parametrize(
    "path",
    ["/cases/x", "/nothing", "/static/..%2f..%2fauth.py", "/cases/YX-7K4Q-2MWD/events/accept"],
)
async def test_what_is_not_there_is_said_in_words(office: Office, path: str) -> None:
    desk = await office.desk("本局人员", BODY, Role.OFFICER)
    answer = await desk.client.get(f"/console{path}")
    assert answer.status in (404, 405)
    assert "出了点问题" in await answer.text()


async def test_pages_are_safe_by_their_headers(office: Office) -> None:
    desk = await office.desk("本局人员", BODY, Role.OFFICER)
    await desk.get("/cases")
    assert desk.last is not None
    headers = desk.last.headers
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script>|<style| style=| on[a-z]+=", desk.raw)
    asset = re.search(r'src="(/console/static/desk\.js\?[0-9a-f]+)"', desk.raw)
    assert asset is not None
    script = await desk.client.get(asset[1])
    assert (script.status, script.content_type) == (200, "text/javascript")
    assert "immutable" in script.headers["Cache-Control"]
