"""What every page and endpoint shares: the house, declared access, and safe headers."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Middleware

from backend.domain.cases import Role
from backend.house import House

HOUSE = web.AppKey("house", House)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
H = TypeVar("H", bound=Callable[..., Awaitable[web.StreamResponse]])


class Access(StrEnum):
    """Who may call an endpoint that needs no role."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    TOKEN = "token"  # noqa: S105 - a kind of access, no secret
    """A body's API token."""
    OPERATOR = "operator"
    """Loopback or the metrics token."""


ATTRIBUTE = "__chuishao_access__"


def allow(*who: Role | Access) -> Callable[[H], H]:
    """Declare who may call an endpoint; one without a declaration is refused, and fails a test."""

    def mark(handler: H) -> H:
        setattr(handler, ATTRIBUTE, frozenset(who))
        return handler

    return mark


def declared(handler: object) -> frozenset[Role | Access]:
    """What :func:`allow` declared for a handler; empty when nothing was."""
    found: frozenset[Role | Access] = getattr(handler, ATTRIBUTE, frozenset())
    return found


Door = Callable[[web.Request, frozenset[Role | Access]], Awaitable[None]]
"""Raises unless the sender of the request is one of those named; notes who it is."""


def enforce(door: Door) -> Middleware:
    """The one middleware between a request and a handler: what declares nothing is refused.

    Each part of the web (API, console, public pages) uses it with its own way of knowing people.
    """

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        info = request.match_info
        # No such page, or not by this method: there is no handler to guard.
        if info.http_exception is None:
            who = declared(info.handler)
            if not who:
                raise web.HTTPForbidden
            if Access.PUBLIC not in who:
                await door(request, who)
        return await handler(request)

    return guard


CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cache-Control": "no-store",
}


async def add_safe_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put the safe headers on every answer that hasn't said otherwise; for on_response_prepare."""
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)
