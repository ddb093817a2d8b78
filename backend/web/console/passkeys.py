"""Passkeys: added and removed on one's own account page, and shown instead of a code."""

import asyncio

from aiohttp import web

from backend.domain.errors import DomainError, NotAllowed
from backend.services import passkeys
from backend.services.passkeys import ADD, PASS, Party
from backend.web import auth
from backend.web.auth import PATH, SIGNED_IN, SLOW_DOWN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import answer_json, locale_of
from backend.web.forms import read_form
from backend.web.slow_down import TooManyAtOnce
from config.texts import text

routes = web.RouteTableDef()


@routes.post("/account/passkeys/begin")
@allow(Access.SIGNED_IN)
async def begin_adding(request: web.Request) -> web.Response:
    """What the browser is to ask a new key."""
    who, me = _party(request, passed=True), request[SIGNED_IN].staff
    product = text(locale_of(request), "console.product")
    async with request.app[HOUSE].work() as work:
        asked = await passkeys.begin_adding(work, who, me, _token(request), product)
    return answer_json(asked)


@routes.post("/account/passkeys")
@allow(Access.SIGNED_IN)
async def add(request: web.Request) -> web.Response:
    """Keep the key that answered."""
    who, form = _party(request, passed=True), await read_form(request, files=False)
    challenge = await _challenge(request, ADD)
    async with request.app[HOUSE].work() as work:
        await passkeys.add(
            work,
            who,
            request[SIGNED_IN].staff.id,
            challenge,
            form.get("answer"),
            form.get("name"),
        )
    return answer_json({"next": f"{PATH}/account#passkeys"})


@routes.post("/account/passkeys/{id}/remove")
@allow(Access.SIGNED_IN)
async def remove(request: web.Request) -> web.Response:
    """Let one of one's own keys open nothing any more."""
    if not request[SIGNED_IN].passed:
        raise NotAllowed("wrong_second_factor")
    async with request.app[HOUSE].work() as work:
        await passkeys.remove(work, request[SIGNED_IN].staff.id, request.match_info["id"])
    raise web.HTTPSeeOther(f"{PATH}/account#passkeys")


@routes.post("/second-factor/passkey/begin", name="begin_passkey")
@allow(Access.SIGNED_IN)
async def begin_passing(request: web.Request) -> web.Response:
    """What the browser is to ask one of this person's keys."""
    who, me = _party(request), request[SIGNED_IN].staff
    async with request.app[HOUSE].work() as work:
        asked = await passkeys.begin_passing(work, who, me.id, _token(request))
    return answer_json(asked)


@routes.post("/second-factor/passkey", name="check_passkey")
@allow(Access.SIGNED_IN)
async def check(request: web.Request) -> web.Response:
    """Let this session through by the answer of a key."""
    who, me = _party(request), request[SIGNED_IN].staff
    form, house = await read_form(request, files=False), request.app[HOUSE]
    slow_down, name = request.app[SLOW_DOWN], f"second factor of {me.id}"
    try:
        seconds = slow_down.begin(name, request.remote)
    except TooManyAtOnce:
        raise web.HTTPTooManyRequests(headers={"Retry-After": "10"}) from None
    right = False
    try:
        await asyncio.sleep(seconds)
        challenge = await _challenge(request, PASS)
        async with house.work() as work:
            await passkeys.check(work, who, me.id, _token(request), challenge, form.get("answer"))
        right = True
    except DomainError:
        async with house.work() as work:
            await passkeys.note_refused(work, me.id)
        raise
    finally:
        slow_down.end(name, request.remote, right=right)
    return answer_json({"next": auth.safe_next(form.get("next"))})


def _party(request: web.Request, *, passed: bool = False) -> Party:
    """Whom keys sign for here; raises NotAllowed where none are offered."""
    who = passkeys.party(request.app[HOUSE].settings.public_url)
    if who is None:
        raise NotAllowed("passkeys_not_here")
    if passed and not request[SIGNED_IN].passed:
        raise NotAllowed("wrong_second_factor")
    return who


async def _challenge(request: web.Request, purpose: str) -> bytes | None:
    """The session's challenge, spent before the answer is looked at."""
    async with request.app[HOUSE].work() as work:
        return await passkeys.take_challenge(work, _token(request), purpose)


def _token(request: web.Request) -> str:
    return request.cookies[auth.COOKIE]
