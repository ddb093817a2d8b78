"""A firm of the register with a safety officer, and an employee's report inside it."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.api import BODY, picture
from tests.support.filing import connect
from tests.support.workplaces import enter

if TYPE_CHECKING:
    from backend.house import House
    from backend.services.cases import Actor

VAGUE = "这里的门一直锁着,人出不去。我叫张小明,电话13812345678"
MONDAY = dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)
"""10:30 in China."""


@dataclass(slots=True)
class Firm:
    """One firm, its desk, and a clock that the test turns."""

    house: "House"
    workplace_id: str
    officer: "Actor"
    now: dt.datetime = MONDAY

    def pass_days(self, days: float) -> None:
        """Let time go by."""
        self.now += dt.timedelta(days=days)

    async def report(self, way: str, words: str = VAGUE, **fields: object) -> tuple[str, str]:
        """An employee's report after a scan: the report's id and the case number."""
        from backend.services import drafts, reports

        draft = drafts.Draft(
            workplace=self.workplace_id, unit="530402007", firm_industry="hazchem", way=way,
            enterprise="玉溪红星化工有限公司",
        )  # fmt: skip
        draft.add_text(words)
        if fields.get("photo"):
            upload = drafts.Upload("a.png", picture())
            await drafts.add_files(self.house.media, draft, [upload])
        understood = drafts.understand(draft)
        async with self.house.work() as work:
            filed = await reports.submit_report(work, draft, understood)
        return filed.report_id, filed.case_number

    async def filed(self, way: str = "first") -> tuple[str, str]:
        """A report that the firm sees, the morning after: its inside id and case number."""
        from backend.services import inside

        _, number = await self.report(way)
        self.pass_days(1)
        async with self.house.view() as view:
            row = await inside.of_case(view, number)
            assert row is not None
            return row.id, number

    async def ring(self, number: str) -> None:
        """Do the jobs of a case that are due now, as the worker would."""
        from sqlalchemy import select

        from backend.db.models import Job
        from backend.services import outward
        from backend.services.inside import OUTWARD, SETTLE

        for kind, act in ((OUTWARD, outward.ring), (SETTLE, outward.settle)):
            async with self.house.work() as work:
                query = select(Job).where(
                    Job.dedupe_key == f"{kind}/{number}", Job.run_at <= work.now
                )
                due = await work.session.scalar(query)
                if due is not None:
                    await work.session.delete(due)
            if due is not None:
                await act(self.house, number)


async def make_firm(house: "House", *, connected: bool = True, **fields: str) -> Firm:
    """A firm whose body is connected, on a Monday morning."""
    from backend.domain.cases import Role
    from backend.services import firm_desks, firms
    from backend.services.cases import Actor

    workplace_id = await enter(house, **fields)
    if connected:
        await connect(house, BODY)
    admin = Actor("staff:admin", "intake", frozenset({Role.ADMINISTRATOR}))
    name = f"安全员 {workplace_id[:6]}"
    await firm_desks.add_officer(house, workplace_id, name, admin)
    async with house.view() as view:
        (person,) = await firms.officers(view, workplace_id)
    officer = Actor(f"staff:{person.id}", person.body_id, frozenset({Role.SAFETY_OFFICER}))
    firm = Firm(house, workplace_id, officer)
    house.clock = lambda: firm.now
    return firm
