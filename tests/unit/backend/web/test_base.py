"""Nobody passes the guard but whom a handler's declaration names."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.domain.cases import Role
from backend.web.base import SAFE_HEADERS, Access, add_safe_headers, allow, declared, enforce


@allow(Access.PUBLIC)
async def _public(_: web.Request) -> web.Response:
    return web.Response(text="public")


@allow(Role.OFFICER)
async def _officers(_: web.Request) -> web.Response:
    return web.Response(text="officers")


async def _undeclared(_: web.Request) -> web.Response:
    return web.Response(text="undeclared")


async def _statuses() -> dict[str, int]:
    asked: list[frozenset[Role | Access]] = []

    async def door(request: web.Request, who: frozenset[Role | Access]) -> None:
        asked.append(who)
        if "Authorization" not in request.headers:
            raise web.HTTPUnauthorized

    app = web.Application(middlewares=[enforce(door)])
    app.on_response_prepare.append(add_safe_headers)
    for handler in (_public, _officers, _undeclared):
        app.router.add_get(f"/{handler.__name__}", handler)
    found = {}
    async with TestClient(TestServer(app)) as http:
        for path in ("_public", "_officers", "_undeclared", "nowhere"):
            async with http.get(f"/{path}") as answer:
                found[path] = answer.status
                missing = {n for n, v in SAFE_HEADERS.items() if answer.headers.get(n) != v}
                assert not missing
        async with http.get("/_officers", headers={"Authorization": "x"}) as answer:
            found["known"] = answer.status
        async with http.post("/_public") as answer:
            found["method"] = answer.status
    assert asked == [frozenset({Role.OFFICER})] * 2
    return found


async def test_the_declaration_decides() -> None:
    assert await _statuses() == {
        "_public": 200,
        "_officers": 401,
        "_undeclared": 403,
        "nowhere": 404,
        "known": 200,
        "method": 405,
    }


def test_a_declaration_can_be_read() -> None:
    assert declared(_officers) == {Role.OFFICER}
    assert declared(_undeclared) == frozenset()
