"""The queue: a body's cases, what needs action first."""

from dataclasses import replace

from aiohttp import web

from backend.db.models import Case
from backend.domain.cases import Event, Role
from backend.domain.errors import DomainError
from backend.domain.receipts import parse_case_number
from backend.house import Work
from backend.services import assignments, bodies, queue, saved_views, staff, workplaces
from backend.services.queue_search import BELOW, BY_CHANGE, NOBODY, Search
from backend.services.workplace_seals import hash_of
from backend.web.auth import PATH, SIGNED_IN
from backend.web.base import HOUSE, allow
from backend.web.console.bodies import beside
from backend.web.console.facts import time_left
from backend.web.console.queue_query import known_items, read_search, write_search
from backend.web.console.shell import CASE_READERS, QUEUE_READERS, acting, locale_of, page, said
from backend.web.forms import read_form
from config.lexicon import industries
from config.texts import text
from nlp.types import Urgency

routes = web.RouteTableDef()
MOST_ENTERPRISES = 5


@routes.get("/cases")
@allow(*QUEUE_READERS)
async def show(request: web.Request) -> web.Response:
    """The cases of a tab, or the one case whose number was typed."""
    number = parse_case_number(request.query.get("q", "").strip()[:80])
    if number is not None and set(CASE_READERS) & acting(request).roles:
        raise web.HTTPSeeOther(f"{PATH}/cases/{number}")
    return await queue_page(request)


@routes.post("/views")
@allow(*QUEUE_READERS)
async def save_view(request: web.Request) -> web.Response:
    """Keep the search under a name."""
    form, me = await read_form(request), request[SIGNED_IN].staff.id
    search = replace(read_search({n: form.get(n) for n in form.fields}), page=1)
    try:
        async with request.app[HOUSE].work() as work:
            await saved_views.save(work, me, form.get("name"), write_search(search))
    except DomainError as error:
        return await queue_page(request, search=search, error=error)
    raise web.HTTPSeeOther(f"{PATH}/cases?{write_search(search)}")


@routes.post("/views/{id}/delete")
@allow(*QUEUE_READERS)
async def delete_view(request: web.Request) -> web.Response:
    """Forget a saved view of one's own."""
    async with request.app[HOUSE].work() as work:
        await saved_views.delete(work, request[SIGNED_IN].staff.id, request.match_info["id"])
    raise web.HTTPSeeOther(f"{PATH}/cases")


async def asked(request: web.Request, work: Work) -> tuple[Search, str]:
    """The search of an address, and the enterprise in it that the register doesn't know."""
    search = read_search(request.query)
    name = request.query.get("enterprise", "").strip()[:100]
    if not set(CASE_READERS) & acting(request).roles or search.tab == BELOW:
        # Which firm a case is about is no plain fact.
        name = ""
    if not name:
        return search, ""
    me = acting(request).body_id
    unit = "" if me == bodies.INTAKE else bodies.describe(me).unit
    found = await workplaces.matches(work, name, unit, MOST_ENTERPRISES)
    hashes = tuple(hash_of(work, one.id) for one in found)
    # One that nobody knows finds nothing: not everything.
    return replace(search, workplaces=hashes or ("",)), "" if found else name


async def queue_page(
    request: web.Request, *, search: Search | None = None, error: DomainError | None = None
) -> web.Response:
    """The page of the search that the address asks for, or of another, with what went wrong."""
    locale, me, unknown = locale_of(request), acting(request), ""
    async with request.app[HOUSE].view() as view:
        if search is None:
            search, unknown = await asked(request, view)
        lines, more = await queue.lines(view, search, me)
        counts = await queue.counts(view, me)
        total = await queue.count(view, search, me)
        mark = await queue.mark(view, me)
        begin = Role.ADMINISTRATOR in me.roles and not await staff.of_bodies(view)
        views = await saved_views.of_person(view, request[SIGNED_IN].staff.id)
        people = await assignments.colleagues(view, me.body_id)
        away = {one.id for one in people if assignments.is_away(one, view)}
        now = view.now
    done = request.query.get("done", "")
    enterprise = request.query.get("enterprise", "")[:100]
    return page(
        request,
        "queue.html",
        status=error.http_status if error else 200,
        lines=[(line, time_left(line.case, now, locale)) for line in lines],
        more=more,
        total=total,
        counts=counts,
        most=queue.COUNTED,
        mark=mark,
        tabs={
            tab: write_search(replace(search, tab=tab, page=1), enterprise=enterprise)
            for tab in counts
        },
        reads=bool(set(CASE_READERS) & me.roles) and search.tab != BELOW,
        by_change=search.tab in BY_CHANGE,
        search=search,
        query=write_search(search, enterprise=enterprise),
        enterprise=enterprise,
        unknown=unknown,
        narrowed=write_search(replace(search, tab="", page=1), enterprise=enterprise) != "",
        views=views,
        begin_with_staff=begin,
        people=people,
        away=away,
        nobody=NOBODY,
        may_assign=bool(assignments.GIVING & me.roles),
        items=known_items(),
        industries=list(industries()),
        urgencies=[urgency.value for urgency in Urgency],
        names=_names([line.case for line in lines], locale),
        own=me.body_id,
        choices=beside(me.body_id, locale),
        body=bodies.name_of(me.body_id, locale),
        done=_done(request, done, locale),
        error=said(request, error) if error else "",
    )


def _done(request: web.Request, done: str, locale: str) -> str:
    if done == "assigned":
        number = request.query.get("n", "0")
        return text(locale, "console.assigned_n", n=number if number.isdecimal() else 0)
    return text(locale, f"case.event_{done}") if done in set(Event) else ""


def _names(cases: list[Case], locale: str) -> dict[str, str]:
    ids = {body_id for case in cases for body_id in (case.body_id, case.holder_id)}
    return {body_id: bodies.name_of(body_id, locale) for body_id in ids}
