"""Who at a desk works a case, and who stands in for whom meanwhile."""

import datetime as dt

from sqlalchemy import select

from backend.db.models import Case, Staff
from backend.domain.assignments import Presence, who_works
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import Invalid, NotAllowed, NotFound
from backend.house import Work
from backend.services import audit, desks
from backend.services.cases import Actor, check_kept

WORKING = frozenset({Role.INTAKE, Role.OFFICER})
"""Who may be given a case."""
GIVING = WORKING | {Role.REVIEWER}
"""Who may give one: to themselves, or to a colleague at the same desk."""
LONGEST_DAYS = 365


async def assign(work: Work, number: str, staff_id: str, actor: Actor) -> Staff | None:
    """Give a case at one's own desk to a person; nobody for an empty id.

    Returns who works it: the stand-in of somebody who is away. Raises NotFound, NotAllowed, or
    Invalid ``not_a_colleague``.
    """
    case = await desks.find_case(work, number, actor, lock=True)
    if case.holder_id != actor.body_id or not actor.roles & GIVING:
        raise NotAllowed(event="assign")
    check_kept(case)
    person = await _resolved(work, staff_id, actor.body_id) if staff_id else None
    before, case.assignee_id = case.assignee_id, person.id if person else None
    if case.assignee_id != before:
        case.updated_at = work.now
        to = case.assignee_id or ""
        await audit.record(
            work, actor.id, "assign_case", case.number, chain=actor.body_id, staff=to
        )
    return person


async def colleagues(work: Work, body_id: str) -> list[Staff]:
    """The people of a body who may be given a case, by name."""
    query = select(Staff).where(Staff.body_id == body_id, Staff.disabled.is_(False))
    people = await work.session.scalars(query.order_by(Staff.name))
    return [one for one in people if WORKING & {Role(role) for role in one.roles}]


def is_away(person: Staff, work: Work) -> bool:
    """Whether somebody is absent today."""
    return Presence(person.away_until, person.stand_in).away(day_of(work.now))


async def set_absence(
    work: Work, staff_id: str, until: dt.date | None, stand_in: str, actor: Actor
) -> None:
    """Say until which day somebody is away and who works their cases; None ends it.

    Raises NotFound, Invalid for a day that is over or too far, or a stand-in from elsewhere.
    """
    person = await work.session.get(Staff, staff_id)
    if person is None or person.body_id != actor.body_id:
        raise NotFound("staff_not_found")
    today = day_of(work.now)
    if until is not None and not today <= until <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Invalid("absence_day", field="away_until")
    if until is not None and (not stand_in or stand_in == staff_id):
        raise Invalid("field_missing", field="stand_in")
    if until is not None:
        await check_colleague(work, stand_in, actor.body_id)
    person.away_until, person.stand_in = until, stand_in if until else None
    days = until.isoformat() if until else ""
    await audit.record(work, actor.id, "set_absence", staff_id, until=days, stand_in=stand_in)


async def check_colleague(work: Work, staff_id: str, body_id: str) -> None:
    """Raise Invalid ``not_a_colleague`` unless the person may be given a case at this desk."""
    if staff_id and staff_id not in {one.id for one in await colleagues(work, body_id)}:
        raise Invalid("not_a_colleague", field="assignee")


async def name_of(work: Work, case: Case) -> str:
    """The name of the person a case is assigned to; empty for nobody."""
    person = await work.session.get(Staff, case.assignee_id) if case.assignee_id else None
    return person.name if person else ""


async def _resolved(work: Work, staff_id: str, body_id: str) -> Staff:
    await check_colleague(work, staff_id, body_id)
    known = {
        one.id: Presence(one.away_until, one.stand_in) for one in await colleagues(work, body_id)
    }
    return await work.session.get_one(Staff, who_works(staff_id, known, day_of(work.now)))
