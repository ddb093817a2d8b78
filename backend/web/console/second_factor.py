"""The second factor: set up at the first sign-in, asked for at each one after."""

import asyncio

import segno
from aiohttp import web
from markupsafe import Markup

from backend.domain.errors import DomainError
from backend.services import passkeys, second_factor
from backend.web import auth
from backend.web.auth import PATH, SECOND_FACTOR, SIGNED_IN, SLOW_DOWN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import read_form
from backend.web.slow_down import TooManyAtOnce
from config.texts import text

routes = web.RouteTableDef()


@routes.get("/second-factor", name="second_factor")
@allow(Access.SIGNED_IN)
async def show(request: web.Request) -> web.Response:
    """The field for a code; with a secret to take into an app where there is none yet."""
    if request[SIGNED_IN].passed:
        raise web.HTTPSeeOther(f"{PATH}/account")
    return await _page(request, auth.safe_next(request.query.get("next", "")))


@routes.post("/second-factor", name="check_second_factor")
@allow(Access.SIGNED_IN)
async def check(request: web.Request) -> web.Response:
    """Let this session through, or settle the secret and show the recovery codes once."""
    form, me, house = await read_form(request, files=False), request[SIGNED_IN], request.app[HOUSE]
    token, given = request.cookies[auth.COOKIE], form.get("code").strip()[:40]
    slow_down, name = request.app[SLOW_DOWN], f"second factor of {me.staff.id}"
    try:
        seconds = slow_down.begin(name, request.remote)
    except TooManyAtOnce:
        raise web.HTTPTooManyRequests(headers={"Retry-After": "10"}) from None
    target, codes, right = auth.safe_next(form.get("next")), [], False
    try:
        await asyncio.sleep(seconds)
        async with house.work() as work:
            if me.enrolled:
                await second_factor.check(work, me.staff.id, token, given)
            else:
                secret = second_factor.offered_secret(work, me.csrf)
                codes = await second_factor.enrol(work, me.staff.id, token, secret, given)
        right = True
    except DomainError as error:
        return await _page(request, target, error)
    finally:
        slow_down.end(name, request.remote, right=right)
    if not codes:
        raise web.HTTPSeeOther(target)
    return page(request, "recovery_codes.html", codes=codes, next_page=target)


@routes.post("/second-factor/forget")
@allow(Access.SIGNED_IN)
async def forget(request: web.Request) -> web.Response:
    """Forget one's own, to set up another app; needs a session that showed it."""
    if request[SIGNED_IN].passed:
        async with request.app[HOUSE].work() as work:
            await second_factor.forget(work, request[SIGNED_IN].staff.id, acting(request).id)
    raise web.HTTPSeeOther(f"{PATH}/")


async def _page(
    request: web.Request, target: str, error: DomainError | None = None
) -> web.Response:
    me, locale, secret, code = request[SIGNED_IN], locale_of(request), "", Markup()
    keyed, house = False, request.app[HOUSE]
    if me.enrolled:
        async with house.view() as view:
            keys = await passkeys.of_staff(view, me.staff.id)
        keyed = bool(keys) and passkeys.party(house.settings.public_url) is not None
    else:
        async with house.view() as view:
            secret = second_factor.offered_secret(view, me.csrf)
        issuer = text(locale, "console.product")
        address = second_factor.address(secret, me.staff.name, issuer)
        drawn = segno.make_qr(address).svg_inline(scale=5, light="#fff")
        code = Markup(drawn)  # noqa: S704 - drawn by us, of our own address
    return page(
        request,
        "second_factor.html",
        status=error.http_status if error else 200,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        drawn=code,
        keyed=keyed,
        error=said(request, error) if error else "",
        action=SECOND_FACTOR,
        next_page=target,
    )
