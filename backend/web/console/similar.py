"""Similar cases beside a case: what agrees, and what staff say of it. No reporter hears of it."""

import datetime as dt
from dataclasses import dataclass

from aiohttp import web

from backend.db.models import Case
from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotAllowed
from backend.house import Work
from backend.services import bodies, desks
from backend.services import similar as found
from backend.services.cases import Actor, roles_on
from backend.services.corrections import DECIDING
from backend.services.similar import Kind
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting
from backend.web.forms import read_form
from config.texts import text
from nlp.similar import Sign

routes = web.RouteTableDef()
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Row:
    """One similar case in words; ``number`` is empty where it lies with another body."""

    number: str
    desk: str
    status: str
    when: dt.datetime
    order: str
    agrees: str
    kind: str
    linked: bool


async def rows(work: Work, case: Case, me: Actor, locale: str) -> list[Row]:
    """The similar cases of a case, in words."""
    return [_row(one, locale) for one in await found.look_up(work, case.number, me)]


@routes.post("/cases/{number}/similar")
@allow(Role.OFFICER, Role.INTAKE)
async def say(request: web.Request) -> web.Response:
    """Link two cases, say that they have nothing to do with each other, or take that back."""
    number, form, me = request.match_info["number"], await read_form(request), acting(request)
    other, kind = form.get("other"), form.get("kind")
    async with request.app[HOUSE].work() as work:
        case = await desks.find_case(work, number, me)
        if not await roles_on(work, case, me) & DECIDING:
            raise NotAllowed(event="link")
        if kind == UNDO:
            await found.unlink(work, number, other, me)
        else:
            await found.link(work, number, other, _kind(kind), me)
    raise web.HTTPSeeOther(f"{PATH}/cases/{case.number}#similar")


def _kind(given: str) -> Kind:
    try:
        return Kind(given)
    except ValueError:
        raise Invalid("field_not_choice", field="kind", choices=", ".join(Kind)) from None


def _row(one: found.Similar, locale: str) -> Row:
    words = []
    for sign in one.agrees:
        percent = round(one.likeness * 100)
        key = f"console.similar_{sign}"
        words.append(text(locale, key, percent=percent) if sign is Sign.TEXT else text(locale, key))
    kind = f"linked_{one.linked}" if one.linked else f"proposed_{one.proposed}"
    return Row(
        number=one.number,
        desk=bodies.name_of(one.body_id, locale),
        status=text(locale, f"console.status_{one.status}") if one.status else "",
        when=one.created_at,
        order=text(locale, "console.similar_earlier" if one.earlier else "console.similar_later"),
        agrees=text(locale, "console.list_mark").join(words),
        kind=text(locale, f"console.similar_{kind}"),
        linked=one.linked is not None,
    )
