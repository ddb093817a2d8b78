"""A table of workplaces brought in from the console: checked, looked at, written or dropped."""

import asyncio
import tempfile
from pathlib import Path

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError, Invalid
from backend.services import register_runs, workplaces
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()
SHOWN_FAULTS, SHOWN_ROWS = 20, 8


@routes.post("/register/imports")
@allow(Role.ADMINISTRATOR)
async def begin(request: web.Request) -> web.Response:
    """Take a table and check it; nothing is written yet."""
    form = await read_form(request)
    if not form.files:
        raise Invalid("field_missing", field="table")
    run_id = await register_runs.begin(request.app[HOUSE], form.files[0].content, acting(request))
    raise web.HTTPSeeOther(f"{PATH}/register/imports/{run_id}")


@routes.get("/register/imports/{id}")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """How far it is, and once checked what it would do."""
    return await _run_page(request)


@routes.post("/register/imports/{id}")
@allow(Role.ADMINISTRATOR)
async def carry_out(request: web.Request) -> web.Response:
    """Write what was checked."""
    run_id = request.match_info["id"]
    try:
        await register_runs.carry_out(request.app[HOUSE], run_id, acting(request))
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _run_page(request, error)
    raise web.HTTPSeeOther(f"{PATH}/register/imports/{run_id}")


@routes.post("/register/imports/{id}/drop")
@allow(Role.ADMINISTRATOR)
async def drop(request: web.Request) -> web.Response:
    """Let it be."""
    register_runs.drop(request.app[HOUSE], request.match_info["id"], acting(request))
    raise web.HTTPSeeOther(f"{PATH}/register")


@routes.get("/register/imports/{id}/faults.csv")
@allow(Role.ADMINISTRATOR)
async def faults(request: web.Request) -> web.Response:
    """All that is wrong, a row each, for a spreadsheet."""
    house, locale = request.app[HOUSE], locale_of(request)
    run = register_runs.find(house, request.match_info["id"], acting(request))

    def written() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "faults.csv"
            register_runs.spool_of(house, run).write_faults(path, locale)
            return path.read_bytes()

    body = await asyncio.to_thread(written)
    named = {"Content-Disposition": 'attachment; filename="register-faults.csv"'}
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=named)


async def _run_page(request: web.Request, error: DomainError | None = None) -> web.Response:
    house, locale = request.app[HOUSE], locale_of(request)
    run = register_runs.find(house, request.match_info["id"], acting(request))
    wrong, first = [], []
    if run.phase == "checked":
        spool = register_runs.spool_of(house, run)
        wrong = list(spool.faults(locale, SHOWN_FAULTS))
        first = [(one, workplaces.place_of(one.unit)) for one in spool.first(SHOWN_ROWS)]
    words = said(request, error) if error else ""
    if run.error:
        words = text(locale, run.error, **run.params)
    return page(
        request,
        "register_import.html",
        status=error.http_status if error else 200,
        run=run,
        faults=wrong,
        first=first,
        error=words,
    )
