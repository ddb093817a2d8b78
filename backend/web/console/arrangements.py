"""The agency's own arrangement of whose an industry is in a place: tried first, then proposed."""

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit
from backend.domain.errors import DomainError
from backend.services import changes, routing_preview
from backend.web.base import HOUSE, allow
from backend.web.console.changing import done, save
from backend.web.console.scope import check_whole
from backend.web.console.settings import body_name, place_name, preview_of
from backend.web.console.shell import locale_of, page, said
from backend.web.forms import Form, read_form
from config.jurisdictions import national
from nlp.places import find_unit
from nlp.regions import level_of

routes = web.RouteTableDef()


@routes.get("/settings/routes")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """All own arrangements, and the form for another."""
    check_whole(request)
    return await _routes_page(request)


@routes.post("/settings/routes")
@allow(Role.ADMINISTRATOR)
async def write(request: web.Request) -> web.Response:
    """Look at what an arrangement would do to the open cases; then propose what was looked at."""
    check_whole(request)
    form = await read_form(request, files=False)
    try:
        unit = _unit(form.get("place"))
        body = form.get("body_id") or form.get("body")
        key = f"{unit}:{form.get('industry')}"
        change = Change(Kind.ROUTE, key, body, form.get("basis"))
        if not form.get("look") and form.get("seen") == _seen(change):
            await save(request, change)
        found = await routing_preview.preview(request.app[HOUSE], change)
    except DomainError as error:
        return await _routes_page(request, form, error)
    return await _routes_page(request, form, found=found, looked_at=change)


def _seen(change: Change) -> str:
    """What the form of a preview carries: another place or body is to be seen first."""
    return f"{change.key}={change.value}"


def _unit(given: str) -> str:
    """The unit that words or a code name; raises Unfit for none, or several."""
    given = given.strip()[:100]
    try:
        level_of(given)
    except KeyError:
        units = {region.code or region.unit for region in find_unit(given)}
    else:
        return given
    if len(units) > 1:
        raise Unfit("place_several", places="、".join(place_name(unit) for unit in sorted(units)))
    if not units:
        raise Unfit("place_unknown")
    return units.pop()


async def _routes_page(
    request: web.Request,
    form: Form | None = None,
    error: DomainError | None = None,
    found: routing_preview.Preview | None = None,
    looked_at: Change | None = None,
) -> web.Response:
    locale = locale_of(request)
    async with request.app[HOUSE].view() as view:
        own = await changes.standing(view, Kind.ROUTE)
        waiting = await changes.waiting(view, [Kind.ROUTE])
    picked = form.get("body_id") or form.get("body") if form else ""
    return page(
        request,
        "routes.html",
        status=error.http_status if error else 200,
        rows=[_told(row.key, row.value, row.basis, locale) for row in own.values()],
        waiting=len(waiting),
        industries=[code for code, rule in national().industries.items() if rule.level == "county"],
        form=form or Form(),
        picked=picked,
        picked_name=body_name(picked, locale) if picked else "",
        preview=preview_of(found, locale),
        seen=_seen(looked_at) if looked_at else "",
        told=_told(looked_at.key, looked_at.value, "", locale) if looked_at else None,
        done=done(request),
        error=said(request, error) if error else "",
    )


def _told(key: str, body: str | None, basis: str, locale: str) -> dict[str, str]:
    unit, _, industry = key.partition(":")
    return {
        "key": key,
        "place": place_name(unit),
        "industry": industry,
        "body": body_name(body or "", locale),
        "basis": basis,
    }
