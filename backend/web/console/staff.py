"""Staff and access: people, their roles, one-time passwords, and API tokens."""

from aiohttp import web

from backend.db.models import ApiToken, Staff
from backend.domain.cases import STAFF_ROLES, Role
from backend.domain.errors import DomainError, Invalid, NotAllowed
from backend.services import access, bodies, firm_desks, second_factor, staff
from backend.services.access import TOKEN_ROLES
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console import hints
from backend.web.console.bodies import fits
from backend.web.console.scope import check_scope, is_whole
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form

routes = web.RouteTableDef()
MOST, FEW = 50, 8
"""How many people the page shows, and up to how many it shows without a click."""


@routes.get("/staff")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """Everybody this administrator looks after, and the tokens."""
    return await _staff_page(request)


@routes.post("/staff")
@allow(Role.ADMINISTRATOR)
async def add(request: web.Request) -> web.Response:
    """A new member of staff; the one-time password is shown once."""
    form = await read_form(request)
    name, body, roles = form.get("name"), _body(request, form), _roles(form)
    try:
        if not roles:
            raise Invalid("field_missing", field="roles")
        password = await staff.add_staff(request.app[HOUSE], name, body, roles, acting(request).id)
    except DomainError as error:
        return await _staff_page(request, error=error, form=form)
    return await _staff_page(request, secret=("password", name.strip(), password))


@routes.post("/staff/{id}/reset")
@allow(Role.ADMINISTRATOR)
async def reset(request: web.Request) -> web.Response:
    """A fresh one-time password, shown once; all sessions of the person end."""
    person = await _person(request)
    password = await staff.reset_password(request.app[HOUSE], person.id, acting(request).id)
    return await _staff_page(request, secret=("password", person.name, password))


@routes.post("/staff/{id}/roles")
@allow(Role.ADMINISTRATOR)
async def set_roles(request: web.Request) -> web.Response:
    """Other roles for somebody; nobody gives themselves any."""
    person, form = await _person(request, myself=False), await read_form(request)
    if not _roles(form):
        return await _staff_page(request, error=Invalid("field_missing", field="roles"))
    try:
        async with request.app[HOUSE].work() as work:
            await staff.set_roles(work, person.id, _roles(form), acting(request).id)
    except DomainError as error:
        return await _staff_page(request, error=error)
    raise web.HTTPSeeOther(f"{PATH}/staff?at={person.id}#staff-{person.id}")


@routes.post("/staff/{id}/areas")
@allow(Role.ADMINISTRATOR)
async def set_areas(request: web.Request) -> web.Response:
    """Limit somebody to some areas of their body, or to none; nobody widens their own."""
    person, form = await _person(request, myself=False), await read_form(request)
    try:
        async with request.app[HOUSE].work() as work:
            await staff.set_areas(work, person.id, form.get("areas"), acting(request).id)
    except DomainError as error:
        return await _staff_page(request, error=error)
    raise web.HTTPSeeOther(f"{PATH}/staff?at={person.id}#staff-{person.id}")


@routes.post("/staff/{id}/disable")
@allow(Role.ADMINISTRATOR)
async def disable(request: web.Request) -> web.Response:
    """Close somebody's account, or open it again with ``open``."""
    person, form = await _person(request, myself=False), await read_form(request)
    async with request.app[HOUSE].work() as work:
        await staff.set_disabled(work, person.id, acting(request).id, disabled=not form.get("open"))
        if bodies.is_firm(person.body_id):
            await firm_desks.after_leaving(work, person.body_id)
    raise web.HTTPSeeOther(f"{PATH}/staff?at={person.id}#staff-{person.id}")


@routes.post("/staff/{id}/forget-second-factor")
@allow(Role.ADMINISTRATOR)
async def forget_second_factor(request: web.Request) -> web.Response:
    """Let somebody whose phone is lost set up another; they are signed out everywhere."""
    person = await _person(request, myself=False)
    async with request.app[HOUSE].work() as work:
        await second_factor.forget(work, person.id, acting(request).id)
    raise web.HTTPSeeOther(f"{PATH}/staff?at={person.id}#staff-{person.id}")


