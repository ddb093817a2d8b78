"""The files of a case: photos in their clean copy, all else only as a download."""

from aiohttp import web

from backend.domain.receipts import parse_case_number
from backend.services import views
from backend.web.base import HOUSE, allow
from backend.web.console.shell import CASE_READERS, acting

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
