"""The register of workplaces: looking up, one entry with its history, its mark, its facts."""

from collections.abc import Mapping

from aiohttp import web

from backend.db.models import Workplace
from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.domain.workplaces import Entry, Fault, read_entry
from backend.house import Work
from backend.services import (
    bodies,
    firm_desks,
    firm_figures,
    firms,
    posters,
    workplace_links,
    workplace_marks,
    workplaces,
)
from backend.services.workplace_marks import MARKERS
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import CASE_READERS, acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.register import COLUMNS, KINDS
from config.texts import text

routes = web.RouteTableDef()
READERS = (*CASE_READERS, Role.ADMINISTRATOR)
WRITERS = (Role.ADMINISTRATOR, Role.INTAKE)
POSTING = (Role.ADMINISTRATOR, Role.INTAKE, Role.OFFICER)
"""Who hands out posters."""


@routes.get("/register")
@allow(*READERS)
async def show(request: web.Request) -> web.Response:
    """Workplaces by name or code; the first page of all without words."""
    words, locale = request.query.get("q", "")[:100], locale_of(request)
    async with request.app[HOUSE].view() as work:
        found = await workplaces.search(work, words)
    return page(
        request,
        "register.html",
        words=words,
        rows=[
            (row, workplaces.place_of(row.unit_id), workplaces.name_in_charge(row, locale))
            for row in found
        ],
        most=workplaces.PAGE,
        may_write=bool(acting(request).roles & set(WRITERS)),
        may_import=Role.ADMINISTRATOR in acting(request).roles,
        error="",
    )


@routes.get("/register/new")
@allow(*WRITERS)
async def new(request: web.Request) -> web.Response:
    """The form of a new entry."""
    return _entry_page(request, None, {})


@routes.post("/register/new")
@allow(*WRITERS)
async def add(request: web.Request) -> web.Response:
    """Write a new entry."""
    return await _save(request, None)


@routes.get("/register/{id}")
@allow(*READERS)
async def one(request: web.Request) -> web.Response:
    """One workplace: facts, mark, what this body knows of its past."""
    return await _workplace_page(request)


@routes.get("/register/{id}/edit")
@allow(*WRITERS)
async def edit(request: web.Request) -> web.Response:
    """The form with the facts as they are."""
    async with request.app[HOUSE].view() as work:
        row = await workplaces.get(work, request.match_info["id"])
        cells = _cells(workplaces.entry_of(work, row), locale_of(request))
    return _entry_page(request, row, cells)


@routes.post("/register/{id}/edit")
@allow(*WRITERS)
async def change(request: web.Request) -> web.Response:
    """Write the facts of an entry anew."""
    async with request.app[HOUSE].view() as work:
        row = await workplaces.get(work, request.match_info["id"])
    return await _save(request, row)


@routes.post("/register/{id}/mark")
@allow(*MARKERS)
async def mark(request: web.Request) -> web.Response:
    """Set the mark of dishonesty, on a decision and until a day."""
    form, workplace_id = await read_form(request, files=False), request.match_info["id"]
    try:
        async with request.app[HOUSE].work() as work:
            await workplace_marks.set_mark(
                work, workplace_id, form.get("basis"), form.get("until"), acting(request)
            )
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _workplace_page(request, error, form)
    raise web.HTTPSeeOther(f"{PATH}/register/{workplace_id}#mark")


@routes.post("/register/marks/{id}/lift")
@allow(*MARKERS)
async def lift(request: web.Request) -> web.Response:
    """End a mark before its day."""
    form = await read_form(request, files=False)
    async with request.app[HOUSE].work() as work:
        workplace_id = await workplace_marks.lift(
            work, request.match_info["id"], form.get("why"), acting(request)
        )
    raise web.HTTPSeeOther(f"{PATH}/register/{workplace_id}#mark")


