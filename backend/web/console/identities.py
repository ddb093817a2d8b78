"""The custodian's page: who asks to look at an identity, and the answer; no identity is here."""

from aiohttp import web
from sqlalchemy import select

from backend.db.models import AuditEntry, CustodianKey, IdentityRequest
from backend.domain import looks as domain
from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.house import Work
from backend.services import audit, bodies, custodians, looks, staff
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.scope import check_scope, is_whole
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.texts import text

routes = web.RouteTableDef()
ACTS = ("ask_look", "grant_look", "refuse_look", "reveal_identity", "reveal_refused")
REFUSED = "reveal_refused"
SHOWN_ACTS = 50


@routes.get("/identities")
@allow(Role.CUSTODIAN)
async def show(request: web.Request) -> web.Response:
    """The requests that wait, and what came of others."""
    return await _identities_page(request)


@routes.post("/identities/{id}/grant")
@allow(Role.CUSTODIAN)
async def grant(request: web.Request) -> web.Response:
    """Let the asker look, for a while, with the passphrase of a custodian's key."""
    form, me, house = await read_form(request, files=False), acting(request), request.app[HOUSE]
    row = await _request_of(request)
    try:
        hours = domain.hours_of(form.get("hours"))
        async with house.view() as view:
            custodian = (await custodians.find(view, form.get("custodian"))).id
        private = await custodians.open_key(house, custodian, form.get("passphrase"))
        async with house.work() as work:
            await looks.grant(work, row.id, me, hours, custodian, private)
    except DomainError as error:
        if error.code == "wrong_passphrase":
            async with house.work() as work:
                await audit.record(work, me.id, REFUSED, row.case_number, request=row.id)
        return await _identities_page(request, row.id, form, error)
    raise web.HTTPSeeOther(f"{PATH}/identities?done=grant_look")


@routes.post("/identities/{id}/refuse")
@allow(Role.CUSTODIAN)
async def refuse(request: web.Request) -> web.Response:
    """Say no."""
    row = await _request_of(request)
    try:
        async with request.app[HOUSE].work() as work:
            await looks.refuse(work, row.id, acting(request))
    except DomainError as error:
        return await _identities_page(request, row.id, error=error)
    raise web.HTTPSeeOther(f"{PATH}/identities?done=refuse_look")


async def _request_of(request: web.Request) -> IdentityRequest:
    """The request of the address, unless it is another body's."""
    async with request.app[HOUSE].view() as view:
        row = await view.session.get(IdentityRequest, request.match_info["id"])
    if row is None:
        raise web.HTTPNotFound
    check_scope(request, row.body_id)
    return row


async def _identities_page(
    request: web.Request,
    failed: str = "",
    form: Form | None = None,
    error: DomainError | None = None,
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    scope = None if is_whole(request) else me.body_id
    async with request.app[HOUSE].view() as view:
        rows = await looks.waiting(view, scope)
        words = {row.id: await looks.words_of(view, row) for row in rows}
        acts = await _acts(view, scope)
        names = {f"staff:{person.id}": person.name for person in await staff.people(view)}
        keys = await custodians.known(view)
    done = request.query.get("done", "")
    return page(
        request,
        "identities.html",
        status=error.http_status if error else 200,
        rows=rows,
        words=words,
        bodies={row.body_id: bodies.name_of(row.body_id, locale) for row in rows},
        names=names,
        acts=acts,
        keys=[(key.id, _name_of(key, locale)) for key in keys],
        hours=domain.default_hours(),
        my_id=me.id,
        failed=failed,
        form=form or Form(),
        error=said(request, error) if error else "",
        field=_field_of(error) if error else "",
        done=text(locale, f"console.audit_{done}") if done in ACTS else "",
    )


def _name_of(key: CustodianKey, locale: str) -> str:
    return key.name or text(locale, "console.custodian_first")


async def _acts(view: Work, scope: str | None) -> list[AuditEntry]:
    """What was asked, answered and looked at: each an entry of the audit."""
    query = select(AuditEntry).where(AuditEntry.action.in_(ACTS))
    if scope is not None:
        theirs = select(IdentityRequest.case_number).where(IdentityRequest.body_id == scope)
        query = query.where(AuditEntry.subject.in_(theirs))
    query = query.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(SHOWN_ACTS)
    return list(await view.session.scalars(query))


def _field_of(error: DomainError) -> str:
    """Which field of the form an error belongs to."""
    if error.code == "wrong_passphrase":
        return "passphrase"
    return str(error.params.get("field", ""))
