"""What a body hears of the bodies below it: limits that are over, and who asks for more time."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, CaseClock, CaseEvent, ClockPoint
from backend.domain.cases import Event, Role
from backend.domain.superiors import chain_above
from backend.house import Work
from backend.services import bodies, desks, history
from backend.services.cases import ENDED, Actor
from backend.vault import KeyMissing
from config.digest import RINGS

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Below:
    """A case of a body below, in plain facts; never the words of the report."""

    case: Case
    kind: str
    due_at: dt.datetime
    thrice: bool
    running: bool
    """Whether that limit still runs: what was answered since is shown as done."""
    late: bool
    """Whether the limit is over; else nobody accepted the case though lives are in danger."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A body below that asks for more time, and why."""

    case: Case
    reason: str
    at: dt.datetime


async def overdue_below(work: Work, actor: Actor) -> list[Below]:
    """The cases that were brought up to the actor's body, those that still run first.

    Before all others stand those of lives in danger that nobody accepted.
    """
    rows = await work.session.execute(
        select(Case, CaseClock, ClockPoint.point)
        .join(CaseClock, CaseClock.case_number == Case.number)
        .join(ClockPoint, ClockPoint.clock_id == CaseClock.id)
        .where(ClockPoint.desk_id == actor.body_id, desks.in_areas(actor))
        .order_by(ClockPoint.at.desc(), Case.number)
        .limit(SHOWN)
    )
    found: dict[str, Below] = {}
    for case, clock, point in rows:
        over = [status.value for status in ENDED]
        running = clock.ended_at is None and case.status not in over
        before = found.get(clock.id)
        thrice = point == "overdue_thrice" or (before is not None and before.thrice)
        late = point != RINGS[-1] or (before is not None and before.late)
        found[clock.id] = Below(case, clock.kind, clock.due_at, thrice, running, late)
    return sorted(
        found.values(), key=lambda one: (not one.running, one.late, not one.thrice, one.due_at)
    )


async def bodies_below(work: Work, actor: Actor) -> list[str]:
    """The bodies here that the actor's body stands above, for who supervises them; else none."""
    if Role.SUPERVISOR not in actor.roles:
        return []
    rows = await bodies.known(work)
    return [row.id for row in rows if actor.body_id in {one.id for one in chain_above(row.id)}]


async def asking(work: Work, actor: Actor) -> list[Asking]:
    """The bodies below that wait for this body's word on more time."""
    query = select(Case).where(Case.extension_asked_by.is_not(None), desks.in_areas(actor))
    query = query.order_by(Case.due_at)
    found = []
    for case in await work.session.scalars(query.limit(SHOWN)):
        if actor.body_id not in {one.id for one in chain_above(case.holder_id)}:
            continue
        step = await work.session.scalar(
            select(CaseEvent)
            .where(
                CaseEvent.case_number == case.number,
                CaseEvent.event == Event.ASK_EXTENSION.value,
            )
            .order_by(CaseEvent.seq.desc())
            .limit(1)
        )
        if step is None:
            continue
        try:
            words = history.read_texts(await history.case_key(work, case), step)
        except KeyMissing:
            words = {}
        found.append(Asking(case, str(words.get("reason", "")), step.at))
    return found
