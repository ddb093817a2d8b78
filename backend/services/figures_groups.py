"""Figures by what a case is about, how it ended, and why it was not taken up."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from backend.db.models import Case, CaseEvent
from backend.db.moments import month_of
from backend.domain.cases import Event
from backend.domain.figures import Figure, Period, Stretch, count
from backend.house import Work
from backend.services import figures_steps
from backend.services.figures_steps import arrivals, of_bodies, within

_REASONS = {"decline_reason": Event.DECLINE, "refusal_reason": Event.REFUSE}
NAMES = ("industry", "urgency", "outcome", "decline_reason", "refusal_reason")
"""What cases are grouped by, in the order it is shown."""


class Groups:
    """Cases counted by group and month."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, Counter[str]]] = {name: {} for name in NAMES}

    def add(self, name: str, key: str, month: str, number: int) -> None:
        """So many more cases of a group in a month."""
        self._counts[name].setdefault(key, Counter())[month] += number

    def of(self, name: str, *periods: Period) -> dict[str, list[int]]:
        """Each group with its cases in each of the periods, the largest of the first on top."""
        found = {
            key: [sum(months[month.name] for month in one.months) for one in periods]
            for key, months in self._counts[name].items()
        }
        shown = {key: numbers for key, numbers in found.items() if any(numbers)}
        return dict(sorted(shown.items(), key=lambda one: ([-n for n in one[1]], one[0])))

    def figures(self, name: str, *periods: Period, own: bool) -> dict[str, list[Figure]]:
        """The same as they may be shown to the body itself, or to another.

        There no group tells by being listed, or by its place, what its figures keep back.
        """
        counted = {k: [count(n) for n in each] for k, each in self.of(name, *periods).items()}
        if own:
            return counted
        found = {key: [one.outside() for one in each] for key, each in counted.items()}
        shown = {key: each for key, each in found.items() if not all(one.hidden for one in each)}
        order = {key: [-(one.value or 0) for one in each] for key, each in shown.items()}
        return dict(sorted(shown.items(), key=lambda one: (order[one[0]], one[0])))


async def groups(work: Work, ids: Sequence[str], when: Stretch | Period) -> Groups:
    """The cases of these bodies together, by each of ``NAMES``."""
    found = Groups()
    came = arrivals(ids, when).subquery()
    query = (
        select(Case.industry, Case.urgency, came.c.month, func.count())
        .select_from(came)
        .join(Case, Case.number == came.c.case_number)
        .group_by(Case.industry, Case.urgency, came.c.month)
    )
    for industry, urgency, month, number in await work.session.execute(query):
        found.add("industry", industry, month, number)
        found.add("urgency", urgency, month, number)
    for _, month, outcome, number in await figures_steps.outcomes(work, of_bodies(ids), when):
        found.add("outcome", outcome, month, number)
    reason, month_there = CaseEvent.facts["reason_code"].as_string(), month_of(CaseEvent.at)
    for name, event in _REASONS.items():
        rows = await work.session.execute(
            select(reason, month_there, func.count())
            .where(CaseEvent.body_id.in_(ids), CaseEvent.event == event.value)
            .where(within(CaseEvent.at, when))
            .group_by(reason, month_there)
        )
        for code, month, number in rows:
            found.add(name, code, month, number)
    return found
