"""Posters from the console: a code for a workplace, its poster as a file, a code taken back."""

import asyncio

from aiohttp import web

from backend.domain.errors import Invalid, NotFound
from backend.services import posters, workplaces
from backend.web import poster_paper
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.register import POSTING
from backend.web.console.shell import acting
from backend.web.forms import read_form
from backend.web.paper import PaperMissing

routes = web.RouteTableDef()
_KINDS = {
    "A4.pdf": (poster_paper.pdf, "A4", "application/pdf"),
    "A3.pdf": (poster_paper.pdf, "A3", "application/pdf"),
    "A4.png": (poster_paper.png, "A4", "image/png"),
}


@routes.post("/register/{id}/poster")
@allow(*POSTING)
async def issue(request: web.Request) -> web.Response:
    """A code for the workplace; a new one in place of the old with ``anew``."""
    workplace_id, form = request.match_info["id"], await read_form(request, files=False)
    async with request.app[HOUSE].work() as work:
        await posters.issue(work, workplace_id, acting(request), anew=bool(form.get("anew")))
    raise web.HTTPSeeOther(f"{PATH}/register/{workplace_id}#poster")


@routes.post("/register/{id}/poster/revoke")
@allow(*POSTING)
async def revoke(request: web.Request) -> web.Response:
    """Take a code back: a poster that hangs leads nowhere from now on."""
    form = await read_form(request, files=False)
    async with request.app[HOUSE].work() as work:
        await posters.revoke(work, form.get("code"), acting(request))
    raise web.HTTPSeeOther(f"{PATH}/register/{request.match_info['id']}#poster")


@routes.get("/register/{id}/poster/{number}")
@allow(*POSTING)
async def paper(request: web.Request) -> web.Response:
    """The poster as a file; a moment's work, done beside the others' requests."""
    house, name = request.app[HOUSE], request.match_info["number"]
    if name not in _KINDS:
        raise NotFound("poster_not_found")
    draw, size, content_type = _KINDS[name]
    async with house.view() as view:
        row = await workplaces.get(view, request.match_info["id"])
        current = await posters.codes(view, row.id)
    if not current:
        raise NotFound("poster_not_found")
    made = poster_paper.poster_for(
        house.settings,
        house.public_url,
        row.name,
        workplaces.name_in_charge(row),
        current[0].code,
    )
    try:
        content = await asyncio.to_thread(draw, made, size)
    except PaperMissing:
        raise Invalid("poster_libraries") from None
    named = {"Content-Disposition": f'attachment; filename="poster-{made.code}-{name}"'}
    return web.Response(body=content, content_type=content_type, headers=named)
