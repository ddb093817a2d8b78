"""Finding a body to transfer to, and the bodies this installation knows."""

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from backend.db.models import Case
from backend.domain.bodies import Body, UnknownBody, body_exists, find_body, listed_bodies
from backend.domain.cases import Role
from backend.domain.changes import OF_BODIES, Change, checked
from backend.domain.errors import DomainError
from backend.services import access, access_codes, audit, bodies, changes, mail
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.changing import done
from backend.web.console.channel_boxes import box_of
from backend.web.console.scope import check_scope, is_whole
from backend.web.console.shell import CASE_READERS, acting, answer_json, locale_of, page, said
from backend.web.forms import Form, read_form
from config.divisions import divisions, is_county
from config.jurisdictions import departments
from config.overlay import follows
from nlp.regions import stem

routes = web.RouteTableDef()
MOST = 30
"""How many bodies a search answers with."""
COUNTIES = 12


@routes.get("/bodies/search")
@allow(*CASE_READERS, Role.ADMINISTRATOR)
async def search(request: web.Request) -> web.Response:
    """Bodies whose name fits the words: of the places with a plan, and of any county named."""
    found = find_bodies(request.query.get("q", "")[:60])
    async with request.app[HOUSE].view() as view:
        here = await bodies.connected(view, {body.id for body in found})
    return answer_json([{"id": b.id, "name": b.name, "connected": b.id in here} for b in found])


def find_bodies(words: str) -> list[Body]:
    """The bodies that fit, the best first; a county may be named by word or by its code."""
    parts = words.split()
    if not parts:
        return []
    wanted = "".join(parts)
    exact = _exact(wanted)
    if exact is not None:
        return [exact]
    fitting = [body for body in _listed() if fits(words, body.name)]
    seen = {body.id for body in fitting}
    rest = [b for code in _counties(wanted) for b in _of_unit(code) if b.id not in seen]
    letters = set(wanted)
    rest.sort(key=lambda b: len(letters & set(b.name)) - len(b.name) / 100, reverse=True)
    return (fitting + rest)[:MOST]


def fits(words: str, *names: str) -> bool:
    """Whether each of the words is in one of the names."""
    return all(any(part in name.casefold() for name in names) for part in words.casefold().split())


def _exact(body_id: str) -> Body | None:
    try:
        return find_body(body_id)
    except UnknownBody:
        return None


@follows("places", "bodies")
def _listed() -> tuple[Body, ...]:
    return tuple(listed_bodies())


@follows("places", "bodies")
def _of_unit(unit: str) -> tuple[Body, ...]:
    found = (
        find_body(f"{unit}.{department}")
        for department in departments()
        if body_exists(unit, department)
    )
    return tuple({body.id: body for body in found}.values())


def _counties(words: str) -> list[str]:
    if words[:6] in divisions():
        return [words[:6]]
    named = [
        code
        for code, division in divisions().items()
        if is_county(code) and (division.name in words or _stem_in(division.name, words))
    ]
    return named[:COUNTIES]


def _stem_in(name: str, words: str) -> bool:
    short = stem(name)
    return len(short) > 1 and short in words


def suggestions(case: Case, locale: str) -> list[tuple[str, str]]:
    """Bodies that a case most likely belongs to: who decides, who takes part, the same county."""
    ids: list[str] = [case.body_id]
    if case.arbiter_id:
        ids.append(case.arbiter_id)
    if case.unit_id:
        ids += [body.id for body in _of_unit(case.unit_id)]
    ids = [body_id for body_id in dict.fromkeys(ids) if body_id != case.holder_id]
    return [(body_id, bodies.name_of(body_id, locale)) for body_id in ids]


def beside(body_id: str, locale: str) -> list[tuple[str, str]]:
    """The bodies of the same unit; none for the installation's own desk."""
    unit = bodies.describe(body_id).unit if body_id != bodies.INTAKE else ""
    return [(body.id, bodies.name_of(body.id, locale)) for body in _of_unit(unit)] if unit else []


@routes.get("/bodies")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """The bodies on this installation, their chat groups and settings."""
    return await bodies_page(request)


@routes.post("/bodies/{body}/code")
@allow(Role.ADMINISTRATOR)
async def group_code(request: web.Request) -> web.Response:
    """A one-time code that binds the body's chat group; shown once."""
    body = request.match_info["body"]
    check_scope(request, body)
    async with request.app[HOUSE].work() as work:
        await bodies.ensure_desk(work, body)
        code = await access_codes.new_code(work, "group", body)
        await audit.record(work, acting(request).id, "new_code", body, purpose="group")
    return await bodies_page(request, code=code, coded=body)


