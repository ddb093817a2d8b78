"""The map: a body's cases where they lie, and one case's own place on its page."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from backend.db.models import Case
from backend.domain.coordinates import Datum, converted
from backend.domain.receipts import parse_case_number
from backend.outlines import OutlinesFault, outlines
from backend.services import bodies, maps, queue
from backend.services.maps import MOST
from backend.services.queue_search import TABS
from backend.services.views import CaseView
from backend.web.auth import PATH
from backend.web.base import CSP, HOUSE, allow
from backend.web.console.facts import TimeLeft, time_left
from backend.web.console.queue import asked
from backend.web.console.queue_query import LONGEST, write_search
from backend.web.console.shell import CASE_READERS, acting, answer_json, locale_of, page
from config.lexicon import industries
from config.maps import MapSettings
from config.settings import Settings
from config.texts import text
from nlp.types import Urgency

routes = web.RouteTableDef()
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a map on a page is drawn on."""

    tiles: str
    attribution: str
    approval: str
    outlines: bool
    outlines_approval: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of one case, in degrees of the map's datum, as exactly as it was given."""

    latitude: float
    longitude: float
    sheet: Sheet


def sheet_of(settings: Settings) -> Sheet:
    """The sheet that this installation's maps are drawn on."""
    given = settings.map
    return Sheet(
        given.tiles,
        given.attribution,
        given.approval,
        given.outlines is not None,
        given.outlines_approval,
    )


def spot_of(view: CaseView, settings: Settings) -> Spot | None:
    """Where the report of a case was sent from, at the desk that holds the original; else None."""
    original = view.original
    if original is None or original.latitude is None or original.longitude is None:
        return None
    wanted = Datum(settings.map.datum)
    there = converted(original.latitude, original.longitude, Datum.WGS84, wanted)
    return Spot(*there, sheet_of(settings))


def with_tiles(response: web.Response, settings: MapSettings) -> web.Response:
    """The page, which may fetch pictures from the host of the tiles and from no other."""
    if settings.host:
        own = "img-src 'self'"
        response.headers["Content-Security-Policy"] = CSP.replace(own, f"{own} {settings.host}")
    return response


@routes.get("/map")
@allow(*CASE_READERS)
async def show(request: web.Request) -> web.Response:
    """The page: filters, an empty map, and the same cases as a table; it opens no place yet."""
    number = parse_case_number(request.query.get("q", "").strip()[:LONGEST])
    if number is not None:
        raise web.HTTPSeeOther(f"{PATH}/cases/{number}")
    house, locale, me = request.app[HOUSE], locale_of(request), acting(request)
    async with house.view() as view:
        search, unknown = await asked(request, view)
        cases = await maps.shown(view, search, me)
        counts = await queue.counts(view, me)
        total = await queue.count(view, search, me)
        now = view.now
    enterprise = request.query.get("enterprise", "")[:100]
    search = replace(search, page=1)
    plain = replace(search, area="", industry="", urgency="", tab="")
    response = page(
        request,
        "map.html",
        rows=[(case, time_left(case, now, locale)) for case in cases],
        total=total,
        most=MOST,
        counted=queue.COUNTED,
        counts=counts,
        tabs={tab: write_search(replace(search, tab=tab), enterprise=enterprise) for tab in TABS},
        search=search,
        query=write_search(search, enterprise=enterprise),
        finer=parse_qsl(write_search(plain, enterprise=enterprise)),
        unknown=unknown,
        industries=list(industries()),
        urgencies=[urgency.value for urgency in Urgency],
        body=bodies.name_of(me.body_id, locale),
        sheet=sheet_of(house.settings),
    )
    return with_tiles(response, house.settings.map)


@routes.post("/map/points")
@allow(*CASE_READERS)
async def points(request: web.Request) -> web.Response:
    """The places of the cases that the page shows; whoever opens them leaves an entry."""
    house, locale = request.app[HOUSE], locale_of(request)
    wanted = Datum(house.settings.map.datum)
    async with house.view() as view:
        search, _ = await asked(request, view)
    cases, places = await maps.open_map(house, search, acting(request), wanted)
    now = house.clock()
    return answer_json(
        [
            _point(case, places[case.number], time_left(case, now, locale), locale)
            for case in cases
            if case.number in places
        ]
    )


def _point(case: Case, place: maps.Degrees, left: TimeLeft, locale: str) -> dict[str, Any]:
    return {
        "number": case.number,
        "at": place,
        "urgency": case.urgency,
        "urgent": text(locale, f"case.urgency_{case.urgency}"),
        "industry": text(locale, f"routing.industry_{case.industry}"),
        "status": text(locale, f"console.status_{case.status}"),
        "area": case.area,
        "left": left.words,
        "tone": left.tone,
    }


@routes.get("/map/outlines")
@allow(*CASE_READERS)
async def drawn(request: web.Request) -> web.Response:
    """The outlines that the agency gave, as GeoJSON."""
    settings = request.app[HOUSE].settings.map
    try:
        body = await asyncio.to_thread(outlines, settings)
    except OutlinesFault as fault:
        log.warning("no outlines on the map: %s", fault)
        raise web.HTTPNotFound from None
    return web.Response(body=body, content_type="application/geo+json")
