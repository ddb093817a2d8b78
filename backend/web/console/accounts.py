"""Accounts that reporters left to be paid to: opened by the payer's passphrase, one by one."""

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.services import payment_accounts
from backend.services.payment_accounts import Opened
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import read_form

routes = web.RouteTableDef()


@routes.get("/accounts", name="accounts")
@allow(Role.PAYER)
async def show(request: web.Request) -> web.Response:
    """What waits, and whether the payer has a key."""
    return await _accounts_page(request)


@routes.post("/accounts/key", name="make_payer_key")
@allow(Role.PAYER)
async def make_key(request: web.Request) -> web.Response:
    """The payer's key, or another in its place."""
    form = await read_form(request, files=False)
    try:
        await payment_accounts.make_key(request.app[HOUSE], form.get("passphrase"), acting(request))
    except DomainError as error:
        return await _accounts_page(request, error)
    raise web.HTTPSeeOther(f"{PATH}/accounts")


@routes.post("/accounts/{number}", name="open_account")
@allow(Role.PAYER)
async def open_one(request: web.Request) -> web.Response:
    """One account, shown once on this answer alone."""
    form, number = await read_form(request, files=False), request.match_info["number"]
    try:
        opened = await payment_accounts.open_account(
            request.app[HOUSE], number, form.get("passphrase"), acting(request)
        )
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _accounts_page(request, error)
    return await _accounts_page(request, opened=opened)


async def _accounts_page(
    request: web.Request, error: DomainError | None = None, opened: Opened | None = None
) -> web.Response:
    me = acting(request)
    async with request.app[HOUSE].view() as view:
        rows = await payment_accounts.waiting(view, me)
        keyed = await payment_accounts.has_key(view, me.body_id)
    return page(
        request,
        "accounts.html",
        status=error.http_status if error else 200,
        rows=rows,
        keyed=keyed,
        opened=opened,
        error=said(request, error) if error else "",
    )
