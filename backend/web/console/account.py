"""One's own account: password, chat, absence, second factor, passkeys, sessions."""

import datetime as dt

from aiohttp import web

from backend.domain.errors import DomainError, Invalid
from backend.services import access_codes, assignments, audit, passkeys
from backend.web.auth import PATH, SIGNED_IN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import read_form

routes = web.RouteTableDef()


@routes.get("/account")
@allow(Access.SIGNED_IN)
async def account(request: web.Request) -> web.Response:
    """One's own password, sessions, absence and chat account."""
    return await account_page(request)


@routes.post("/account/code")
@allow(Access.SIGNED_IN)
async def account_code(request: web.Request) -> web.Response:
    """A one-time code that binds one's own chat account; shown once."""
    async with request.app[HOUSE].work() as work:
        me = request[SIGNED_IN].staff.id
        code = await access_codes.new_code(work, "account", me)
        await audit.record(work, acting(request).id, "new_code", me, purpose="account")
    return await account_page(request, code=code)


@routes.post("/account/absence")
@allow(*assignments.WORKING)
async def absence(request: web.Request) -> web.Response:
    """Until when one is away, and who works one's cases meanwhile."""
    form, me = await read_form(request), request[SIGNED_IN].staff.id
    typed = "" if form.get("back") else form.get("away_until").strip()
    try:
        until = _day(typed) if typed else None
        async with request.app[HOUSE].work() as work:
            await assignments.set_absence(work, me, until, form.get("stand_in"), acting(request))
    except DomainError as error:
        return await account_page(request, error=error)
    raise web.HTTPSeeOther(f"{PATH}/account")


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Invalid("absence_day", field="away_until") from None


async def account_page(
    request: web.Request, *, code: str | None = None, error: DomainError | None = None
) -> web.Response:
    """The page, with a code that is shown once."""
    house, me = request.app[HOUSE], request[SIGNED_IN]
    people = []
    async with house.view() as view:
        keys = await passkeys.of_staff(view, me.staff.id)
        if me.actor.roles & assignments.WORKING:
            people = await assignments.colleagues(view, me.actor.body_id)
    return page(
        request,
        "account.html",
        status=error.http_status if error else 200,
        code=code,
        passed=me.passed,
        areas=me.actor.areas,
        keys=keys,
        offered=passkeys.party(house.settings.public_url) is not None,
        limit=passkeys.MAX_NAME,
        people={one.id: one.name for one in people},
        error=said(request, error) if error else "",
    )
