"""Answered cases by the dozen, as the bulletin counts them: plain rows, of nobody."""

import datetime as dt
from typing import TYPE_CHECKING

from tests.support.api import BODY

if TYPE_CHECKING:
    from backend.house import House

MONDAY = dt.date(2026, 11, 9)
"""Of 2026-W46."""
DUE = dt.date(2026, 11, 23)
"""The first day on which that week is published."""


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """A moment of a day in Asia/Shanghai."""
    from backend.domain.deadlines import SHANGHAI

    return dt.datetime.combine(day, dt.time(hour), SHANGHAI).astimezone(dt.UTC)


async def answered(
    house: "House",
    many: int,
    day: dt.date = MONDAY,
    *,
    event: str = "close",
    unit: str = "530402007",
    industry: str = "hazchem",
    outcome: str | None = "verified",
    took: int = 6,
) -> list[str]:
    """So many cases that were answered on ``day``; their numbers."""
    from backend.db.models import Case, CaseEvent
    from backend.domain.receipts import new_case_number

    numbers = [new_case_number("YX") for _ in range(many)]
    moment = at(day)
    async with house.work() as work:
        for number in numbers:
            came = moment - dt.timedelta(days=took)
            case = Case(
                number=number, status="closed", industry=industry, jurisdiction="yuxi",
                unit_id=unit, area="", urgency="ordinary", criteria=[], body_id=BODY,
                holder_id=BODY, routing={}, outcome=outcome, closed_at=moment,
                created_at=came, updated_at=moment,
            )  # fmt: skip
            work.session.add(case)
        await work.session.flush()
        for number in numbers:
            work.session.add(
                CaseEvent(
                    case_number=number,
                    seq=5,
                    at=moment,
                    event=event,
                    actor="staff:one",
                    body_id=BODY,
                    to_status="closed",
                    facts={},
                )
            )
    return numbers


async def publish(house: "House", day: dt.date = DUE) -> list[str]:
    """Publish what is due on ``day``."""
    from backend.services import bulletins

    house.clock = lambda: at(day)
    return await bulletins.publish(house)


async def typical_case(house: "House", found: str = "", publish_on: dt.date | None = None) -> str:
    """A typical case of a report filed for it, written by one and approved by another; its id."""
    from backend.db.models import Case
    from backend.domain.cases import Role
    from backend.services import typical_cases
    from backend.services.cases import Actor
    from tests.support.filing import file_report

    number = (await file_report(house, hear=False)).number
    async with house.view() as view:
        desk = (await view.session.get_one(Case, number)).holder_id
    one, two = (Actor(f"staff:{n}", desk, frozenset({Role.OFFICER})) for n in ("one", "two"))
    fields = {
        "industry": "hazchem", "unit": "530402", "period": "2026-Q3", "penalty": "to_50k",
        "reward": "to_10k", "found": found or "某企业仓库超量堆放危险化学品,通风设施停用。",
        "done": "责令停止使用并整改,依法处罚,已复查合格。",
    }  # fmt: skip
    async with house.work() as work:
        row_id = await typical_cases.write(work, fields, number, one)
    async with house.work() as work:
        await typical_cases.decide(work, row_id, approve=True, why="", actor=two)
    if publish_on:
        await publish(house, publish_on)
    return row_id