@routes.post("/bodies/{body}/narrative")
@allow(Role.ADMINISTRATOR)
async def narrative(request: web.Request) -> web.Response:
    """Whether the body's chat group gets the words of a report."""
    body = request.match_info["body"]
    check_scope(request, body)
    shown = bool((await read_form(request)).get("shown"))
    async with request.app[HOUSE].work() as work:
        await access.set_narrative(work, body, acting(request).id, shown=shown)
    raise back(body)


@routes.post("/bodies/{body}/nameless")
@allow(Role.ADMINISTRATOR)
async def nameless(request: web.Request) -> web.Response:
    """Whether the body takes an employee's nameless report on their own firm."""
    body = request.match_info["body"]
    check_scope(request, body)
    said = (await read_form(request)).get("takes")
    async with request.app[HOUSE].work() as work:
        await access.set_takes_nameless(work, body, acting(request).id, said)
    raise back(body)


@routes.post("/bodies/{body}/mail")
@allow(Role.ADMINISTRATOR)
async def address(request: web.Request) -> web.Response:
    """Where the body hears by mail that something waits."""
    body = request.match_info["body"]
    check_scope(request, body)
    given = (await read_form(request)).get("mail")
    async with request.app[HOUSE].work() as work:
        await mail.set_address(work, body, given, acting(request).id)
    raise back(body)


@routes.post("/bodies/{body}/groups/{group}/unbind")
@allow(Role.ADMINISTRATOR)
async def unbind(request: web.Request) -> web.Response:
    """Let a chat group hear no more."""
    body = request.match_info["body"]
    check_scope(request, body)
    async with request.app[HOUSE].work() as work:
        mine = {group.group_hash for group in await access.groups(work, body)}
        if request.match_info["group"] not in mine:
            raise web.HTTPNotFound
        await access.unbind_group(work, request.match_info["group"], acting(request).id)
    raise back(body)


@routes.post("/bodies/{body}/said")
@allow(Role.ADMINISTRATOR)
async def say_of(request: web.Request) -> web.Response:
    """The name a body is shown by, where people reach it, and a note; each a change of its own."""
    body = request.match_info["body"]
    check_scope(request, body)
    form, house = await read_form(request, files=False), request.app[HOUSE]
    try:
        wanted = _said_of(body, form)
        for change in wanted:
            checked(change)
        rows = [await changes.propose(house, change, acting(request)) for change in wanted]
    except DomainError as error:
        return await bodies_page(request, failed=body, form=form, error=error)
    raise back(body, done=changes.outcome(rows))


def back(body: str, part: str = "body", **said: str) -> web.HTTPSeeOther:
    """Leads to a part of one body on the page of all, where it is open."""
    return web.HTTPSeeOther(f"{PATH}/bodies?{urlencode({'at': body, **said})}#{part}-{body}")


def _said_of(body: str, form: Form) -> list[Change]:
    """What of a body the form says otherwise than it stands."""
    own, found = bodies.reached(body), []
    for kind, field in zip(OF_BODIES, ("name", "phone", "note"), strict=True):
        given = " ".join(form.get(field).split())
        if given != getattr(own, field):
            found.append(Change(kind, body, given or None))
    return found


async def bodies_page(
    request: web.Request,
    code: str = "",
    coded: str = "",
    *,
    failed: str = "",
    form: Form | None = None,
    error: DomainError | None = None,
    robot_of: str = "",
    kept: Mapping[str, str] | None = None,
) -> web.Response:
    """The page; ``error`` is why what was ``failed`` of a body, or the ``robot_of`` one, can't be.

    ``form`` and ``kept`` are what was typed.
    """
    locale, asked = locale_of(request), request.query.get("q", "")[:60]
    async with request.app[HOUSE].view() as view:
        mine = [
            row
            for row in await bodies.known(view)
            if is_whole(request) or row.id == acting(request).body_id
        ]
        names = {row.id: bodies.name_of(row.id, locale) for row in mine}
        rows = [row for row in mine if fits(asked, names[row.id], row.id)]
        groups = {row.id: await access.groups(view, row.id) for row in rows}
        boxes = {
            row.id: await box_of(view, row, locale, *((error, kept) if row.id == robot_of else ()))
            for row in rows
        }
    at = request.query.get("at", "")
    return page(
        request,
        "bodies.html",
        status=error.http_status if error else 200,
        rows=rows,
        many=len(mine) > 1,
        asked=asked,
        opened={rows[0].id} if len(rows) == 1 else {at, failed, coded, robot_of},
        names=names,
        groups=groups,
        reached={row.id: bodies.reached(row.id) for row in rows},
        own_desk=bodies.INTAKE,
        failed=failed,
        form=form or Form(),
        done=done(request),
        error=said(request, error) if error else "",
        code=code,
        coded=coded,
        boxes=boxes,
    )
