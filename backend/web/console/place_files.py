"""The YAML files of the places: seen with their sources, changed whole, checked, proposed."""

import asyncio

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.changes import Change, Kind
from backend.domain.errors import DomainError, Invalid
from backend.services import changes, routing_preview
from backend.web.base import HOUSE, allow
from backend.web.console.changing import done, save
from backend.web.console.scope import check_whole
from backend.web.console.settings import preview_of
from backend.web.console.shell import locale_of, page, said
from backend.web.forms import Form, read_form
from config import place_files
from config.jurisdictions import jurisdictions
from config.texts import text

routes = web.RouteTableDef()


@routes.get("/settings/places")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """All files, each with the document it rests on and how sure that is."""
    check_whole(request)
    async with request.app[HOUSE].view() as view:
        own = await changes.standing(view, Kind.PLACE_FILE)
        waiting = await changes.waiting(view, [Kind.PLACE_FILE])
    locale, rows = locale_of(request), []
    for name in place_files.names():
        place = jurisdictions().get(name.removesuffix(".yaml"))
        title = place.name if place else text(locale, "admin.national")
        rows.append((name, title, place.plan if place else None, own.get(name)))
    return page(request, "places.html", rows=rows, waiting=len(waiting), done=done(request))


@routes.get("/settings/places/{id}")
@allow(Role.ADMINISTRATOR)
async def one(request: web.Request) -> web.Response:
    """One file as it holds."""
    check_whole(request)
    return await _file_page(request)


@routes.get("/settings/places/{id}/file")
@allow(Role.ADMINISTRATOR)
async def download(request: web.Request) -> web.Response:
    """The same to be edited elsewhere."""
    check_whole(request)
    name = _name(request)
    return web.Response(
        text=place_files.content(name),
        content_type="application/yaml",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@routes.post("/settings/places/{id}")
@allow(Role.ADMINISTRATOR)
async def write(request: web.Request) -> web.Response:
    """Check a changed file: its faults, else where open cases would go; then propose it."""
    check_whole(request)
    form, name = await read_form(request), _name(request)
    given = form.get("content")
    if form.files:
        try:
            given = form.files[0].content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return await _file_page(request, form, "", Invalid("field_missing", field="table"))
    change = Change(Kind.PLACE_FILE, name, given, form.get("basis"))
    faults = await asyncio.to_thread(place_files.faults, name, given)
    if faults:
        return await _file_page(request, form, given, faults=faults)
    try:
        if form.get("activate"):
            await save(request, change)
        if not form.get("basis").strip():
            raise Invalid("field_missing", field="basis")
        found = await routing_preview.preview(request.app[HOUSE], change)
    except DomainError as error:
        return await _file_page(request, form, given, error)
    return await _file_page(request, form, given, found=found)


def _name(request: web.Request) -> str:
    name = request.match_info["id"]
    if name not in place_files.names():
        raise web.HTTPNotFound
    return name


async def _file_page(
    request: web.Request,
    form: Form | None = None,
    given: str = "",
    error: DomainError | None = None,
    *,
    faults: list[place_files.Fault] | None = None,
    found: routing_preview.Preview | None = None,
) -> web.Response:
    name, locale = _name(request), locale_of(request)
    async with request.app[HOUSE].view() as view:
        own = (await changes.standing(view, Kind.PLACE_FILE)).get(name)
    place = jurisdictions().get(name.removesuffix(".yaml"))
    return page(
        request,
        "place_file.html",
        status=422 if faults else error.http_status if error else 200,
        name=name,
        plan=place.plan if place else None,
        content=given or place_files.content(name),
        changed=bool(given),
        own=own,
        basis=form.get("basis") if form else "",
        faults=[_said(fault, locale) for fault in faults or ()],
        preview=preview_of(found, locale),
        done=done(request),
        error=said(request, error) if error else "",
    )


def _said(fault: place_files.Fault, locale: str) -> str:
    lacking, _, name = fault.said.partition(": ")
    code, about = fault.code, fault.said
    if code == "meaning" and lacking.startswith("no such"):
        code, about = "no_such", name
    words = text(locale, f"admin.fault_{code}", path=fault.path, said=about or fault.path)
    return text(locale, "admin.fault_line", line=fault.line, words=words) if fault.line else words
