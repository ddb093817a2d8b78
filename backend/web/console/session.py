"""Signing in and out, the password, the language: what comes before any work."""

import asyncio

from aiohttp import web

from backend.domain.errors import DomainError
from backend.services import second_factor, staff
from backend.web import auth, oidc
from backend.web.auth import PATH, SIGNED_IN, SLOW_DOWN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import (
    LANGUAGE,
    NAVIGATION,
    acting,
    locale_of,
    page,
    said,
    static_files,
)
from backend.web.forms import read_form
from backend.web.slow_down import TooManyAtOnce
from config.texts import text

routes = web.RouteTableDef()
YEAR_SECONDS = 365 * 24 * 3600
_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}


@routes.get("/static/{name:.+}")
@allow(Access.PUBLIC)
async def static(request: web.Request) -> web.Response:
    """A style sheet or script of the console."""
    name = request.match_info["name"]
    content = static_files().get(name)
    if content is None:
        raise web.HTTPNotFound
    return web.Response(
        body=content,
        content_type=_TYPES[name.rpartition(".")[2]],
        charset="utf-8",
        headers={"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"},
    )


@routes.get("")
@routes.get("/")
@allow(Access.SIGNED_IN)
async def start(request: web.Request) -> web.Response:
    """The first page that this person may see."""
    roles = acting(request).roles
    raise web.HTTPSeeOther(
        next((path for _, path, who in NAVIGATION if roles & set(who)), f"{PATH}/account")
    )


@routes.get("/sign-in", name="sign_in")
@allow(Access.PUBLIC)
async def sign_in_form(request: web.Request) -> web.Response:
    """The form to sign in with."""
    return sign_in_page(request)


@routes.post("/sign-in")
@allow(Access.PUBLIC)
async def sign_in(request: web.Request) -> web.Response:
    """Check name and password; a fresh session each time, the browser's old one is ended."""
    form = await read_form(request, files=False)
    name, password = form.get("name"), form.get("password")
    if not auth.form_token_fits(request, form.get("csrf")):
        return sign_in_page(request, 403, name, "console.sign_in_again")
    house, slow_down = request.app[HOUSE], request.app[SLOW_DOWN]
    try:
        seconds = slow_down.begin(name, request.remote)
    except TooManyAtOnce:
        raise web.HTTPTooManyRequests(headers={"Retry-After": "10"}) from None
    found = None
    try:
        await asyncio.sleep(seconds)
        found = await staff.sign_in(house, name, password)
    finally:
        slow_down.end(name, request.remote, right=found is not None)
    if found is None:
        return sign_in_page(request, 401, name, "console.sign_in_wrong")
    old = request.cookies.get(auth.COOKIE)
    if old:
        async with house.work() as work:
            await staff.sign_out(work, old)
    answer = web.Response(
        status=303, headers={"Location": auth.safe_next(form.get("next") or PATH)}
    )
    auth.set_session(request, answer, found[1])
    return answer


@routes.post("/sign-out", name="sign_out")
@allow(Access.SIGNED_IN)
async def sign_out(request: web.Request) -> web.Response:
    """End this session, or all of this person's with ``everywhere``."""
    form = await read_form(request)
    async with request.app[HOUSE].work() as work:
        if form.get("everywhere"):
            await staff.end_sessions(work, request[SIGNED_IN].staff.id)
        else:
            await staff.sign_out(work, request.cookies[auth.COOKIE])
    answer = web.Response(status=303, headers={"Location": auth.SIGN_IN})
    auth.end_session(answer)
    return answer


@routes.get("/password", name="password")
@allow(Access.SIGNED_IN)
async def password(request: web.Request) -> web.Response:
    """The form for a new password."""
    return _password_page(request)


@routes.post("/password", name="change_password")
@allow(Access.SIGNED_IN)
async def change_password(request: web.Request) -> web.Response:
    """Set one's own password; every other session of this person ends."""
    form = await read_form(request)
    person, house = request[SIGNED_IN].staff, request.app[HOUSE]
    if form.get("new") != form.get("again"):
        words = text(locale_of(request), "console.password_differs")
        return _password_page(request, 422, words, "again")
    try:
        await staff.change_password(house, person.id, form.get("old"), form.get("new"))
    except DomainError as error:
        field = "old" if error.code == "wrong_password" else "new"
        return _password_page(request, error.http_status, said(request, error), field)
    async with house.work() as work:
        await staff.end_sessions(work, person.id)
    fresh = await staff.sign_in(house, person.name, form.get("new"))
    if fresh is not None and request[SIGNED_IN].passed:
        async with house.work() as work:
            await second_factor.mark(work, fresh[1])
    answer = web.Response(status=303, headers={"Location": f"{PATH}/"})
    if fresh is not None:
        auth.set_session(request, answer, fresh[1])
    return answer


@routes.get("/language/{language}")
@allow(Access.PUBLIC)
async def language(request: web.Request) -> web.Response:
    """Switch the language and go back."""
    back = auth.safe_next(request.query.get("back", ""))
    answer = web.Response(status=303, headers={"Location": back})
    chosen = "en" if request.match_info["language"] == "en" else "zh"
    answer.set_cookie(
        LANGUAGE, chosen, path=PATH, max_age=YEAR_SECONDS, httponly=True, samesite="Lax"
    )
    return answer


def sign_in_page(
    request: web.Request, status: int = 200, name: str = "", error: str = ""
) -> web.Response:
    """The form, with what went wrong before."""
    cookie, token = auth.form_token(request)
    answer = page(
        request,
        "sign_in.html",
        status=status,
        token=token,
        name=name,
        error=error,
        single_sign_on=oidc.offered(request.app[HOUSE].settings.oidc),
        lost="lost" in request.query,
        next_page=auth.safe_next(request.query.get("next", "")),
    )
    auth.set_form_cookie(request, answer, cookie)
    return answer


def _password_page(
    request: web.Request, status: int = 200, error: str = "", field: str = ""
) -> web.Response:
    return page(
        request,
        "password.html",
        status=status,
        error=error,
        field=field,
        must=request[SIGNED_IN].must_change_password,
        limit=staff.MIN_PASSWORD,
    )
