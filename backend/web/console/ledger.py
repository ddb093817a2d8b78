"""The books of a body's rewards: a year's budget, what was paid and taken back, and the rest."""

import unicodedata

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import DomainError
from backend.services import ledger, staff
from backend.services.ledger import Books
from backend.table_file import CSV_MARK, csv_text
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.texts import text

routes = web.RouteTableDef()
READERS = (Role.REVIEWER, Role.PAYER)


@routes.get("/ledger")
@allow(*READERS)
async def show(request: web.Request) -> web.Response:
    """One year of the body's own books."""
    return await _page(request, Form())


@routes.post("/ledger")
@allow(Role.REVIEWER)
async def add_budget(request: web.Request) -> web.Response:
    """Add to this year's budget, or take from it."""
    form, me = await read_form(request), acting(request)
    try:
        async with request.app[HOUSE].work() as work:
            amount, reason = _yuan(form.get("amount")), form.get("reason")
            await ledger.add_budget(work, me.body_id, amount, reason, me.id)
    except DomainError as error:
        return await _page(request, form, error)
    raise web.HTTPSeeOther(f"{PATH}/ledger?done=1")


@routes.get("/ledger.csv")
@allow(*READERS)
async def export(request: web.Request) -> web.Response:
    """The year as a table for a spreadsheet."""
    locale = locale_of(request)
    async with request.app[HOUSE].view() as view:
        found = await ledger.books(view, acting(request), _year(request))
        names = await _names(request)
    heads = ("seq", "when", "ledger_kind", "ledger_amount", "case_number", "ledger_words", "actor")
    rows: list[list[object]] = [["#", *(text(locale, f"console.{name}") for name in heads[1:])]]
    for entry, words in found.entries:
        kind, day = text(locale, f"console.ledger_{entry.kind}"), day_in_shanghai(entry.at)
        who = names.get(entry.actor, entry.actor)
        cells = (day, kind, entry.amount_yuan, entry.case_number or "", words, who)
        rows.append([entry.seq, *cells])
    headers = {"Content-Disposition": f'attachment; filename="ledger-{found.year}.csv"'}
    body = (CSV_MARK + csv_text(rows)).encode()
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


async def _page(request: web.Request, form: Form, error: DomainError | None = None) -> web.Response:
    async with request.app[HOUSE].view() as view:
        me = acting(request)
        found: Books = await ledger.books(view, me, _year(request))
        years = await ledger.years(view, me.body_id)
    return page(
        request,
        "ledger.html",
        status=error.http_status if error else 200,
        books=found,
        years=years,
        names=await _names(request),
        this_year=found.year == max(years),
        done=text(locale_of(request), "console.ledger_done") if "done" in request.query else "",
        error=said(request, error) if error else "",
        form=form,
    )


async def _names(request: web.Request) -> dict[str, str]:
    async with request.app[HOUSE].view() as view:
        people = await staff.people(view, acting(request).body_id)
    return {f"staff:{person.id}": person.name for person in people}


def _year(request: web.Request) -> int | None:
    asked = request.query.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None


def _yuan(typed: str) -> int:
    digits = unicodedata.normalize("NFKC", typed).replace(",", "").strip()
    bare = digits.removeprefix("-")
    if not bare.isascii() or not bare.isdigit() or len(bare) > 15:
        return 0
    return int(digits)
