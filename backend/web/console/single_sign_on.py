"""Signing in with the body's own account (单位账号): to the provider and back."""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode

from aiohttp import web

from backend.services import second_factor, staff
from backend.vault import VaultError
from backend.web import auth, oidc
from backend.web.auth import PATH
from backend.web.base import HOUSE, Access, allow
from backend.web.console.session import sign_in_page
from backend.web.oidc import Asked, Refused

routes = web.RouteTableDef()
COOKIE = "chuishao_single_sign_on"
MINUTES = 10
HERE = f"{PATH}/single-sign-on"
_PLACE = ("single_sign_on", "cookie")
log = logging.getLogger(__name__)


@routes.get("/single-sign-on")
@allow(Access.PUBLIC)
async def begin(request: web.Request) -> web.Response:
    """Send the browser to the provider; what it must bring back lies sealed in a cookie."""
    house = request.app[HOUSE]
    if not oidc.offered(house.settings.oidc):
        raise web.HTTPNotFound
    asked = oidc.new_way(auth.safe_next(request.query.get("next", "")), MINUTES)
    try:
        where = await oidc.address(house.settings.oidc, asked, _back(request))
    except Refused as refused:
        return _refused(request, refused)
    answer = web.Response(status=303, headers={"Location": where})
    sealed = urlsafe_b64encode(house.vault.seal(asked.dump(), *_PLACE)).decode()
    # Lax: the provider's site sends the browser back.
    answer.set_cookie(
        COOKIE, sealed, path=HERE, max_age=MINUTES * 60, httponly=True, samesite="Lax",
        secure=request.secure,
    )  # fmt: skip
    return answer


@routes.get("/single-sign-on/back")
@allow(Access.PUBLIC)
async def come_back(request: web.Request) -> web.Response:
    """Let in whom the provider vouches for, if somebody of that name works here."""
    house = request.app[HOUSE]
    settings = house.settings.oidc
    if not oidc.offered(settings):
        raise web.HTTPNotFound
    state, code = request.query.get("state", ""), request.query.get("code", "")
    try:
        asked = _asked(request)
        known = await oidc.known_by(settings, asked, state, code, _back(request))
    except Refused as refused:
        return _refused(request, refused)
    async with house.work() as work:
        token = await staff.sign_in_known(work, known.name)
        if token is not None and settings.trust_mfa and known.second_factor:
            await second_factor.mark(work, token)
    if token is None:
        return _refused(request, Refused("nobody of that name"))
    old = request.cookies.get(auth.COOKIE)
    if old:
        async with house.work() as work:
            await staff.sign_out(work, old)
    answer = web.Response(status=303, headers={"Location": asked.next_page})
    answer.del_cookie(COOKIE, path=HERE)
    auth.set_session(request, answer, token)
    return answer


def _asked(request: web.Request) -> Asked:
    """What this browser was sent away with; raises Refused."""
    try:
        sealed = urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        return Asked.load(request.app[HOUSE].vault.open(sealed, *_PLACE))
    except (VaultError, ValueError, TypeError):
        raise Refused("no cookie of ours") from None


def _back(request: web.Request) -> str:
    return f"{request.app[HOUSE].public_url}{HERE}/back"


def _refused(request: web.Request, refused: Refused) -> web.Response:
    """The form again; why is for the log alone."""
    log.warning("single sign-on refused: %s", refused)
    answer = sign_in_page(request, 401, error="access.single_sign_on_failed")
    answer.del_cookie(COOKIE, path=HERE)
    return answer
