"""The files of a case: photos in their clean copy, all else only as a download."""

from aiohttp import web

from backend.domain.receipts import parse_case_number
from backend.services import original_photos, views
from backend.web.base import HOUSE, allow
from backend.web.console.shell import CASE_READERS, acting
from backend.web.forms import read_form

routes = web.RouteTableDef()


@routes.get("/cases/{number}/files/{id}")
@allow(*CASE_READERS)
async def show(request: web.Request) -> web.Response:
    """One file of a case; what isn't a photo is never shown inside the page."""
    house, number = request.app[HOUSE], request.match_info["number"]
    async with house.view() as view:
        found = await views.open_file(view, number, request.match_info["id"], acting(request))
    if found is None:
        raise web.HTTPNotFound
    stored, key = found
    try:
        content = await house.media.read_shown(stored, key)
    except FileNotFoundError:
        raise web.HTTPNotFound from None
    if stored.kind == "photo":
        return web.Response(body=content, content_type="image/jpeg")
    # Named by us: the name that the file came with may tell who sent it.
    name = f"{parse_case_number(number)}-{stored.id[:6]}.{stored.ending}"
    return web.Response(
        body=content,
        content_type=stored.mime,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@routes.post("/cases/{number}/original")
@allow(*CASE_READERS)
async def original(request: web.Request) -> web.Response:
    """A photo untouched, as a file to keep with the papers: for a reason, on record."""
    house, number, form = request.app[HOUSE], request.match_info["number"], await read_form(request)
    async with house.work() as work:
        found = await original_photos.open_original(
            work, number, form.get("file"), form.get("original_reason"), acting(request)
        )
    stored, key = found
    try:
        content = await house.media.read(stored.id, "original", key)
    except FileNotFoundError:
        raise web.HTTPNotFound from None
    name = f"{parse_case_number(number)}-{stored.id[:6]}-original.{stored.ending}"
    return web.Response(
        body=content,
        content_type=stored.mime,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
