"""Lives are in danger and nobody accepts the case: its desk is rung again, then the one above.

Beside the limit for accepting (``urgent_accept``), whose own points come hours later; each ring
once, whatever dies: the row that proves it is in the same transaction.
"""

import datetime as dt

from backend.db.models import Case, CaseClock, ClockPoint
from backend.house import House, Work
from backend.services import audit, bodies, clocks, notifications
from backend.services.cases import SYSTEM


async def ring(house: House, clock_id: str) -> bool:
    """Ring what is due of a case that nobody accepted yet; False when there is no such clock."""
    async with house.work() as work:
        known = await work.session.get(CaseClock, clock_id)
        if known is None:
            return False
        # The case first, as everybody who works it does: locks are taken in one order.
        case = await work.session.get_one(Case, known.case_number, with_for_update=True)
        clock = await work.session.get_one(
            CaseClock, clock_id, with_for_update=True, populate_existing=True
        )
        if clock.ended_at is None and clock.paused_at is None:
            over = await clocks.said(work, clock)
            for name, moment in clocks.rings_of(clock).items():
                if moment <= work.now and name not in over:
                    await _say(work, case, clock, name)
            await clocks.arm_ring(work, clock)
        return True


async def _say(work: Work, case: Case, clock: CaseClock, name: str) -> None:
    row = ClockPoint(clock_id=clock.id, point=name, case_number=case.number, at=work.now)
    work.session.add(row)
    await work.session.flush()
    if name == "ring":
        await notifications.tell_bodies(work, case, "unaccepted")
        return
    # While it waits at the installation's own desk, whoever stands above the body answerable.
    desk = clock.body_id if clock.body_id != bodies.INTAKE else case.body_id
    row.superior_id, row.desk_id = await bodies.desk_above(work, desk)
    minutes = (work.now - clock.started_at) // dt.timedelta(minutes=1)
    await audit.record(work, SYSTEM, "ring_above", case.number, chain=desk, minutes=minutes)
    await notifications.tell_group(work, row.desk_id, case, "unaccepted_below")
