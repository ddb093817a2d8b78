"""The safety officer's desk: what was reported to the firm, without a word of who or how many."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.house import Work
from backend.services import audit, firm_acts, firm_cases, firm_claims, firm_desks
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import Form, read_form

routes = web.RouteTableDef()
_ACTS: dict[str, Callable[[Work, str, Form, web.Request], Awaitable[None]]] = {
    "say": lambda w, i, f, r: firm_acts.say(w, i, f.get("text"), acting(r)),
    "plan": lambda w, i, f, r: firm_acts.plan(w, i, f.get("text"), f.get("until"), acting(r)),
    "pay": lambda w, i, f, r: firm_acts.pay(w, i, f.get("yuan"), acting(r)),
}


@routes.get("/firm")
@allow(Role.SAFETY_OFFICER)
async def show(request: web.Request) -> web.Response:
    """What waits, by what is due first."""
    me = acting(request)
    async with request.app[HOUSE].view() as work:
        firm = await firm_desks.workplace_of(work, me.body_id)
        rows = await firm_cases.listed(work, me)
        months = await firm_claims.ledger(work, me)
    return page(request, "firm.html", firm=firm.name, rows=rows, months=months)


@routes.get("/firm/{id}")
@allow(Role.SAFETY_OFFICER)
async def one(request: web.Request) -> web.Response:
    """One case; each look is on record."""
    me = acting(request)
    async with request.app[HOUSE].work() as work:
        row = await firm_cases.find(work, request.match_info["id"], me)
        await audit.record(work, me.id, "firm_look", row.name, chain=me.body_id)
    return await _case_page(request)


@routes.post("/firm/{id}/{number}")
@allow(Role.SAFETY_OFFICER)
async def act(request: web.Request) -> web.Response:
    """Ask, plan, say that it is mended, or what is paid."""
    inside_id, name = request.match_info["id"], request.match_info["number"]
    form, house = await read_form(request), request.app[HOUSE]
    try:
        if name == "fix":
            await firm_acts.fix(house, inside_id, form.get("text"), form.files, acting(request))
        elif name == "hand":
            await firm_claims.hand_out(house, inside_id, form.get("code"), acting(request))
        elif name in _ACTS:
            async with house.work() as work:
                await _ACTS[name](work, inside_id, form, request)
        else:
            raise web.HTTPNotFound
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _case_page(request, error, name, form)
    raise web.HTTPSeeOther(f"{PATH}/firm/{inside_id}?done={name}")


@routes.get("/firm/{id}/files/{number}")
@allow(Role.SAFETY_OFFICER)
async def photo(request: web.Request) -> web.Response:
    """A photo, in its clean copy."""
    house, (inside_id, file_id) = request.app[HOUSE], request.match_info.values()
    async with house.view() as work:
        found = await firm_cases.open_photo(work, inside_id, file_id, acting(request))
    if found is None:
        raise web.HTTPNotFound
    try:
        content = await house.media.read_as_seen(*found)
    except FileNotFoundError:
        raise web.HTTPNotFound from None
    return web.Response(body=content, content_type="image/jpeg")


async def _case_page(
    request: web.Request, error: DomainError | None = None, act: str = "", form: Form | None = None
) -> web.Response:
    async with request.app[HOUSE].view() as work:
        found = await firm_cases.view(work, request.match_info["id"], acting(request))
        now = firm_cases.today(work)
    done = request.query.get("done", "")
    return page(
        request,
        "firm_case.html",
        status=error.http_status if error else 200,
        view=found,
        today=now,
        done=done if done in {*_ACTS, "fix", "hand"} else "",
        act=act,
        typed={name: form.get(name) if form else "" for name in ("text", "until", "yuan")},
        error=said(request, error) if error else "",
    )
