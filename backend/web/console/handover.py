"""The hand-over sheet: a case on paper for a body outside, the redacted words only if chosen."""

from aiohttp import web

from backend.services import bodies, views
from backend.web.base import HOUSE, allow
from backend.web.console import evidence, facts, hints
from backend.web.console.shell import CASE_READERS, acting, locale_of, page

routes = web.RouteTableDef()


@routes.get("/cases/{number}/sheet")
@allow(*CASE_READERS)
async def show(request: web.Request) -> web.Response:
    """The sheet; ``words=1`` puts the redacted words on it, never who reported."""
    locale = locale_of(request)
    async with request.app[HOUSE].view() as work:
        me = acting(request)
        view = await views.case_view(work, request.match_info["number"], me)
        taken = await evidence.shown(work, view.case, me, locale)
        now = work.now
    return page(
        request,
        "sheet.html",
        view=view,
        case=view.case,
        to=bodies.name_of(view.case.body_id, locale),
        to_reached=bodies.reached(view.case.body_id),
        desk_reached=bodies.reached(view.case.holder_id),
        desk=bodies.name_of(view.case.holder_id, locale),
        why=hints.came_here(view, locale) or facts.why_body(view.case, locale),
        finer=facts.finer(view.content.place, view.case.area) if view.content else "",
        suspected=facts.suspected(view.case, locale),
        with_words=bool(request.query.get("words")),
        evidence=taken,
        now=now,
    )
