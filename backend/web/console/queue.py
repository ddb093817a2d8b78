"""The queue: a body's cases, what needs action first."""

from dataclasses import replace

from aiohttp import web

from backend.db.models import Case
from backend.domain.cases import Event
from backend.domain.receipts import parse_case_number
from backend.services import bodies, queue
from backend.services.queue import BELOW, TABS, Search
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.facts import time_left
from backend.web.console.shell import CASE_READERS, QUEUE_READERS, acting, locale_of, page
from config.lexicon import industries
from config.texts import text
from nlp.types import Urgency

routes = web.RouteTableDef()


@routes.get("/cases")
@allow(*QUEUE_READERS)
async def show(request: web.Request) -> web.Response:
    """The cases of a tab, or the one case whose number was typed."""
    words = request.query.get("q", "").strip()[:80]
    number = parse_case_number(words)
    reads = bool(set(CASE_READERS) & acting(request).roles)
    if number is not None and reads:
        raise web.HTTPSeeOther(f"{PATH}/cases/{number}")
    locale, me, search = locale_of(request), acting(request), _search(request, words)
    async with request.app[HOUSE].view() as view:
        lines, total = await queue.lines(view, search, me)
        counts = await queue.counts(view, me)
        now = view.now
    done = request.query.get("done", "")
    return page(
        request,
        "queue.html",
        lines=[(line, time_left(line.case, now, locale)) for line in lines],
        total=total,
        counts=counts,
        tabs=list(counts),
        reads=reads and search.tab != BELOW,
        search=search,
        pages=max(1, -(-total // queue.PAGE)),
        industries=list(industries()),
        urgencies=[urgency.value for urgency in Urgency],
        names=_names([line.case for line in lines], locale),
        own=me.body_id,
        body=bodies.name_of(me.body_id, locale),
        done=text(locale, f"case.event_{done}") if done in set(Event) else "",
    )


def _search(request: web.Request, words: str) -> Search:
    """What was asked for; what is no choice of ours asks nothing."""
    query = request.query
    search = Search(area=words)
    if query.get("tab") in (*TABS, BELOW):
        search = replace(search, tab=query["tab"])
    elif words:
        search = replace(search, tab="all")
    if query.get("industry") in set(industries()):
        search = replace(search, industry=query["industry"])
    if query.get("urgency") in set(Urgency):
        search = replace(search, urgency=query["urgency"])
    asked = query.get("page", "1")
    if asked.isascii() and asked.isdigit() and len(asked) < 7:
        search = replace(search, page=max(1, int(asked)))
    return search


def _names(cases: list[Case], locale: str) -> dict[str, str]:
    ids = {body_id for case in cases for body_id in (case.body_id, case.holder_id)}
    return {body_id: bodies.name_of(body_id, locale) for body_id in ids}
