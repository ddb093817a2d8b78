"""The signed heads of the audit chains, for everybody to keep: who has them can prove a forgery."""

from aiohttp import web

from backend.services import audit_heads
from backend.web.base import HOUSE, Access, allow

SHOWN_DAYS = 400


@allow(Access.PUBLIC)
async def show_heads(request: web.Request) -> web.Response:
    """One line of JSON a day, the newest first; they tell nobody how much was done, or by whom."""
    async with request.config_dict[HOUSE].view() as view:
        known = await audit_heads.heads(view, most=SHOWN_DAYS)
    return web.Response(
        text="".join(f"{head.dump()}\n" for head in known), content_type="application/x-ndjson"
    )
