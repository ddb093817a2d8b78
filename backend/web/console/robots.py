"""The robots of a body's groups at 企业微信, 钉钉 and 飞书: set, tried, taken away."""

import asyncio

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.house import House
from backend.services import robots
from backend.web.base import HOUSE, allow
from backend.web.console import bodies
from backend.web.console.scope import check_scope
from backend.web.console.shell import acting
from backend.web.forms import read_form

routes = web.RouteTableDef()
LOOKS, SECONDS = 24, 0.25
"""How often, and how long apart, is looked whether a test card went out."""


@routes.post("/bodies/{body}/robots")
@allow(Role.ADMINISTRATOR)
async def add(request: web.Request) -> web.Response:
    """Set another robot; what was wrong is said on the page, where all but secrets stays."""
    body = request.match_info["body"]
    check_scope(request, body)
    form = await read_form(request)
    given = {name: form.get(name) for name in ("kind", "name", "address", "secret")}
    try:
        async with request.app[HOUSE].work() as work:
            await robots.add(work, body, **given, actor=acting(request).id)
    except DomainError as error:
        kept = {"kind": given["kind"], "name": given["name"]}
        return await bodies.bodies_page(request, robot_of=body, error=error, kept=kept)
    raise bodies.back(body, "robots")


@routes.post("/bodies/{body}/robots/{robot}/remove")
@allow(Role.ADMINISTRATOR)
async def remove(request: web.Request) -> web.Response:
    """Take a robot away."""
    body = request.match_info["body"]
    check_scope(request, body)
    async with request.app[HOUSE].work() as work:
        await robots.remove(work, body, request.match_info["robot"], acting(request).id)
    raise bodies.back(body, "robots")


@routes.post("/bodies/{body}/robots/{robot}/test")
@allow(Role.ADMINISTRATOR)
async def test(request: web.Request) -> web.Response:
    """Send a card that only says that it came, and wait a moment for how that went."""
    body, robot = request.match_info["body"], request.match_info["robot"]
    check_scope(request, body)
    house = request.app[HOUSE]
    async with house.work() as work:
        await robots.test(work, body, robot)
    await _went(house, body, robot)
    raise bodies.back(body, "robots")


async def _went(house: House, body: str, robot: str) -> None:
    for _ in range(LOOKS):
        async with house.view() as view:
            if (await robots.of_body(view, body, robot)).result is not None:
                return
        await asyncio.sleep(SECONDS)
