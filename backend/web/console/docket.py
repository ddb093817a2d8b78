"""The register of cases (台账) as a file: of the body's own cases, with an entry who took it."""

import asyncio

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import Invalid
from backend.domain.figures import Period, Span, parse_period, period_at
from backend.house import House
from backend.services import audit, docket
from backend.services.cases import Actor
from backend.services.docket import Value
from backend.table_file import CSV_MARK, csv_text
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, locale_of
from backend.web.figure_book import table_book

routes = web.RouteTableDef()
READERS = (Role.OFFICER, Role.REVIEWER)
MOST_IN_A_BOOK = 20_000
"""Lines of an XLSX file; it is made in memory."""


@routes.get("/docket.csv")
@allow(*READERS)
async def as_csv(request: web.Request) -> web.StreamResponse:
    """The lines as they are read from the database, however many."""
    house, locale, period = request.app[HOUSE], locale_of(request), _period(request)
    await _note(request, period)
    answer = web.StreamResponse(headers=_named(period, "csv"))
    answer.content_type, answer.charset = "text/csv", "utf-8"
    await answer.prepare(request)
    await answer.write((CSV_MARK + csv_text([docket.headings(locale)])).encode())
    async with house.view() as view:
        async for block in docket.lines(view, acting(request), period, locale):
            await answer.write(csv_text(block).encode())
    await answer.write_eof()
    return answer


@routes.get("/docket.xlsx")
@allow(*READERS)
async def as_book(request: web.Request) -> web.Response:
    """The same as a workbook; 422 for more lines than one should hold."""
    house, locale, period = request.app[HOUSE], locale_of(request), _period(request)
    me = acting(request)
    await _check_size(house, me, period)
    await _note(request, period)
    rows: list[list[Value]] = []
    async with house.view() as view:
        async for block in docket.lines(view, me, period, locale):
            rows += block
    content = await asyncio.to_thread(table_book, period.name, docket.headings(locale), rows)
    return web.Response(
        body=content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers=_named(period, "xlsx"),
    )


async def _check_size(house: House, me: Actor, period: Period) -> None:
    async with house.view() as view:
        if await docket.size(view, me, period) > MOST_IN_A_BOOK:
            raise Invalid("docket_too_long", limit=MOST_IN_A_BOOK)


async def _note(request: web.Request, period: Period) -> None:
    me = acting(request)
    async with request.app[HOUSE].work() as work:
        await audit.record(
            work, me.id, "export_docket", me.body_id, chain=me.body_id, period=period.name
        )


def _period(request: web.Request) -> Period:
    asked = request.query.get("period", "")
    now = request.app[HOUSE].clock()
    return parse_period(asked) if asked else period_at(now, Span.MONTH).before()


def _named(period: Period, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="docket-{period.name}.{kind}"'}
