"""The counter: somebody brings a case number and a claim code; is it good, and for how much?"""

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.services import claim_codes
from backend.services.claim_codes import Valid
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import Form, read_form

routes = web.RouteTableDef()


@routes.get("/counter")
@allow(Role.PAYER)
async def show(request: web.Request) -> web.Response:
    """The two fields that a person at the counter reads out."""
    return page(request, "counter.html", form=Form(), found=None, error="")


@routes.post("/counter")
@allow(Role.PAYER)
async def look(request: web.Request) -> web.Response:
    """What the code is good for; nothing is paid by looking, and nobody is named."""
    form, me = await read_form(request, files=False), acting(request)
    number, code = form.get("number").strip().upper(), form.get("claim_code")
    found: Valid | None = None
    error: DomainError | None = None
    try:
        async with request.app[HOUSE].work() as work:
            found = await claim_codes.look(work, number, code, me)
    except DomainError as refused:
        error = refused
        if error.code == "wrong_claim_code":
            async with request.app[HOUSE].work() as work:
                await claim_codes.note_wrong(work, number, me.id)
    return page(
        request,
        "counter.html",
        status=error.http_status if error else 200,
        form=form,
        found=found,
        error=said(request, error) if error else "",
    )
