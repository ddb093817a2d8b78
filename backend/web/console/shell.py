"""What every console page shares: templates, the officer's language, errors in words."""

import datetime as dt
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from functools import cache, partial
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from backend.domain.cases import Role
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import DomainError
from backend.domain.looks import ASKING
from backend.services.cases import Actor
from backend.web.auth import PATH, SIGNED_IN, ComeAgain, page_of
from backend.web.base import HOUSE
from config.texts import locale_for, text

LANGUAGE = "chuishao_language"
CASE_READERS = (Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL)
"""Who may read a report; not the administrator, the payer or the custodian as such."""
QUEUE_READERS = (*CASE_READERS, Role.SUPERVISOR)
"""Who may see which cases there are and where they stand, in plain facts."""
FIGURE_READERS = (*CASE_READERS, Role.SUPERVISOR, Role.STATISTICS)
"""Who may see the figures of their body and of those below."""
OVERSEERS = (Role.OFFICER, Role.REVIEWER, Role.INTAKE, Role.SUPERVISOR)
"""Who sees what lies too long with the bodies below."""
REWARD_ROLES = (Role.OFFICER, Role.REVIEWER, Role.LEGAL, Role.PAYER)
NAVIGATION: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("cases", f"{PATH}/cases", QUEUE_READERS),
    ("map", f"{PATH}/map", CASE_READERS),
    ("rewards", f"{PATH}/rewards", REWARD_ROLES),
    ("counter", f"{PATH}/counter", (Role.PAYER,)),
    ("accounts", f"{PATH}/accounts", (Role.PAYER,)),
    ("figures", f"{PATH}/figures", FIGURE_READERS),
    ("oversight", f"{PATH}/oversight", OVERSEERS),
    ("filing", f"{PATH}/filing", (Role.INTAKE, Role.OFFICER)),
    ("firm", f"{PATH}/firm", (Role.SAFETY_OFFICER,)),
    ("register", f"{PATH}/register", (*CASE_READERS, Role.ADMINISTRATOR)),
    ("typical_cases", f"{PATH}/typical-cases", (Role.OFFICER, Role.REVIEWER)),
    ("looks", f"{PATH}/looks", tuple(ASKING)),
    ("identities", f"{PATH}/identities", (Role.CUSTODIAN,)),
    ("staff", f"{PATH}/staff", (Role.ADMINISTRATOR,)),
    ("bodies", f"{PATH}/bodies", (Role.ADMINISTRATOR,)),
    ("settings", f"{PATH}/settings", (Role.ADMINISTRATOR,)),
    ("audit", f"{PATH}/audit", (Role.ADMINISTRATOR,)),
    ("jobs", f"{PATH}/jobs", (Role.ADMINISTRATOR,)),
)
log = logging.getLogger(__name__)


def prepare_templates(app: web.Application) -> None:
    """Give the console its templates: everything is escaped, a missing value is a fault."""
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.PackageLoader("backend.web", "templates/console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        filters=_FILTERS,
    )


def page(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page of the console in the officer's language."""
    locale = locale_of(request)
    signed_in = request.get(SIGNED_IN)
    roles = signed_in.actor.roles if signed_in else frozenset()
    shared = {
        "t": partial(text, locale),
        "locale": locale,
        "lang": "en" if locale == "en" else "zh-CN",
        "other_language": "zh" if locale == "en" else "en",
        "me": signed_in.staff if signed_in else None,
        "roles": roles,
        "csrf": signed_in.csrf if signed_in else "",
        "navigation": [(name, path) for name, path, who in NAVIGATION if roles & set(who)],
        "here": request.path,
        "back": page_of(request),
        "demo": request.app[HOUSE].settings.demo,
        "asset": asset,
    }
    return aiohttp_jinja2.render_template(template, request, shared | context, status=status)


def locale_of(request: web.Request) -> str:
    """The language the officer chose; Chinese unless they chose another."""
    return locale_for(request.cookies.get(LANGUAGE))


def acting(request: web.Request) -> Actor:
    """The signed-in person as the services know them."""
    return request[SIGNED_IN].actor


def said(request: web.Request, error: DomainError) -> str:
    """What to tell a person of an error; a field is called by the name its form shows."""
    locale = locale_of(request)
    params = dict(error.params)
    if "field" in params:
        params["field"] = field_label(locale, str(params["field"]))
    return text(locale, error.text_key, **params)


def field_label(locale: str, field: str) -> str:
    """The name a form shows for a field; an unknown field keeps its own."""
    try:
        return text(locale, f"console.field_{field}")
    except KeyError:
        return field


def moment(value: dt.datetime) -> str:
    """A moment as people in China write it, ``2026-11-25 14:03``."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def written(value: str) -> str:
    """A moment of the audit chain (ISO 8601) as people read it."""
    return moment(dt.datetime.fromisoformat(value))


def day(value: dt.datetime) -> str:
    """The day of a moment there."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d")


def yuan(value: int) -> str:
    """A sum with its thousands apart."""
    return f"{value:,}"


_FILTERS: dict[str, Callable[..., str]] = {
    "moment": moment,
    "day": day,
    "yuan": yuan,
    "written": written,
}


@cache
def static_files() -> dict[str, bytes]:
    """The console's style sheets and scripts, read once; those of others under ``vendor/``."""
    return dict(_files_in(files("backend.web") / "static" / "console"))


def _files_in(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_file():
            yield before + item.name, item.read_bytes()
        else:
            yield from _files_in(item, f"{before}{item.name}/")


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with its content, so it may be kept for long."""
    mark = blake2b(static_files()[name], digest_size=6).hexdigest()
    return f"{PATH}/static/{name}?{mark}"


@web.middleware
async def say_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell errors in words: as a page, or as JSON to a script of ours."""
    try:
        return await handler(request)
    except ComeAgain:
        return page(request, "again.html")
    except DomainError as error:
        return _error(request, error.http_status, said(request, error))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        known = error.status if error.status in (400, 403, 404, 405, 413, 429) else 500
        words = text(locale_of(request), f"console.error_{known}")
        answer = _error(request, error.status, words)
        if "Retry-After" in error.headers:
            answer.headers["Retry-After"] = error.headers["Retry-After"]
        return answer
    except Exception as error:  # noqa: BLE001 - a page in words, whatever went wrong
        # Its own words may quote a report: only the kind and the lines of code go to the log.
        lines = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
        log.error(  # noqa: TRY400 - the reason stands above
            "a console page failed: %s at %s", type(error).__name__, " < ".join(lines[::-1])
        )
        return _error(request, 500, text(locale_of(request), "console.error_500"))


def _error(request: web.Request, status: int, words: str) -> web.Response:
    if "application/json" in request.headers.get("Accept", ""):
        return web.json_response({"error": words}, status=status, dumps=_dumps)
    return page(request, "error.html", status=status, words=words)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def answer_json(value: object) -> web.Response:
    """An answer to a script of ours."""
    return web.json_response(value, dumps=_dumps)
