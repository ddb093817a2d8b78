"""Figures of what reporters say of the work: by the body rated, or by who ended the case."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.db.models import CaseEvent, Rating
from backend.domain.deadlines import day_of
from backend.domain.figures import Figure, Kind, Period, Stretch, count
from backend.house import Work
from backend.services.figures_steps import Counted


async def by_body(work: Work, ids: Sequence[str], when: Stretch | Period) -> list[Counted]:
    """Ratings of these bodies, and the share of satisfied ones."""
    return await _rated(work, Rating.body_id, Rating.body_id.in_(ids), when)


async def by_person(work: Work, body_id: str, when: Stretch | Period) -> list[Counted]:
    """The same of one body, by the person whose step ended the case."""
    return await _rated(work, CaseEvent.actor, Rating.body_id == body_id, when)


async def _rated(
    work: Work,
    by: InstrumentedAttribute[str],
    where: ColumnElement[bool],
    when: Stretch | Period,
) -> list[Counted]:
    ended = and_(CaseEvent.case_number == Rating.case_number, CaseEvent.seq == Rating.ending)
    days: Any = (day_of(when.begin), day_of(when.end) - dt.timedelta(days=1))
    query = (
        select(by, Rating.day, func.count(), func.sum(case((Rating.satisfied, 1), else_=0)))
        .join(CaseEvent, ended)
        .where(where, Rating.day.between(*days))
        .group_by(by, Rating.day)
    )
    found = []
    for whose, day, number, satisfied in await work.session.execute(query):
        month = day.strftime("%Y-%m")
        share = Figure(Kind.SHARE, int(satisfied), number)
        found += [
            Counted("ratings", whose, month, count(number)),
            Counted("satisfied", whose, month, share),
        ]
    return found
