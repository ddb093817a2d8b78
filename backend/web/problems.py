"""Errors as machines want them: ``application/problem+json`` after RFC 9457."""

import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from backend.domain.errors import DomainError
from config.texts import locale_for, text

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    415: "not_json",
}


class Problem(Exception):
    """What is wrong with a request before any service sees it; its text is ``api.error_<code>``."""

    def __init__(
        self, status: int, code: str, *, headers: dict[str, str] | None = None, **params: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = headers or {}
        self.params = params


def locale_of(request: web.Request) -> str:
    """The language to answer in: what the client likes best, Chinese if it doesn't say."""
    liked = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return locale_for(None if liked == "*" else liked)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    params: dict[str, object] | None = None,
) -> web.Response:
    """The answer that says what went wrong; ``code`` is for programs, ``detail`` for people."""
    members = {
        # What belongs to RFC 9457 comes last: a param never hides it.
        **{
            name: value if isinstance(value, int) else str(value)
            for name, value in (params or {}).items()
        },
        "type": f"urn:chuishao:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return web.Response(
        status=status,
        body=json.dumps(members, ensure_ascii=False).encode("utf-8", "replace"),
        content_type=CONTENT_TYPE,
        headers=headers,
    )


def problem_of(request: web.Request, error: Exception) -> web.Response:
    """The answer for an error that ended a request."""
    locale = locale_of(request)
    if isinstance(error, DomainError):
        detail = text(locale, error.text_key, **error.params)
        return problem(error.http_status, error.code, detail, params=error.params)
    if isinstance(error, Problem):
        detail = text(locale, f"api.error_{error.code}", **error.params)
        return problem(error.status, error.code, detail, headers=error.headers, params=error.params)
    if isinstance(error, web.HTTPException):
        code = _CODES.get(error.status, "bad_request" if error.status < 500 else "internal")
        allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return problem(error.status, code, text(locale, f"api.error_{code}"), headers=allowed)
    # Where it happened, never its words: they may quote a report.
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return problem(500, "internal", text(locale, "api.error_internal"))


@web.middleware
async def problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer every error as a problem; the outermost middleware of an API."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return problem_of(request, error)
    except Exception as error:  # noqa: BLE001 - the last net: a client gets an answer, not a reset
        return problem_of(request, error)
