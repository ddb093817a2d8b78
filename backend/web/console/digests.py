"""How often a body's groups, robots and mail get the digest of its desk."""

from aiohttp import web

from backend.domain.cases import Role
from backend.services import digests
from backend.web.base import HOUSE, allow
from backend.web.console.bodies import back
from backend.web.console.scope import check_scope
from backend.web.console.shell import acting
from backend.web.forms import read_form
from config.digest import CHANNELS

routes = web.RouteTableDef()


@routes.post("/bodies/{body}/digest")
@allow(Role.ADMINISTRATOR)
async def choose(request: web.Request) -> web.Response:
    """Set it for each of the body's channels."""
    body = request.match_info["body"]
    check_scope(request, body)
    form = await read_form(request)
    given = {channel: form.get(channel) for channel in CHANNELS}
    async with request.app[HOUSE].work() as work:
        await digests.choose(work, body, given, acting(request).id)
    raise back(body, "digest")
