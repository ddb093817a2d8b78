"""The audit chain, checked and shown."""

from aiohttp import web
from sqlalchemy import func, select

from backend.db.models import AuditEntry
from backend.domain.cases import Event, Role
from backend.services import access, audit, staff
from backend.web.base import HOUSE, allow
from backend.web.console.scope import is_whole
from backend.web.console.shell import locale_of, page
from config.texts import text

routes = web.RouteTableDef()
SHOWN = 100
ACTIONS = {
    "add_staff", "bind_account", "bind_group", "change_password", "connect_body",
    "correct_industry", "create_token", "custodian_key", "disable_staff", "enable_staff", "link",
    "move_group", "new_code", "pay_refused", "read_whole_text", "reset_password", "retry_job",
    "reveal_identity", "reveal_refused", "revoke_token", "set_narrative", "set_roles", "sign_in",
    "unbind_group", "unlink",
}  # fmt: skip
"""Acts beside the events of a case, each with its words ``console.audit_*``."""


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
        names |= {f"token:{token.id}": token.name for token in await access.tokens(view, None)}
    entries = list(rows)
    return page(
        request,
        "audit.html",
        broken=broken,
        total=total or 0,
        rows=entries,
        names=names,
        acts={row.action: _act(row.action, locale_of(request)) for row in entries},
    )


def _act(action: str, locale: str) -> str:
    """An act in words; one that has none is shown as it was written."""
    if action in set(Event):
        return text(locale, f"case.event_{action}")
    return text(locale, f"console.audit_{action}") if action in ACTIONS else action
