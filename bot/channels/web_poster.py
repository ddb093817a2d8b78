"""Where the code of a poster leads: whose poster it is, who reads the report, how to go on."""

from urllib.parse import urlsplit

from aiohttp import web

from backend.services import bodies, posters
from backend.services.posters import ENTRY
from backend.web.base import HOUSE, Access, allow
from bot.channels.web_render import locale_of, page


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """The poster's page; for a code that isn't ours a warning and the ordinary ways."""
    house, code = request.app[HOUSE], request.match_info["code"]
    async with house.view() as view:
        found = await posters.scanned(view, code)
        reader = await bodies.reader(view, found.body) if found else ""
    return page(
        request,
        "poster.html",
        status=200 if found else 404,
        firm=found.name if found else "",
        body=bodies.name_of(reader, locale_of(request)) if found else "",
        entry=f"{ENTRY}{code.strip().upper()}" if found else "",
        phone=house.settings.phone,
        host=urlsplit(house.public_url).netloc,
    )


def setup(app: web.Application) -> None:
    """Add the page to the application."""
    app.router.add_get("/p/{code}", show)