@routes.post("/tokens")
@allow(Role.ADMINISTRATOR)
async def add_token(request: web.Request) -> web.Response:
    """A new API token, shown once."""
    form = await read_form(request)
    name = form.get("name").strip()
    role = Role.REVIEWER if form.get("role") == Role.REVIEWER else Role.OFFICER
    try:
        if not name:
            raise Invalid("field_missing", field="name")
        async with request.app[HOUSE].work() as work:
            token = await access.create_token(
                work,
                _body(request, form),
                role,
                name,
                acting(request).id,
                typed_areas=form.get("areas"),
            )
    except DomainError as error:
        return await _staff_page(request, error=error)
    return await _staff_page(request, secret=("token", name, token))


@routes.post("/tokens/{id}/revoke")
@allow(Role.ADMINISTRATOR)
async def revoke_token(request: web.Request) -> web.Response:
    """Make a token useless at once."""
    async with request.app[HOUSE].work() as work:
        row = await work.session.get(ApiToken, request.match_info["id"])
        check_scope(request, row.body_id if row else "")
        await access.revoke_token(work, request.match_info["id"], acting(request).id)
    raise web.HTTPSeeOther(f"{PATH}/staff#tokens")


def _body(request: web.Request, form: Form) -> str:
    """The body a form is about: the administrator's own, unless they look after all."""
    return form.get("body") if is_whole(request) else acting(request).body_id


def _roles(form: Form) -> tuple[Role, ...]:
    return tuple(role for role in STAFF_ROLES if role.value in form.all("roles"))


async def _person(request: web.Request, *, myself: bool = True) -> Staff:
    async with request.app[HOUSE].view() as view:
        person = await view.session.get(Staff, request.match_info["id"])
    if person is None:
        raise web.HTTPNotFound
    check_scope(request, person.body_id)
    if not myself and acting(request).id == f"staff:{person.id}":
        raise NotAllowed("not_oneself")
    return person


async def _staff_page(
    request: web.Request,
    *,
    secret: tuple[str, str, str] | None = None,
    error: DomainError | None = None,
    form: Form | None = None,
) -> web.Response:
    locale, scope = locale_of(request), None if is_whole(request) else acting(request).body_id
    async with request.app[HOUSE].view() as view:
        people = await staff.people(view, scope)
        tokens = await access.tokens(view, scope)
        known = [row.id for row in await bodies.known(view)]
        enrolled = await second_factor.enrolled(view)
        now = view.now
    ids = {*known, *(person.body_id for person in people), *(token.body_id for token in tokens)}
    names = {body_id: bodies.name_of(body_id, locale) for body_id in ids}
    asked = request.query.get("q", "")[:60]
    found = [one for one in people if fits(asked, one.name, names[one.body_id])]
    at = request.match_info.get("id") or request.query.get("at", "")
    shown = found[:MOST] + [one for one in found[MOST:] if one.id == at]
    groups: dict[str, list[Staff]] = {}
    for one in shown:
        groups.setdefault(one.body_id, []).append(one)
    few = len(groups) == 1 or len(shown) <= FEW
    opened = set(groups) if few else {one.body_id for one in shown if one.id == at}
    return page(
        request,
        "staff.html",
        status=error.http_status if error else 200,
        groups=groups,
        opened=opened,
        asked=asked,
        found=len(found),
        most=MOST,
        enrolled=enrolled,
        tokens=tokens,
        names=names,
        known=known if scope is None else [],
        all_roles=[role.value for role in STAFF_ROLES],
        token_roles=[role.value for role in TOKEN_ROLES],
        my_id=acting(request).id,
        secret=secret,
        error=said(request, error) if error else "",
        field=_field_of(error),
        form=form or Form(),
        lacking=hints.lacking(people, [(t.body_id, t.role) for t in tokens if not t.revoked]),
        now=now,
    )


def _field_of(error: DomainError | None) -> str:
    """Which field of the form for new staff an error belongs to."""
    if error is None:
        return ""
    named = {"staff_exists": "name", "staff_name": "name", "unknown_body": "body"}
    return named.get(error.code, str(error.params.get("field", "")))
