"""The yearly inspection plan: what a body planned, and how far its verifications have come."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from backend.db.models import CaseEvent, InspectionPlan
from backend.db.session import insert_if_absent
from backend.domain.cases import Event
from backend.domain.errors import Invalid
from backend.domain.figures import Period, Span, days_over
from backend.house import Work
from backend.services import audit, bodies
from backend.services.cases import Actor
from config.figures import PlanMark, plan_marks
from config.jurisdictions import jurisdiction_of
from nlp.regions import region_of

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a body had come at a mark, or has come by now where it isn't over."""

    mark: PlanMark
    done: int
    planned: int
    over: bool
    """Whether the mark's month has ended."""

    @property
    def share(self) -> float:
        """What is done of the plan, at least 0."""
        return self.done / self.planned

    @property
    def reached(self) -> bool:
        """Whether that is enough."""
        return self.done * 100 >= self.planned * self.mark.share


async def set_plan(work: Work, year: int, planned: int, actor: Actor) -> None:
    """Put the number of a year on record, in an earlier one's place; raises Invalid."""
    if not 1 <= planned <= MOST:
        raise Invalid("not_a_plan", limit=MOST)
    key = {"body_id": actor.body_id, "year": year}
    values = {**key, "planned": planned, "actor": actor.id, "at": work.now}
    await work.session.execute(insert_if_absent(work.session, InspectionPlan, values))
    row = await work.session.get_one(
        InspectionPlan, (actor.body_id, year), with_for_update=True, populate_existing=True
    )
    row.planned, row.actor, row.at = planned, actor.id, work.now
    await audit.record(
        work, actor.id, "set_inspection_plan", actor.body_id, year=year, planned=planned
    )


async def planned(work: Work, body_id: str, year: int) -> int | None:
    """What a body planned for the year, if it said."""
    row = await work.session.get(InspectionPlan, (body_id, year))
    return row.planned if row else None


async def progress(work: Work, body_id: str, year: int, *, live: bool = True) -> list[Progress]:
    """Where the body stood or stands at each mark of its place; empty without a plan.

    Not ``live``, only days that are over are counted.
    """
    plan = await planned(work, body_id, year)
    if plan is None:
        return []
    begin = Period(Span.YEAR, year).begin
    found = []
    for mark in plan_marks(_place(body_id)):
        month = Period(Span.MONTH, year, mark.month)
        end = month.end if live else days_over(month, work.now).end
        done = await _verifications(work, body_id, begin, end)
        found.append(Progress(mark, done, plan, month.end <= work.now))
    return found


async def _verifications(work: Work, body_id: str, begin: dt.datetime, end: dt.datetime) -> int:
    query = select(func.count()).where(
        CaseEvent.body_id == body_id,
        CaseEvent.event == Event.VERIFY.value,
        CaseEvent.at >= begin,
        CaseEvent.at < end,
    )
    return int(await work.session.scalar(query) or 0)


def _place(body_id: str) -> str:
    if body_id == bodies.INTAKE:
        return ""
    unit = bodies.describe(body_id).unit
    place = jurisdiction_of(region_of(unit).unit)
    return place.id if place else ""
