"""How firms deal with what is reported to them: counts that point to nobody.

No count under five is shown, and sums over a park or group are rounded, so that what is kept back
of one firm can't be had by subtracting the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, InsideCase, Workplace
from backend.domain.cases import Role
from backend.house import Work
from backend.services import bodies, firms, workplaces
from backend.services.cases import Actor
from backend.services.firm_cases import today

FEW = 5
READERS = frozenset({Role.OFFICER, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the inside cases of one firm or of many; None where it is fewer than five."""

    reports: int | None
    per_hundred: float | None
    """Reports per 100 employees; None too where the number of employees isn't known."""
    fixed_in_time: int | None
    outward: int | None
    paid_yuan: int | None
    """What the firms say they paid; None while fewer than five were paid."""


async def of_workplace(work: Work, row: Workplace, actor: Actor) -> Figures | None:
    """The figures of a firm, or of all under a park or group, for its body in charge alone."""
    if not READERS & actor.roles or actor.body_id != workplaces.in_charge(row):
        return None
    members = await workplaces.beneath(work, row)
    if not members:
        return await _figures(work, [row], exact=True)
    return await _figures(work, members, exact=False)


async def _figures(work: Work, rows: Sequence[Workplace], *, exact: bool) -> Figures:
    desks = [firms.desk_id(work, row.id) for row in rows]
    query = (
        select(InsideCase, Case.holder_id)
        .join(Case, Case.number == InsideCase.case_number)
        .where(InsideCase.desk_id.in_(desks))
    )
    found = [(one, holder) for one, holder in await work.session.execute(query)]
    # Only those whose last day is over: how many run now would tell when one came.
    over = [(one, holder) for one, holder in found if one.due_on < today(work)]
    in_time = [one for one, _ in over if one.fixed_on is not None and one.fixed_on <= one.due_on]
    paid = [one.paid_yuan for one, _ in over if one.paid_yuan is not None]

    def shown(count: int) -> int | None:
        if count < FEW:
            return None
        return count if exact else round(count / FEW) * FEW

    people = sum(row.employees or 0 for row in rows)
    reports = shown(len(over))
    return Figures(
        reports,
        round(reports * 100 / people, 1) if reports and people else None,
        shown(len(in_time)),
        shown(sum(holder != bodies.INSIDE for _, holder in over)),
        sum(paid) if len(paid) >= FEW else None,
    )
