"""The audit chain, checked and shown."""

from aiohttp import web
from sqlalchemy import func, select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.services import audit, staff
from backend.web.base import HOUSE, allow
from backend.web.console.scope import is_whole
from backend.web.console.shell import page

routes = web.RouteTableDef()
SHOWN = 100


@routes.get("/audit")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """Whether the chain is whole, and its newest entries."""
    if not is_whole(request):
        raise web.HTTPNotFound
    async with request.app[HOUSE].view() as view:
        broken = await audit.first_broken(view)
        total = await view.session.scalar(select(func.count()).select_from(AuditEntry))
        rows = await view.session.scalars(
            select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(SHOWN)
        )
        names = {f"staff:{person.id}": person.name for person in await staff.people(view)}
    return page(
        request, "audit.html", broken=broken, total=total or 0, rows=list(rows), names=names
    )
