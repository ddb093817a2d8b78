"""Who is at the console: server-side sessions in a cookie, and a CSRF token on every POST."""

import hmac
import secrets
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from backend.domain.cases import Role
from backend.services import staff
from backend.services.staff import SignedIn
from backend.vault import derive
from backend.web.base import HOUSE, Access
from backend.web.forms import read_form
from backend.web.slow_down import SlowDown

COOKIE = "chuishao_console"
FORM_COOKIE = "chuishao_sign_in"
PATH = "/console"
SIGN_IN = f"{PATH}/sign-in"
PASSWORD = f"{PATH}/password"
BEFORE_CHANGE = {"password", "change_password", "sign_out"}
"""Names of the routes that are open while the one-time password is still in use."""
SECOND_FACTOR = f"{PATH}/second-factor"
BEFORE_PASSING = {
    "second_factor", "check_second_factor", "begin_passkey", "check_passkey", "sign_out",
}  # fmt: skip
"""Names of the routes that are open before the second factor is shown."""
STRICT_ROUTES = {
    "open_look": f"{PATH}/looks",
    "accounts": f"{PATH}/accounts",
    "make_payer_key": f"{PATH}/accounts",
    "open_account": f"{PATH}/accounts",
}
"""Routes that want the second factor whatever the role, and the page to go on from."""
SIGNED_IN = web.RequestKey("signed_in", SignedIn)
SLOW_DOWN = web.AppKey("slow_down", SlowDown)


class ComeAgain(Exception):
    """The link stood on another site, so the browser kept the cookie back: ask once more from here.

    Links in a chat lead here; a person who is signed in must not have to sign in again.
    """


async def door(request: web.Request, who: frozenset[Role | Access]) -> None:
    """Let in those whose session and role fit, and no POST without its CSRF token.

    Nobody signed in is sent to sign in; another role gets 403.
    """
    token = request.cookies.get(COOKIE, "")
    async with request.app[HOUSE].view() as view:
        found = await staff.session_of(view, token) if token else None
    if found is None:
        if request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise ComeAgain
        wanted = {} if request.path.rstrip("/") == PATH else {"next": page_of(request)}
        if request.method != "GET":
            wanted["lost"] = "1"
        raise web.HTTPSeeOther(f"{SIGN_IN}?{urlencode(wanted)}" if wanted else SIGN_IN)
    request[SIGNED_IN] = found
    name = request.match_info.route.name
    if found.must_change_password and name not in BEFORE_CHANGE:
        raise web.HTTPSeeOther(PASSWORD)
    barred = Access.SIGNED_IN not in who and not who & found.actor.roles
    strict = name in STRICT_ROUTES and not found.passed and not barred
    if (
        not found.must_change_password
        and name not in BEFORE_PASSING
        and (found.must_pass or strict)
    ):
        # A POST can't be gone on with: its page can.
        page = request.path if request.method == "GET" else STRICT_ROUTES.get(name or "", "")
        raise web.HTTPSeeOther(f"{SECOND_FACTOR}?{urlencode({'next': page})}")
    if barred:
        raise web.HTTPForbidden
    if request.method not in ("GET", "HEAD"):
        given = request.headers.get("X-CSRF-Token") or (await read_form(request)).get("csrf")
        if not same(given, found.csrf):
            raise web.HTTPForbidden


def page_of(request: web.Request) -> str:
    """The page a request is of: a form's answer can't be gone back to, the page it stood on can."""
    if request.method == "GET":
        return request.path_qs
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.host or not before.path.startswith(f"{PATH}/"):
        return PATH
    return f"{before.path}?{before.query}" if before.query else before.path


def same(given: str, right: str) -> bool:
    """Whether two secrets are equal, in the same time either way."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def safe_next(target: str) -> str:
    """Where to go on to: a page of the console, whatever a link says."""
    inside = target.startswith(f"{PATH}/") and target.isprintable() and "\\" not in target
    return target if inside and not target.startswith(SIGN_IN) else f"{PATH}/"


def set_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session: no script reads it, no other site sends it."""
    _set_cookie(request, response, COOKIE, token)


def end_session(response: web.StreamResponse) -> None:
    """Take the session from the browser; the server's side is ended apart."""
    response.del_cookie(COOKIE, path=PATH)


def form_token(request: web.Request) -> tuple[str, str]:
    """The sign-in form's own cookie and the token that goes with it.

    Before there is a session, so that no other site can sign somebody in as another.
    """
    cookie = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    return cookie, request.app[HOUSE].vault.lookup("sign_in_form", cookie)


def set_form_cookie(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Remember the sign-in form's cookie."""
    _set_cookie(request, response, FORM_COOKIE, cookie)


def form_token_fits(request: web.Request, given: str) -> bool:
    """Whether the sign-in form came from our own page in this browser."""
    cookie = request.cookies.get(FORM_COOKIE)
    if not cookie:
        return False
    return same(given, request.app[HOUSE].vault.lookup("sign_in_form", cookie))


def _set_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path=PATH, httponly=True, samesite="Strict", secure=request.secure
    )


def look_key(request: web.Request) -> bytes:
    """The private key of this browser's session, to which a granted look is sealed.

    Derived from the session's token, of which the server keeps only a hash.
    """
    return derive(request.cookies[COOKIE].encode()[:64], "look at an identity")
