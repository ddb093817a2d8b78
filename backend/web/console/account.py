"""One's own account: password, chat account, second factor, passkeys, sessions."""

from aiohttp import web

from backend.domain.errors import DomainError
from backend.services import access_codes, audit, passkeys
from backend.web.auth import SIGNED_IN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import acting, page, said

routes = web.RouteTableDef()


@routes.get("/account")
@allow(Access.SIGNED_IN)
async def account(request: web.Request) -> web.Response:
    """One's own password, sessions and chat account."""
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


async def account_page(
    request: web.Request, *, code: str | None = None, error: DomainError | None = None
) -> web.Response:
    """The page, with a code that is shown once."""
    house, me = request.app[HOUSE], request[SIGNED_IN]
    async with house.view() as view:
        keys = await passkeys.of_staff(view, me.staff.id)
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
        error=said(request, error) if error else "",
    )
