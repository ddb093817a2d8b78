"""What the installation is set to, and the agency's own changes: looked at, approved, undone."""

import difflib
import json
from typing import Any

from aiohttp import web
from pydantic import BaseModel, SecretStr

from backend.db.models import OwnChange
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind
from backend.domain.errors import DomainError
from backend.services import bodies, changes, routing_preview
from backend.web.base import HOUSE, allow
from backend.web.console.changing import PAGES, SETTINGS, done, names
from backend.web.console.scope import check_whole, is_whole
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import read_form
from config import own_texts, place_files
from config.deadlines import shipped_deadlines
from config.settings import Settings
from config.texts import text

routes = web.RouteTableDef()
_SECRET = ("url",)
"""Fields that hold a password among other things."""
SHOWN_LINES = 400


@routes.get("/settings")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """The way to all that can be changed, what waits for a second look, and the settings."""
    whole = is_whole(request)
    async with request.app[HOUSE].view() as view:
        waiting = await changes.waiting(view) if whole else []
    settings = request.app[HOUSE].settings
    rows = _settings(settings, "CHUISHAO_") if whole else []
    return page(
        request, "settings.html", whole=whole, waiting=len(waiting), rows=rows, done=done(request)
    )


def _settings(given: BaseModel, prefix: str) -> list[tuple[str, str, bool]]:
    """Variable, value (empty where it isn't set), and whether it is kept secret."""
    found = []
    for name in type(given).model_fields:
        value, variable = getattr(given, name), prefix + name.upper()
        if isinstance(value, BaseModel):
            found += _settings(value, f"{variable}__")
            continue
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        secret = isinstance(value, SecretStr) or name in _SECRET
        shown = str(plain) if plain not in (None, "") else ""
        found.append((variable, shown if not secret or not shown else "•", secret))
    return found


@routes.get("/settings/changes")
@allow(Role.ADMINISTRATOR)
async def history(request: web.Request) -> web.Response:
    """What waits for a second look, and all changes there were, the newest first."""
    scope = None if is_whole(request) else acting(request).body_id
    async with request.app[HOUSE].view() as view:
        rows = await changes.history(view, scope)
        waiting = await changes.waiting(view) if scope is None else []
    locale = locale_of(request)
    return page(
        request,
        "changes.html",
        rows=[(row, about(row, locale), shortly(row, locale)) for row in rows],
        waiting=[(row, about(row, locale), shortly(row, locale)) for row in waiting],
        names=await names(request),
        me_id=acting(request).id,
        done=done(request),
    )


@routes.get("/settings/changes/{id}")
@allow(Role.ADMINISTRATOR)
async def one(request: web.Request) -> web.Response:
    """One change whole: before and after, and where open cases would go by it."""
    check_whole(request)
    return await _change_page(request)


@routes.post("/settings/changes/{id}/approve")
@allow(Role.ADMINISTRATOR)
async def approve(request: web.Request) -> web.Response:
    """The second look: it holds from now on."""
    check_whole(request)
    try:
        await changes.approve(request.app[HOUSE], request.match_info["id"], acting(request))
    except DomainError as error:
        return await _change_page(request, error)
    raise web.HTTPSeeOther(f"{SETTINGS}/changes?done={changes.ACTIVE}")


@routes.post("/settings/changes/{id}/refuse")
@allow(Role.ADMINISTRATOR)
async def refuse(request: web.Request) -> web.Response:
    """Let a proposal be, or take one's own back."""
    check_whole(request)
    try:
        await changes.refuse(request.app[HOUSE], request.match_info["id"], acting(request))
    except DomainError as error:
        return await _change_page(request, error)
    raise web.HTTPSeeOther(f"{SETTINGS}/changes?done={changes.REFUSED}")


@routes.post("/settings/undo")
@allow(Role.ADMINISTRATOR)
async def undo(request: web.Request) -> web.Response:
    """Bring back what was shipped, as a change of its own."""
    form = await read_form(request, files=False)
    if form.get("kind") not in set(Kind):
        raise web.HTTPNotFound
    kind = Kind(form.get("kind"))
    row = await changes.undo(
        request.app[HOUSE], kind, form.get("key"), acting(request), form.get("basis")
    )
    raise web.HTTPSeeOther(f"{PAGES[kind]}?done={row.state}")