@routes.post("/register/{id}/officers")
@allow(Role.ADMINISTRATOR)
async def add_officer(request: web.Request) -> web.Response:
    """A safety officer of the firm, whose one-time password is shown once."""
    form, workplace_id = await read_form(request, files=False), request.match_info["id"]
    try:
        secret = await firm_desks.add_officer(
            request.app[HOUSE], workplace_id, form.get("name"), acting(request)
        )
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _workplace_page(request, error)
    return await _workplace_page(request, secret=secret)


async def _save(request: web.Request, row: Workplace | None) -> web.Response:
    form = await read_form(request, files=False)
    cells = {name: form.get(name) for name in COLUMNS}
    entry, faults = read_entry(cells)
    if entry is None:
        return _entry_page(request, row, cells, faults)
    try:
        async with request.app[HOUSE].work() as work:
            saved = await workplaces.save(work, entry, acting(request), row.id if row else None)
            workplace_id = saved.id
    except DomainError as error:
        return _entry_page(request, row, cells, error=error)
    raise web.HTTPSeeOther(f"{PATH}/register/{workplace_id}")


def _entry_page(
    request: web.Request,
    row: Workplace | None,
    cells: Mapping[str, str],
    faults: list[Fault] | None = None,
    error: DomainError | None = None,
) -> web.Response:
    locale = locale_of(request)
    words = {
        one.field: text(locale, f"register.fault_{one.code}", hint=one.hint) for one in faults or []
    }
    return page(
        request,
        "workplace_edit.html",
        status=422 if faults else error.http_status if error else 200,
        row=row,
        columns=COLUMNS,
        kinds=KINDS,
        cells={name: cells.get(name, "") for name in COLUMNS},
        problems=words,
        error=said(request, error) if error else "",
    )


async def _workplace_page(
    request: web.Request,
    error: DomainError | None = None,
    form: Form | None = None,
    secret: str = "",
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as work:
        row = await workplaces.get(work, request.match_info["id"])
        entry = workplaces.entry_of(work, row)
        past = await workplace_links.past(work, row.id, me)
        marks = await workplace_marks.marks(work, row.id)
        beneath = await workplaces.beneath(work, row)
        codes = await posters.codes(work, row.id)
        officers = await firms.officers(work, row.id)
        figures = await firm_figures.of_workplace(work, row, me)
        above = await _above(work, row)
    reads_cases = bool(me.roles & set(CASE_READERS))
    return page(
        request,
        "workplace.html",
        status=error.http_status if error else 200,
        row=row,
        entry=entry,
        place=workplaces.place_of(row.unit_id),
        charge=workplaces.name_in_charge(row, locale),
        past=past if reads_cases else None,
        marks=[
            (one, bodies.name_of(one.body_id, locale), one.body_id == me.body_id) for one in marks
        ],
        beneath=beneath,
        codes=codes,
        address=request.app[HOUSE].public_url,
        officers=officers,
        figures=figures,
        secret=secret,
        may_open=Role.ADMINISTRATOR in me.roles and row.kind == "firm",
        may_post=bool(me.roles & set(POSTING)),
        above=above,
        may_write=bool(me.roles & set(WRITERS)),
        may_mark=bool(me.roles & MARKERS),
        typed={name: form.get(name) if form else "" for name in ("basis", "until")},
        error=said(request, error) if error else "",
    )


async def _above(work: Work, row: Workplace) -> Workplace | None:
    return (await workplaces.by_codes(work, [row.above])).get(row.above) if row.above else None


def _cells(entry: Entry, locale: str) -> dict[str, str]:
    """The facts as the form takes them back."""
    facts = {
        "name": entry.name,
        "aliases": "\n".join(entry.aliases),
        "credit_code": entry.credit_code or "",
        "industry": text(locale, f"routing.industry_{entry.industry}") if entry.industry else "",
        "address": entry.address,
        "place": workplaces.place_of(entry.unit),
        "body": entry.body,
        "safety_officers": "\n".join(entry.safety_officers),
        "employees": "" if entry.employees is None else str(entry.employees),
        "kind": entry.kind,
        "above": entry.above,
    }
    return {name: facts[name] for name in COLUMNS}
