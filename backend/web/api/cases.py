"""Cases over the API: the queue, one case, its events and its files."""

import json

from aiohttp import web

from backend.domain.cases import Status, parse_event
from backend.house import Work
from backend.services import api_answers, cases, views
from backend.services.api_answers import Answer
from backend.services.views import PAGE, CaseView
from backend.web.api.door import CALLER, asked
from backend.web.api.render import case_line, case_out
from backend.web.api.schema import CaseList, dump
from backend.web.base import HOUSE, Access, allow
from backend.web.problems import Problem, locale_of
from backend.web.strict_json import EVENT_BYTES, read_object


@allow(Access.TOKEN)
async def list_cases(request: web.Request) -> web.Response:
    """The cases on the body's desk, oldest first."""
    query = dict(request.query)
    for name in query:
        if name not in ("status", "after", "limit"):
            raise Problem(422, "field_unknown", field=name[:40])
    limit = _limit(query.get("limit"))
    status = query.get("status") or None
    if status is not None and status not in tuple(Status):
        raise Problem(422, "field_wrong", field="status", why=" | ".join(Status))
    locale = locale_of(request)
    async with request.config_dict[HOUSE].view() as view:
        found = await views.list_cases(
            view,
            request[CALLER].actor,
            status=status,
            after=query.get("after") or None,
            limit=limit + 1,
        )
    more = len(found) > limit
    page = CaseList(
        cases=[case_line(case, locale) for case in found[:limit]],
        next=found[limit - 1].number if more else None,
    )
    return web.json_response(dump(page))


def _limit(given: str | None) -> int:
    if not given:
        return PAGE
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= PAGE:
        raise Problem(422, "field_wrong", field="limit", why=f"1 - {PAGE}")
    return int(given[:9])


@allow(Access.TOKEN)
async def show_case(request: web.Request) -> web.Response:
    """One case whole."""
    async with request.config_dict[HOUSE].view() as view:
        found = await views.case_view(view, request.match_info["number"], request[CALLER].actor)
    return web.Response(body=_json(request, found), content_type="application/json")


@allow(Access.TOKEN)
async def add_event(request: web.Request) -> web.Response:
    """Let something happen to a case; the same Idempotency-Key again changes nothing."""
    fields, canonical = await read_object(request, EVENT_BYTES)
    name = fields.pop("event", None)
    if not isinstance(name, str):
        raise Problem(422, "field_missing", field="event")
    event = parse_event(name)
    number = request.match_info["number"]

    async def act(work: Work) -> Answer:
        actor = request[CALLER].actor
        case = await cases.apply_event(work, number, event, fields, actor)
        # Handed to another desk, it answers with the plain facts that are left to this one.
        return Answer(200, _json(request, await views.view_of(work, case, actor)))

    answer = await api_answers.once(request.config_dict[HOUSE], asked(request, canonical), act)
    return web.Response(
        status=answer.http_status, body=answer.body, content_type="application/json"
    )


def _json(request: web.Request, view: CaseView) -> bytes:
    return json.dumps(dump(case_out(view, locale_of(request))), ensure_ascii=False).encode()


@allow(Access.TOKEN)
async def show_file(request: web.Request) -> web.Response:
    """A file of the report: the clean copy of a photo, anything else to be saved, not shown."""
    house = request.config_dict[HOUSE]
    number, file_id = request.match_info["number"], request.match_info["file_id"]
    async with house.view() as view:
        found = await views.open_file(view, number, file_id, request[CALLER].actor)
    if found is None:
        raise web.HTTPNotFound
    stored, key = found
    photo = stored.kind == "photo"
    content = await house.media.read_shown(stored, key)
    mime = "image/jpeg" if photo else stored.mime
    ending = "jpg" if photo else stored.ending
    how = "inline" if photo else "attachment"
    return web.Response(
        body=content,
        content_type=mime,
        headers={"Content-Disposition": f'{how}; filename="{stored.id}.{ending}"'},
    )