async def _change_page(request: web.Request, error: DomainError | None = None) -> web.Response:
    house, locale = request.app[HOUSE], locale_of(request)
    async with house.view() as view:
        row = await view.session.get(OwnChange, request.match_info["id"])
        if row is None:
            raise web.HTTPNotFound
        standing = (await changes.standing(view, Kind(row.kind))).get(row.key)
    undecided = row.state == changes.PROPOSED
    found = None
    if undecided and row.kind in (Kind.ROUTE, Kind.PLACE_FILE):
        change = Change(Kind(row.kind), row.key, row.value, row.basis)
        try:
            found = await routing_preview.preview(house, change)
        except DomainError as unfit:
            error = error or unfit
    before = (standing.value if standing else None) or _shipped(row, locale)
    after = row.value if row.value is not None else _shipped(row, locale)
    if row.kind == Kind.TERM:
        # Who agrees reads words, not how they are kept.
        before, after = shortly(standing, locale) if standing else before, shortly(row, locale)
    return page(
        request,
        "change.html",
        status=error.http_status if error else 200,
        row=row,
        what=about(row, locale),
        lines=_difference(before, after) if undecided else (row.value or "").splitlines(),
        undecided=undecided,
        names=await names(request),
        mine=row.proposed_by == acting(request).id,
        preview=preview_of(found, locale),
        error=said(request, error) if error else "",
    )


def _difference(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return [line for line in lines if not line.startswith(("---", "+++"))][:SHOWN_LINES]


def _shipped(row: OwnChange, locale: str) -> str:
    if row.kind == Kind.PLACE_FILE:
        return place_files.shipped(row.key)
    if row.kind == Kind.TEXT:
        return own_texts.shipped_text(*row.key.split(":", 1)) or ""
    if row.kind == Kind.DEADLINE:
        return str(shipped_deadlines()[row.key].amount)
    return text(locale, "admin.as_shipped")


def about(row: OwnChange | Change, locale: str) -> str:
    """What a change is about, in words."""
    name = row.key
    if row.kind in (Kind.BODY_NAME, Kind.BODY_PHONE, Kind.BODY_NOTE):
        name = body_name(row.key, locale)
    elif row.kind == Kind.DEADLINE:
        name = text(locale, f"console.deadline_{row.key}")
    elif row.kind == Kind.TEXT:
        language, _, key = row.key.partition(":")
        name = f"{key} ({text(locale, f'admin.language_{language}')})"
    elif row.kind == Kind.ROUTE:
        unit, _, industry = row.key.partition(":")
        name = f"{place_name(unit)} · {text(locale, f'routing.industry_{industry}')}"
    return text(locale, f"admin.about_{row.kind}", name=name)


def shortly(row: OwnChange, locale: str) -> str:
    """What a change says, as short as a list wants it."""
    if row.value is None:
        return text(locale, "admin.as_shipped")
    if row.kind == Kind.ROUTE:
        return body_name(row.value, locale)
    if row.kind == Kind.PLACE_FILE:
        return text(locale, "admin.lines", count=len(row.value.splitlines()))
    if row.kind == Kind.TERM:
        said = json.loads(row.value)
        weights = [
            f"{text(locale, f'routing.industry_{code}')} {weight:g}"
            for code, weight in said["weights"].items()
        ]
        return " · ".join([text(locale, f"admin.kind_{said['kind']}"), *weights])
    return row.value if len(row.value) <= 120 else f"{row.value[:120]}…"


def body_name(body_id: str, locale: str) -> str:
    """The name of a body; one that is no more keeps its id."""
    try:
        return bodies.name_of(body_id, locale) if body_id else text(locale, "admin.nobody")
    except KeyError:
        return body_id


def place_name(unit: str) -> str:
    """The name of a unit with what lies above it; one that is no more keeps its id."""
    from nlp.regions import region_of

    try:
        return "".join(region_of(unit).path)
    except KeyError:
        return unit


def preview_of(found: routing_preview.Preview | None, locale: str) -> dict[str, Any] | None:
    """What a preview of routing shows: sums, ways with names, and the numbers."""
    if found is None:
        return None
    return {
        "looked_at": found.looked_at,
        "moved": len(found.moved),
        "parts": len(found.parts),
        "ways": [
            (body_name(old, locale), body_name(new, locale), count)
            for old, new, count in found.by_way()
        ],
        "numbers": [one.number for one in found.moved[: changes.SHOWN]],
    }


__all__ = ["Settings", "about", "body_name", "place_name", "preview_of", "routes", "shortly"]
