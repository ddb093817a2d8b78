"""What a change of places or arrangements would do to the open cases, were they filed now."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case
from backend.domain.cases import Status
from backend.domain.changes import Change
from backend.domain.reroutes import Difference, Facts, again, difference
from backend.house import House
from backend.services.cases import ENDED
from backend.services.changes import would_hold
from config import overlay

MOST = 20_000
"""Open cases looked at; more than any installation has at once."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many open cases were looked at, and those that would go elsewhere."""

    looked_at: int
    moved: tuple[Difference, ...]
    parts: tuple[Difference, ...]

    def by_way(self) -> list[tuple[str, str, int]]:
        """From which body to which how many would go, the most first."""
        counted = Counter((one.before, one.after) for one in self.moved)
        return [(*way, count) for way, count in counted.most_common()]


async def preview(house: House, change: Change) -> Preview:
    """Compare every open case's route with and without a change; nothing is changed by it.

    Raises Unfit for a change that can't hold.
    """
    async with house.view() as view:
        query = select(Case.number, Case.industry, Case.unit_id, Case.area, Case.routing)
        # What is with a firm alone is found by nobody.
        query = query.where(Case.status.not_in((*ENDED, Status.INSIDE)))
        query = query.order_by(Case.created_at.desc(), Case.number).limit(MOST)
        cases = [Facts(*row) for row in await view.session.execute(query)]
    return await asyncio.to_thread(_compare, cases, change)


def _compare(cases: list[Facts], change: Change) -> Preview:
    before = [again(one) for one in cases]
    with overlay.trying(would_hold(overlay.current(), change)):
        after = [again(one) for one in cases]
    found = [
        one
        for one in (difference(*three) for three in zip(cases, before, after, strict=True))
        if one is not None
    ]
    return Preview(
        len(cases),
        tuple(one for one in found if not one.parts),
        tuple(one for one in found if one.parts),
    )
