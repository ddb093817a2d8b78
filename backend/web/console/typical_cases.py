"""Typical cases 典型案例: written by the template, approved or given back by another, withdrawn."""

from aiohttp import web

from backend.domain.bulletins import district_of
from backend.domain.errors import DomainError
from backend.domain.typical_cases import PENALTIES, REWARDS
from backend.services import bodies, staff, typical_cases
from backend.services.cases import Actor
from backend.services.typical_cases import WRITERS, Seen
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import read_form
from backend.web.public.told import period_in_words
from config.divisions import counties_of, divisions
from config.jurisdictions import county_units, jurisdictions
from config.lexicon import industries
from nlp.regions import region_of

routes = web.RouteTableDef()
FIELDS = ("industry", "unit", "period", "found", "done", "penalty", "reward")
ACTS = ("write", "approve", "return", "withdraw")
_HERE = f"{PATH}/typical-cases"


@routes.get("/typical-cases")
@allow(*WRITERS)
async def show(request: web.Request) -> web.Response:
    """All of this body's typical cases, and the template."""
    done = request.query.get("done", "")
    return await _page(request, {}, done=done if done in ACTS else "")


@routes.post("/typical-cases")
@allow(*WRITERS)
async def act(request: web.Request) -> web.Response:
    """Write one, decide on a colleague's, or take one back."""
    form, me = await read_form(request, files=False), acting(request)
    word, row_id = form.get("act"), form.get("id")
    if word not in ACTS:
        raise web.HTTPBadRequest
    try:
        async with request.app[HOUSE].work() as work:
            if word == "write":
                fields = {name: form.get(name) for name in FIELDS}
                await typical_cases.write(work, fields, form.get("number"), me, row_id)
            elif word == "withdraw":
                await typical_cases.withdraw(work, row_id, form.get("why"), me)
            else:
                approve, why = word == "approve", form.get("why")
                await typical_cases.decide(work, row_id, approve=approve, why=why, actor=me)
    except DomainError as error:
        names = (*FIELDS, "number", "id") if word == "write" else ()
        return await _page(request, {name: form.get(name) for name in names}, error)
    raise web.HTTPSeeOther(f"{_HERE}?done={word}")


async def _page(
    request: web.Request,
    typed: dict[str, str],
    error: DomainError | None = None,
    done: str = "",
) -> web.Response:
    me, locale = acting(request), locale_of(request)
    async with request.app[HOUSE].view() as view:
        seen = await typical_cases.of_body(view, me)
        names = {f"staff:{one.id}": one.name for one in await staff.people(view)}
    if not typed:
        typed = _of_row(seen, request.query.get("edit", ""))
    return page(
        request,
        "typical_cases.html",
        status=error.http_status if error else 200,
        seen=seen,
        names=names,
        places={one.row.unit_id: region_of(one.row.unit_id).name for one in seen},
        periods={one.row.period: period_in_words(one.row.period, locale) for one in seen},
        typed=typed,
        units=[(unit, region_of(unit).name) for unit in _units(me)],
        industries=list(industries()),
        penalties=PENALTIES,
        rewards=REWARDS,
        error=said(request, error) if error else "",
        done=done,
    )


def _of_row(seen: list[Seen], row_id: str) -> dict[str, str]:
    """The template filled with one that its writer may change."""
    for one in seen:
        if one.row.id == row_id and one.may_edit and one.told:
            row = one.row
            return {
                "id": row.id, "industry": row.industry, "unit": row.unit_id, "period": row.period,
                "penalty": row.penalty, "reward": row.reward, "number": "", **one.told.dump(),
            }  # fmt: skip
    return dict.fromkeys((*FIELDS, "number", "id"), "")


def _units(me: Actor) -> list[str]:
    """The counties a body may write of: its own, those under it; intake those of the places."""
    unit = district_of(bodies.describe(me.body_id).unit)
    if not unit or unit == bodies.INTAKE:
        return [each for place in jurisdictions().values() for each in county_units(place)]
    for place in jurisdictions().values():
        if place.root == unit:
            return list(county_units(place))
    if unit in divisions() and unit.endswith("00"):
        return list(counties_of(unit))
    return [unit]
