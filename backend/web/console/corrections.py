"""What staff put right on the case page: industry and place of a report."""

from aiohttp import web

from backend.domain.cases import Role
from backend.services import desks
from backend.services.corrections import correct_industry, correct_place
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting
from backend.web.forms import read_form

routes = web.RouteTableDef()


@routes.post("/cases/{number}/industry")
@allow(Role.OFFICER, Role.INTAKE)
async def industry(request: web.Request) -> web.Response:
    """Give the case another industry."""
    number, form = request.match_info["number"], await read_form(request)
    async with request.app[HOUSE].work() as work:
        await correct_industry(work, number, form.get("industry"), acting(request))
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}#why")


@routes.post("/cases/{number}/place")
@allow(Role.OFFICER, Role.INTAKE)
async def place(request: web.Request) -> web.Response:
    """Put the case into another town or county; who may see none there goes back to the queue."""
    number, form, me = request.match_info["number"], await read_form(request), acting(request)
    async with request.app[HOUSE].work() as work:
        case = await correct_place(work, number, form.get("place"), me)
        stays = await desks.may_see(work, case, me)
    raise web.HTTPSeeOther(f"{PATH}/cases/{case.number}#why" if stays else f"{PATH}/cases")
