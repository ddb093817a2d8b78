"""Evidence of the site on an officer's phone: taken with or without a network, with or without
a script; the console's worker keeps an empty page for a dead zone, never anything of a case.
"""

import datetime as dt
import hashlib

from aiohttp import web

from backend.db.models import Case, random_id
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import DomainError, Invalid
from backend.domain.evidence import Place, VoidReason, parse_moment, parse_place
from backend.house import Work
from backend.services import bodies, desks, evidence, staff
from backend.services.cases import Actor
from backend.services.drafts import MAX_FILES, Upload
from backend.services.evidence_pieces import Piece, Taken
from backend.web.auth import PATH, SIGNED_IN
from backend.web.base import HOUSE, Access, allow
from backend.web.console.shell import (
    CASE_READERS,
    acting,
    answer_json,
    locale_of,
    page,
    said,
    static_files,
)
from backend.web.forms import Form, read_form
from config.texts import text

routes = web.RouteTableDef()


@routes.get("/cases/{number}/evidence")
@allow(*CASE_READERS)
async def show(request: web.Request) -> web.Response:
    """All evidence of a case, and the camera."""
    return await _evidence_page(request, done=request.query.get("done", ""))


@routes.get("/cases/{number}/evidence/state")
@allow(*CASE_READERS)
async def state(request: web.Request) -> web.Response:
    """Whether this person may still add to this case, and the token to send with."""
    signed_in = request[SIGNED_IN]
    async with request.app[HOUSE].view() as work:
        me = acting(request)
        case = await desks.find_case(work, request.match_info["number"], me)
        may_add = await evidence.may_add(work, case, me)
    told = {"owner": signed_in.staff.id, "csrf": signed_in.csrf, "may_add": may_add}
    return answer_json(told | {"until": int(signed_in.until.timestamp() * 1000)})


@routes.post("/cases/{number}/evidence")
@allow(*CASE_READERS)
async def add(request: web.Request) -> web.Response:
    """Keep photos; a script sends one at a time and hears its number and SHA-256."""
    by_script = "application/json" in request.headers.get("Accept", "")
    form = await read_form(request)
    try:
        kept = await _take_in(request, form, by_script=by_script)
    except DomainError as error:
        if by_script or error.http_status == 404:
            raise
        return await _evidence_page(request, error=error, form=form)
    if by_script:
        return answer_json({"seq": kept[-1].seq, "sha256": kept[-1].meta.sha256})
    number = request.match_info["number"]
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}/evidence?done={len(kept)}")


async def _take_in(request: web.Request, form: Form, *, by_script: bool) -> list[Piece]:
    if not form.files:
        raise Invalid("field_missing", field="evidence_photo")
    if len(form.files) > MAX_FILES:
        raise Invalid("too_many_files", limit=MAX_FILES)
    place = parse_place(*(form.get(name) for name in ("latitude", "longitude", "accuracy")))
    at, sent = parse_moment(form.get("taken")), parse_moment(form.get("sent"))
    taken = Taken(form.get("note"), at, sent, place)
    house, number, me = request.app[HOUSE], request.match_info["number"], acting(request)
    given = form.get("item")
    return [
        await evidence.add(house, number, given if by_script else _item(given, one), one, taken, me)
        for one in form.files
    ]


def _item(given: str, upload: Upload) -> str:
    """The id of one photo of a form that holds several: the same again when it is sent again."""
    return hashlib.blake2b(given.encode() + upload.content, digest_size=16).hexdigest()


@routes.get("/cases/{number}/evidence/{id}")
@allow(*CASE_READERS)
async def photo(request: web.Request) -> web.Response:
    """One photo without what its camera wrote into it."""
    _, content = await _read(request, original=False)
    return web.Response(body=content, content_type="image/jpeg")


@routes.get("/cases/{number}/evidence/{id}/original")
@allow(*CASE_READERS)
async def original(request: web.Request) -> web.Response:
    """One photo byte for byte as it came, as a download: its SHA-256 is in the audit chain."""
    piece, content = await _read(request, original=True)
    stored = piece.meta.stored
    name = f"{request.match_info['number']}-{piece.seq}.{stored.ending}"
    return web.Response(
        body=content,
        content_type=stored.mime,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _read(request: web.Request, *, original: bool) -> tuple[Piece, bytes]:
    number, evidence_id = request.match_info["number"], request.match_info["id"]
    me = acting(request)
    return await evidence.read(request.app[HOUSE], number, evidence_id, me, original=original)


@routes.post("/cases/{number}/evidence/{id}/void")
@allow(*CASE_READERS)
async def mark_void(request: web.Request) -> web.Response:
    """Mark a piece as void; it stays where it is."""
    form, number = await read_form(request, files=False), request.match_info["number"]
    reason, words = form.get("void_reason"), form.get("void_words")
    try:
        async with request.app[HOUSE].work() as work:
            evidence_id = request.match_info["id"]
            await evidence.mark_void(work, number, evidence_id, reason, words, acting(request))
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _evidence_page(request, error=error)
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}/evidence?done=void")


