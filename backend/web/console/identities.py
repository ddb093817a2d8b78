"""The custodian's page: who a named reporter is, against a reason and the key's passphrase."""

from aiohttp import web
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.cases import Role
from backend.domain.errors import DomainError, NotFound
from backend.domain.receipts import parse_case_number
from backend.house import Work
from backend.services import audit, desks, history, identities, staff
from backend.web.base import HOUSE, allow
from backend.web.console.scope import is_whole
from backend.web.console.shell import acting, page, said
from backend.web.forms import Form, read_form

routes = web.RouteTableDef()
LOOK = "reveal_identity"
REFUSED = "reveal_refused"
SHOWN_LOOKS = 30


@routes.get("/identities")
@allow(Role.CUSTODIAN)
async def show(request: web.Request) -> web.Response:
    """The form, and who looked before."""
    return await _identities_page(request, Form())


@routes.post("/identities")
@allow(Role.CUSTODIAN)
async def reveal(request: web.Request) -> web.Response:
    """Open one identity; the page is made after the entry is on disk, never before."""
    form, me, house = await read_form(request), acting(request), request.app[HOUSE]
    try:
        private = await identities.custodian_key(house, form.get("passphrase"))
        async with house.work() as work:
            report_id = await _report_id(request, work, form.get("number"))
            found = await identities.reveal(work, report_id, form.get("reason"), private, me.id)
    except DomainError as error:
        if error.code == "wrong_passphrase":
            async with house.work() as work:
                number = parse_case_number(form.get("number")) or ""
                await audit.record(work, me.id, REFUSED, number)
        return await _identities_page(request, form, error)
    return await _identities_page(request, form, found=found)


async def _report_id(request: web.Request, work: Work, number: str) -> str:
    if is_whole(request):
        case = await work.session.get(Case, parse_case_number(number) or "")
        if case is None:
            raise NotFound("case_not_found")
    else:
        case = await desks.find_case(work, number, acting(request).body_id)
    return (await history.first_report(work, case)).id


async def _identities_page(
    request: web.Request,
    form: Form,
    error: DomainError | None = None,
    found: dict[str, str] | None = None,
) -> web.Response:
    async with request.app[HOUSE].view() as view:
        looks = await view.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.action.in_((LOOK, REFUSED)))
            .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
            .limit(SHOWN_LOOKS)
        )
        names = {f"staff:{person.id}": person.name for person in await staff.people(view)}
        ready = await identities.public_key(view) is not None
    field = _field_of(error) if error else ""
    return page(
        request,
        "identities.html",
        status=error.http_status if error else 200,
        form=form,
        error=said(request, error) if error else "",
        field=field,
        found=found,
        looks=list(looks),
        names=names,
        ready=ready,
    )


def _field_of(error: DomainError) -> str:
    """Which field of the form an error belongs to."""
    if error.code == "wrong_passphrase":
        return "passphrase"
    missing = error.code in ("case_not_found", "identity_not_found")
    return "number" if missing else str(error.params.get("field", ""))
