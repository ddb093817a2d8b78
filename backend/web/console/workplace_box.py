"""The workplace on the case page: said by staff, suggested from the register, never silently."""

from dataclasses import dataclass

from aiohttp import web

from backend.db.models import Case, Workplace
from backend.domain.cases import Role
from backend.house import Work
from backend.services import bodies, workplace_links, workplace_marks, workplaces
from backend.services.cases import Actor
from backend.services.workplace_links import Past
from backend.services.workplace_marks import Mark
from backend.services.workplaces import Match
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting
from backend.web.forms import read_form

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Box:
    """What the page shows: the entry the case is linked with, or those it may be."""

    linked: Workplace | None
    past: Past | None
    marks: tuple[Mark, ...]
    elsewhere: str
    """The name of the body in charge by the register, where that isn't the case's."""
    suggested: tuple[Match, ...]


async def box(work: Work, case: Case, enterprise: str, me: Actor, locale: str) -> Box:
    """The box of one case; ``enterprise`` as the report's copy names it."""
    row = await workplace_links.linked(work, case)
    if row is None:
        found = await workplace_links.suggestions(work, case, enterprise)
        return Box(None, None, (), "", tuple(found))
    marks = [one for one in await workplace_marks.marks(work, row.id) if one.stands]
    charge = workplaces.in_charge(row)
    elsewhere = bodies.name_of(charge, locale) if charge and charge != case.body_id else ""
    past = await workplace_links.past(work, row.id, me)
    return Box(row, past, tuple(marks), elsewhere, ())


@routes.post("/cases/{number}/workplace")
@allow(Role.OFFICER, Role.INTAKE)
async def link(request: web.Request) -> web.Response:
    """Say which workplace the case is about, or take it back."""
    number, form = request.match_info["number"], await read_form(request, files=False)
    async with request.app[HOUSE].work() as work:
        await workplace_links.link(work, number, form.get("workplace"), acting(request))
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}#why")
