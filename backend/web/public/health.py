"""Whether the process lives and can work: for the machine that watches it."""

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from backend.web.base import HOUSE, Access, allow


@allow(Access.PUBLIC)
async def healthz(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


@allow(Access.PUBLIC)
async def readyz(request: web.Request) -> web.Response:
    """The database answers too; 503 while it doesn't."""
    try:
        await request.config_dict[HOUSE].database.ping()
    except (SQLAlchemyError, OSError):
        return web.json_response({"status": "unavailable"}, status=503)
    return web.json_response({"status": "ok"})
