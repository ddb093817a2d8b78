"""Public officials in a case: the page of its proposer and of the body's reviewers."""

from aiohttp import web

from backend.domain.errors import DomainError
from backend.services import desks, discipline
from backend.services.discipline import PROPOSERS
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import read_form

routes = web.RouteTableDef()


@routes.get("/cases/{number}/discipline")
@allow(*PROPOSERS)
async def show(request: web.Request) -> web.Response:
    """What this person may see of it, and what they may do."""
    return await _page(request)


@routes.post("/cases/{number}/discipline")
@allow(*PROPOSERS)
async def act(request: web.Request) -> web.Response:
    """Propose, decide, or note the hand-over."""
    number, form, me = request.match_info["number"], await read_form(request), acting(request)
    proposer = form.get("proposer")
    try:
        async with request.app[HOUSE].work() as work:
            match form.get("act"):
                case "approve" | "reject" as word:
                    approve = word == "approve"
                    await discipline.decide(work, number, proposer, approve=approve, actor=me)
                case "hand_over":
                    tell = bool(form.get("tell"))
                    await discipline.hand_over(work, number, proposer, tell=tell, actor=me)
                case _:
                    await discipline.propose(work, number, form.get("reason"), me)
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _page(request, error, form.get("reason"))
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}/discipline")


async def _page(
    request: web.Request, error: DomainError | None = None, typed: str = ""
) -> web.Response:
    me = acting(request)
    async with request.app[HOUSE].view() as view:
        case = await desks.find_case(view, request.match_info["number"], me)
        seen = await discipline.of_case(view, case, me)
    return page(
        request,
        "discipline.html",
        status=error.http_status if error else 200,
        case=case,
        seen=seen,
        may_propose=case.holder_id == me.body_id
        and me.id not in {one.row.actor for one in seen if one.row.decided != discipline.REJECTED},
        error=said(request, error) if error else "",
        typed=typed,
    )
