"""Work on many cases at once: given to a person, taken out as a table, looked through for words."""

import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from backend.db.models import Case
from backend.domain.errors import DomainError, Invalid
from backend.services import assignments, audit, bodies, queue
from backend.services.text_search import Progress, scan
from backend.table_file import CSV_MARK, csv_text
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.queue import asked, queue_page
from backend.web.console.shell import CASE_READERS, acting, day, locale_of, page, said
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()
LINES = "application/x-ndjson"
AT_A_TIME = 50
COLUMNS = (
    "number", "status", "industry", "area", "urgency", "criteria", "body", "submitted", "due",
    "outcome", "penalty", "assignee",
)  # fmt: skip


@routes.post("/cases/assign")
@allow(*assignments.GIVING)
async def assign(request: web.Request) -> web.StreamResponse:
    """Give the ticked cases, or all that the search finds, to one person."""
    form, me, house = await read_form(request), acting(request), request.app[HOUSE]
    to = form.get("assignee")
    if to == "":
        return await queue_page(request, error=Invalid("choose_assignee"))
    to = "" if to == "-" else to
    numbers = await _chosen(request)
    if not numbers:
        return await queue_page(request, error=Invalid("nothing_chosen"))
    if not _wants_lines(request):
        given = [one async for one in _assigned(request, numbers, to)]
        number = given[-1]["given"] if given else 0
        back = f"/{numbers[0]}" if form.get("back") == "case" and number else ""
        raise web.HTTPSeeOther(f"{PATH}/cases{back}?done=assigned&n={number}")
    async with house.view() as view:
        # Said before the first line: afterwards nothing can be refused any more.
        await assignments.check_colleague(view, to, me.body_id)
    return await _stream(request, _assigned(request, numbers, to))


async def _assigned(
    request: web.Request, numbers: list[str], to: str
) -> AsyncIterator[dict[str, Any]]:
    me, house, given, skipped = acting(request), request.app[HOUSE], 0, 0
    for at in range(0, len(numbers), AT_A_TIME):
        some = numbers[at : at + AT_A_TIME]
        async with house.work() as work:
            for number in some:
                try:
                    await assignments.assign(work, number, to, me)
                    given += 1
                except DomainError:
                    # It has left the desk meanwhile, or lies on another's.
                    skipped += 1
        done = at + len(some)
        yield {"done": done, "total": len(numbers), "given": given, "skipped": skipped}


@routes.post("/cases/export")
@allow(*CASE_READERS)
async def export(request: web.Request) -> web.StreamResponse:
    """The ticked cases, or all that the search finds, as a table of plain facts: no words."""
    me, house, locale = acting(request), request.app[HOUSE], locale_of(request)
    numbers = await _chosen(request)
    if not numbers:
        return await queue_page(request, error=Invalid("nothing_chosen"))
    async with house.work() as work:
        await audit.record(
            work, me.id, "export_cases", me.body_id, chain=me.body_id, number=len(numbers)
        )
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="cases.csv"',
            "X-Total": str(len(numbers)),
        }
    )
    await response.prepare(request)
    heads = [text(locale, f"console.column_{name}") for name in COLUMNS]
    await response.write((CSV_MARK + csv_text([heads])).encode())
    async with house.view() as view:
        people = {one.id: one.name for one in await assignments.colleagues(view, me.body_id)}
        async for cases in queue.chunks(view, numbers, me):
            rows = [_row(case, people, locale) for case in cases]
            await response.write(csv_text(rows).encode())
    return response


@routes.post("/cases/scan")
@allow(*CASE_READERS)
async def look_through(request: web.Request) -> web.StreamResponse:
    """Words inside the reports that the search leaves; the browser may stop it at any moment."""
    form, house, locale = await read_form(request), request.app[HOUSE], locale_of(request)
    async with house.view() as view:
        search, _ = await asked(request, view)
    found = scan(house, search, form.get("words"), acting(request))
    # The first step says whether the words can be looked for.
    first = await anext(found, Progress(0, 0, ()))
    if _wants_lines(request):
        return await _stream(request, _as_lines(first, found, locale))
    cases = [*first.found]
    async for one in found:
        cases += one.found
    return page(
        request,
        "scan.html",
        lines=[_line(case, locale) for case in cases],
        words=form.get("words"),
        back=f"{PATH}/cases?{request.query_string}",
    )


async def _as_lines(
    first: Progress, rest: AsyncIterator[Progress], locale: str
) -> AsyncIterator[dict[str, Any]]:
    yield _progress(first, locale)
    async for one in rest:
        yield _progress(one, locale)


def _progress(one: Progress, locale: str) -> dict[str, Any]:
    found = [_line(case, locale) for case in one.found]
    return {"done": one.done, "total": one.total, "found": found}


def _line(case: Case, locale: str) -> dict[str, str]:
    return {
        "number": case.number,
        "industry": text(locale, f"routing.industry_{case.industry}"),
        "area": case.area,
        "status": text(locale, f"console.status_{case.status}"),
        "submitted": day(case.created_at),
    }


async def _chosen(request: web.Request) -> list[str]:
    """The ticked numbers, or all that the search of the address finds."""
    form = await read_form(request)
    if form.get("all") != "1":
        return form.all("number")
    async with request.app[HOUSE].view() as view:
        search, _ = await asked(request, view)
        return await queue.numbers(view, search, acting(request))


def _wants_lines(request: web.Request) -> bool:
    return LINES in request.headers.get("Accept", "")


async def _stream(request: web.Request, lines: AsyncIterator[dict[str, Any]]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": LINES, "X-Accel-Buffering": "no"})
    await response.prepare(request)
    try:
        async for one in lines:
            await response.write((json.dumps(one, ensure_ascii=False) + "\n").encode())
    except DomainError as error:
        await response.write((json.dumps({"error": said(request, error)}) + "\n").encode())
    except ConnectionResetError:
        pass  # Stopped by who asked: what was done stays done, and on record.
    finally:
        await lines.aclose()  # type: ignore[attr-defined]
    return response


def _row(case: Case, people: dict[str, str], locale: str) -> list[str]:
    return [
        case.number,
        text(locale, f"console.status_{case.status}"),
        text(locale, f"routing.industry_{case.industry}"),
        case.area,
        text(locale, f"case.urgency_{case.urgency}"),
        "; ".join(case.criteria),
        bodies.name_of(case.body_id, locale),
        day(case.created_at),
        day(case.due_at) if case.due_at else "",
        text(locale, f"case.outcome_{case.outcome}") if case.outcome else "",
        str(case.penalty_yuan or ""),
        people.get(case.assignee_id or "", ""),
    ]
