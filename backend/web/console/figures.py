"""Figures on the screen, as a workbook and on paper: of one's own body, or of those below it."""

import asyncio
from functools import partial

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError, Invalid
from backend.domain.figures import Period, Span, parse_period, period_at
from backend.house import Work
from backend.services import bodies, figures, inspection_plans
from backend.services.figures_below import BELOW, below, scope_of
from backend.services.figures_sheet import EVERYBODY, Sheet, sheet
from backend.services.figures_words import running, written
from backend.web import figure_book, figure_paper
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import FIGURE_READERS, acting, locale_of, page, said
from backend.web.figure_charts import chart_of
from backend.web.forms import read_form
from backend.web.paper import PaperMissing
from config.texts import text

routes = web.RouteTableDef()
HEADS = frozenset({Role.REVIEWER, Role.SUPERVISOR, Role.STATISTICS})
"""Who sees how each person of the body did."""
LIVE = frozenset(FIGURE_READERS) - {Role.STATISTICS}
"""Who sees figures of the body's own cases to the moment, unless limited to areas."""
TILES = ("received", "accepted", "concluded", "verified", "accept_on_time", "overdue")
_OFFERED = {Span.MONTH: 24, Span.QUARTER: 8, Span.HALF: 4, Span.YEAR: 4}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@routes.get("/figures")
@allow(*FIGURE_READERS)
async def show(request: web.Request) -> web.Response:
    """The figures of a period with charts, each beside its table and definition."""
    return await _page(request)


@routes.get("/figures.xlsx")
@allow(*FIGURE_READERS)
async def workbook(request: web.Request) -> web.Response:
    """The same as a workbook with charts of its own."""
    async with request.app[HOUSE].view() as view:
        found = await _sheet(view, request)
    content = await asyncio.to_thread(figure_book.workbook, found, locale_of(request))
    return _file(content, f"figures-{found.period.name}.xlsx", _XLSX)


@routes.get("/figures.pdf")
@allow(*FIGURE_READERS)
async def paper(request: web.Request) -> web.Response:
    """The same on paper."""
    async with request.app[HOUSE].view() as view:
        found = await _sheet(view, request)
    try:
        content = await asyncio.to_thread(figure_paper.pdf, found, locale_of(request))
    except PaperMissing:
        raise Invalid("poster_libraries") from None
    return _file(content, f"figures-{found.period.name}.pdf", "application/pdf")


@routes.post("/figures/plan")
@allow(Role.REVIEWER)
async def plan(request: web.Request) -> web.Response:
    """Put the year's number of planned inspections on record."""
    form = await read_form(request, files=False)
    period = parse_period(form.get("period"))
    digits = form.get("planned").strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    try:
        async with request.app[HOUSE].work() as work:
            await inspection_plans.set_plan(work, period.year, number, acting(request))
    except DomainError as error:
        return await _page(request, period, error, digits)
    raise web.HTTPSeeOther(f"{PATH}/figures?period={period.name}&done=1#plan")


async def _page(
    request: web.Request,
    period: Period | None = None,
    error: DomainError | None = None,
    typed: str = "",
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as view:
        found = await _sheet(view, request, period)
        beneath = await below(view, me.body_id)
        planned = await inspection_plans.planned(view, me.body_id, found.period.year)
        now = view.now
    choices = [(me.body_id, bodies.name_of(me.body_id, locale))]
    if beneath:
        choices.append((BELOW, text(locale, "figures.all_below")))
        choices += [(one, bodies.name_of(one, locale)) for one in beneath]
    main = found.tables[0]
    return page(
        request,
        "figures.html",
        status=error.http_status if error else 200,
        sheet=found,
        of=request.query.get("body") or me.body_id,
        choices=choices,
        periods=[(span, _names(period_at(now, span), most)) for span, most in _OFFERED.items()],
        tables=[(table, chart_of(table, locale)) for table in found.tables],
        tiles=[main.rows[figures.NAMES.index(name)] for name in TILES],
        running=running(found, locale),
        limited=bool(me.areas),
        written=partial(written, locale=locale),
        may_export=bool(me.roles & {Role.OFFICER, Role.REVIEWER}),
        planned=typed or planned or "",
        done="done" in request.query,
        error=said(request, error) if error else "",
    )


async def _sheet(view: Work, request: web.Request, period: Period | None = None) -> Sheet:
    me, asked = acting(request), request.query.get("period", "")
    if period is None:
        period = parse_period(asked) if asked else period_at(view.now, Span.MONTH).before()
    scope = await scope_of(view, me.body_id, request.query.get("body", "")[:80])
    # How others of the body did is for its heads; everybody may see how they did themselves.
    person = EVERYBODY if HEADS & me.roles else me.id
    # Who may look at no case, or not at all, must not see either that one came a minute ago.
    live = not me.areas and bool(LIVE & me.roles)
    return await sheet(view, scope, period, person, locale_of(request), live=live)


def _names(newest: Period, most: int) -> list[str]:
    found = [newest]
    while len(found) < most:
        found.append(found[-1].before())
    return [one.name for one in found]


def _file(content: bytes, name: str, content_type: str) -> web.Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=content_type, headers=named)
