"""Figures of time: how long a step took, and whether its limit was kept.

A limit ends in the transaction of the step that answers it, so the two bear the same moment. What
was waited for a reporter is no body's time: it is taken out where the limit was paused.
"""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from backend.db.models import CaseClock, CaseEvent
from backend.db.moments import month_of, seconds_between
from backend.domain.cases import Event
from backend.domain.figures import Figure, Kind, Period, Stretch
from backend.house import Work
from backend.services.figures_steps import Counted, Whose, within


@dataclass(frozen=True, slots=True)
class Limit:
    """Limits of one sort, and the steps that answer them; ``name`` begins their figures."""

    name: str
    kinds: tuple[str, ...]
    answers: tuple[str, ...]


ACCEPTING = Limit(
    "accept",
    ("accept", "urgent_accept", "transfer"),
    (Event.ACCEPT.value, Event.DECLINE.value, Event.REFUSE.value),
)
"""A desk says whether it takes the case up."""
VERIFYING = Limit(
    "verify",
    ("verify", "urgent_verify", "deaths_verify"),
    (Event.FIND.value, Event.CLOSE.value),
)
"""A desk says what it found."""


async def times(work: Work, whose: Whose, when: Stretch | Period, limit: Limit) -> list[Counted]:
    """Of the limits that were answered, how many in time, and how long it took."""
    answered = and_(
        CaseClock.case_number == CaseEvent.case_number,
        CaseClock.ended_at == CaseEvent.at,
        CaseClock.kind.in_(limit.kinds),
        CaseClock.main,
    )
    month = month_of(CaseEvent.at)
    took = seconds_between(CaseClock.ended_at.expression, CaseClock.started_at.expression)
    kept = case((CaseClock.ended_at <= CaseClock.due_at, 1), else_=0)
    query = (
        select(whose.by, month, func.count(), func.sum(kept), func.sum(took))
        .select_from(CaseEvent)
        .join(CaseClock, answered)
        .where(whose.where, within(CaseEvent.at, when), CaseEvent.event.in_(limit.answers))
        .group_by(whose.by, month)
    )
    found = []
    for by, name, n, in_time, seconds in await work.session.execute(query):
        share = Figure(Kind.SHARE, int(in_time), n)
        found += [
            Counted(f"{limit.name}_on_time", by, name, share),
            Counted(f"{limit.name}_days", by, name, Figure(Kind.DAYS, float(seconds), n)),
        ]
    return found