@routes.get("/evidence-shell")
@allow(*CASE_READERS)
async def shell(request: web.Request) -> web.Response:
    """The same page with nothing of any case in it, for the worker to keep."""
    return page(
        request,
        "evidence.html",
        csrf="",
        navigation=[],
        here="",
        me=None,
        owner=request[SIGNED_IN].staff.id,
        case=None,
        rows=[],
        may_add=True,
        item="",
        note="",
        done="",
        error="",
        reasons=[],
    )


@routes.get("/worker.js")
@allow(Access.PUBLIC)
async def worker(_: web.Request) -> web.Response:
    """The console's service worker; here, since it may serve no page above its own folder."""
    return web.Response(
        body=static_files()["worker.js"],
        content_type="text/javascript",
        charset="utf-8",
        headers={"Cache-Control": "no-cache"},
    )


async def _evidence_page(
    request: web.Request,
    *,
    error: DomainError | None = None,
    done: str = "",
    form: Form | None = None,
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as work:
        case = await desks.find_case(work, request.match_info["number"], me)
        rows = await shown(work, case, me, locale)
        may_add = await evidence.may_add(work, case, me)
    told = ""
    if done == "void":
        told = text(locale, "evidence.done_void")
    elif done.isascii() and done.isdigit() and len(done) < 4:
        told = text(locale, "evidence.done", count=int(done))
    return page(
        request,
        "evidence.html",
        status=error.http_status if error else 200,
        owner=request[SIGNED_IN].staff.id,
        case=case,
        rows=rows,
        may_add=may_add,
        # The same again after an error: what was kept before it isn't kept twice.
        item=form.get("item") if form else random_id(),
        note=form.get("note") if form else "",
        done=told,
        error=said(request, error) if error else "",
        reasons=[(one.value, text(locale, f"evidence.void_{one}")) for one in VoidReason],
    )


async def shown(work: Work, case: Case, me: Actor, locale: str) -> list[dict[str, object]]:
    """A case's evidence as pages show it, in order; people of other bodies bear no name."""
    pieces = await evidence.pieces(work, case, me)
    names = {f"staff:{one.id}": one.name for one in await staff.people(work, me.body_id)}
    return [
        {
            "id": one.id,
            "seq": one.seq,
            "who": names.get(one.actor) or bodies.name_of(one.body_id, locale),
            "note": one.meta.note,
            "facts": _facts(one, locale),
            "differences": [text(locale, f"evidence.differs_{each}") for each in one.differences],
            "sha256": one.meta.sha256,
            "void": _void(one, names, locale),
            "may_void": one.void is None and me.body_id in (one.body_id, case.holder_id),
        }
        for one in pieces
    ]


def _facts(piece: Piece, locale: str) -> list[tuple[str, str]]:
    """Each time and place by its source: which of them is whose word must be plain."""
    meta, written = piece.meta, _clock(piece.written)
    if written and not meta.written.zone:
        written = f"{written} {text(locale, 'evidence.no_zone')}"
    found = (
        ("evidence.time_device", _clock(piece.taken)),
        ("evidence.time_server", _clock(piece.received)),
        ("evidence.time_photo", written),
        ("evidence.place_device", _place(meta.place, locale)),
        ("evidence.place_photo", _place(piece.written_place, locale)),
        ("evidence.file_name", meta.stored.name),
    )
    return [(text(locale, key), value) for key, value in found if value]


def _clock(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _place(place: Place | None, locale: str) -> str:
    if place is None:
        return ""
    degrees = f"{place.latitude:.5f}, {place.longitude:.5f}"
    if place.accuracy is None:
        return degrees
    return f"{degrees} {text(locale, 'evidence.within', metres=round(place.accuracy))}"


def _void(piece: Piece, names: dict[str, str], locale: str) -> str:
    if piece.void is None:
        return ""
    reason = text(locale, f"evidence.void_{piece.void}")
    parts = [reason, piece.void_words, names.get(piece.void_by, ""), str(piece.void_on)]
    return " · ".join(part for part in parts if part)
