"""The limits of steps: how long each is, on what it rests, how many run, and the agency's own."""

from aiohttp import web
from sqlalchemy import func, select

from backend.db.models import CaseClock
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind
from backend.domain.errors import DomainError
from backend.services import changes
from backend.web.base import HOUSE, allow
from backend.web.console.changing import done, save, waiting_keys
from backend.web.console.scope import check_whole
from backend.web.console.shell import page, said
from backend.web.forms import Form, read_form
from config.deadlines import bounds, deadlines, shipped_deadlines

routes = web.RouteTableDef()


@routes.get("/settings/deadlines")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """All limits with source and status."""
    check_whole(request)
    return await _limits_page(request)


@routes.post("/settings/deadlines/{name}")
@allow(Role.ADMINISTRATOR)
async def write(request: web.Request) -> web.Response:
    """Another length for a limit, with the document it rests on."""
    check_whole(request)
    form, name = await read_form(request, files=False), request.match_info["name"]
    try:
        await save(request, Change(Kind.DEADLINE, name, form.get("amount"), form.get("basis")))
    except DomainError as error:
        return await _limits_page(request, name, form, error)


def _only(name: str) -> str:
    """Which way alone a limit may go: shorter, longer, or empty for both."""
    least, most = bounds(name)
    usual = shipped_deadlines()[name].amount
    if most == usual:
        return "shorter"
    return "longer" if least == usual > 1 else ""


async def _limits_page(
    request: web.Request,
    failed: str = "",
    form: Form | None = None,
    error: DomainError | None = None,
) -> web.Response:
    async with request.app[HOUSE].view() as view:
        own = await changes.standing(view, Kind.DEADLINE)
        waiting = waiting_keys(await changes.waiting(view, [Kind.DEADLINE]))
        counted = await view.session.execute(
            select(CaseClock.kind, func.count())
            .where(CaseClock.ended_at.is_(None))
            .group_by(CaseClock.kind)
        )
        running = {row[0]: row[1] for row in counted}
    rows = [
        {
            "name": name,
            "rule": rule,
            "usual": shipped_deadlines()[name],
            "bounds": bounds(name),
            "only": _only(name),
            "running": running.get(name, 0),
            "own": own.get(name),
            "waiting": waiting.get(name),
        }
        for name, rule in deadlines().items()
    ]
    return page(
        request,
        "deadlines.html",
        status=error.http_status if error else 200,
        rows=rows,
        failed=failed,
        form=form or Form(),
        done=done(request),
        error=said(request, error) if error else "",
    )
