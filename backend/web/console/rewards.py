"""Rewards: reviewed by a second person, paid against the claim code, without the report."""

from aiohttp import web

from backend.domain.cases import Event, parse_event
from backend.domain.errors import DomainError
from backend.domain.transitions import BY_EVENT
from backend.services import claim_codes, queue, staff
from backend.services.cases import REWARD_EVENTS, apply_event
from backend.services.notices import reward_sentence
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console import hints, step_input
from backend.web.console.shell import CASE_READERS, REWARD_ROLES, acting, locale_of, page, said
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()


@routes.get("/rewards")
@allow(*REWARD_ROLES)
async def show(request: web.Request) -> web.Response:
    """All rewards of this body, those that wait for somebody first."""
    return await _rewards_page(request)


@routes.post("/rewards/{number}/{event}")
@allow(*REWARD_ROLES)
async def decide(request: web.Request) -> web.Response:
    """Approve, reject or pay one reward."""
    number, event = request.match_info["number"], parse_event(request.match_info["event"])
    if event not in REWARD_EVENTS:
        raise web.HTTPNotFound
    raw = step_input.read_fields(await read_form(request), BY_EVENT[event])
    try:
        async with request.app[HOUSE].work() as work:
            await apply_event(work, number, event, raw, acting(request))
    except DomainError as error:
        if error.http_status == 404:
            raise
        if error.code == "wrong_claim_code":
            async with request.app[HOUSE].work() as work:
                await claim_codes.note_wrong(work, number, acting(request).id)
        voucher = str(raw.get("voucher", ""))
        return await _rewards_page(request, error, number, event, voucher)
    raise web.HTTPSeeOther(f"{PATH}/rewards?done={event}")


async def _rewards_page(
    request: web.Request,
    error: DomainError | None = None,
    number: str = "",
    event: Event | None = None,
    voucher: str = "",
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as view:
        lines = await queue.rewards_of(view, me)
        people = await staff.people(view, me.body_id)
    done = request.query.get("done", "")
    return page(
        request,
        "rewards.html",
        status=error.http_status if error else 200,
        lines=[
            (
                line,
                reward_sentence(line.reward.reason_key, line.reward.params, locale),
                hints.reward_waits(line.reward, people, me, locale),
            )
            for line in lines
        ],
        my_id=me.id,
        reads=bool(me.roles & set(CASE_READERS)),
        done=text(locale, f"case.event_{done}") if done in set(REWARD_EVENTS) else "",
        error=said(request, error) if error else "",
        voucher=voucher,
        failed=(number, event.value if event else ""),
    )
