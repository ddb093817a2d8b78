"""What lies with the bodies below: limits that are over, and requests for more time."""

from aiohttp import web

from backend.domain.cases import Event, Role, parse_event
from backend.domain.errors import DomainError
from backend.domain.superiors import basis_of
from backend.domain.transitions import BY_EVENT
from backend.services import bodies, oversight
from backend.services.cases import apply_event
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console import facts, step_input
from backend.web.console.shell import OVERSEERS, acting, locale_of, page, said
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()
TAKEN = (Event.URGE, Event.EXTEND, Event.REFUSE_EXTENSION)


@routes.get("/oversight")
@allow(*OVERSEERS)
async def show(request: web.Request) -> web.Response:
    """Cases over their time at bodies below, and who asks for more of it."""
    return await _page(request)


@routes.post("/oversight/{number}/{event}")
@allow(*OVERSEERS)
async def take_step(request: web.Request) -> web.Response:
    """Urge, or answer a request for more time."""
    event = parse_event(request.match_info["event"])
    if event not in TAKEN:
        raise web.HTTPNotFound
    number, form = request.match_info["number"], await read_form(request)
    raw = step_input.read_fields(form, BY_EVENT[event])
    try:
        async with request.app[HOUSE].work() as work:
            await apply_event(work, number, event, raw, acting(request))
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _page(request, error, number)
    raise web.HTTPSeeOther(f"{PATH}/oversight?done={event}")


async def _page(
    request: web.Request, error: DomainError | None = None, failed: str = ""
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as view:
        below = await oversight.overdue_below(view, me)
        asking = await oversight.asking(view, me)
        now = view.now
    done = request.query.get("done", "")
    return page(
        request,
        "oversight.html",
        status=error.http_status if error else 200,
        below=[
            (
                one,
                bodies.name_of(one.case.holder_id, locale),
                text(locale, f"console.deadline_{one.kind}"),
                max((now - one.due_at).days, 1),
                _basis(one.case.holder_id, locale),
            )
            for one in below
        ],
        asking=[
            (
                one,
                bodies.name_of(one.case.holder_id, locale),
                facts.time_left(one.case, now, locale),
            )
            for one in asking
        ],
        may_urge=bool(me.roles & {Role.OFFICER, Role.REVIEWER, Role.SUPERVISOR}),
        done=text(locale, f"case.event_{done}") if done in set(TAKEN) else "",
        error=said(request, error) if error else "",
        failed=failed,
    )


def _basis(body_id: str, locale: str) -> str:
    """What the order of bodies rests on; one of our own is never shown as law."""
    if body_id == bodies.INTAKE:
        return ""
    rule = basis_of(body_id)
    return f"{rule.source} · {facts.sureness(rule.status, locale)}"
