"""Some weeks after the end the reporter is asked, by one tap, whether anybody made them pay for it.

Asked where an employee may have reported: the case came by a workplace's poster, or an officer
says that its reporter works there (应急〔2020〕69号: 定期回访举报人).
"""

import datetime as dt

from backend.db.models import Case
from backend.domain.cases import Status
from backend.house import House, Work
from backend.services import jobs, notifications
from config.workplace import workplace

CHECK_BACK = "check_back"
"""The kind of job that asks; payload: case."""
CHOICES = ("reprisal.no", "reprisal.yes")


async def arm(work: Work, case: Case) -> None:
    """Ask on the days that the data names; a case that ends again is asked of anew."""
    if case.workplace is None and not case.by_employee:
        return
    for days in workplace().check_back_days:
        key = f"{CHECK_BACK}/{case.number}/{days}"
        await jobs.drop(work, key)
        at = work.now + dt.timedelta(days=days)
        await jobs.enqueue(work, CHECK_BACK, {"case": case.number}, run_at=at, dedupe_key=key)


async def ring(house: House, number: str) -> bool:
    """Ask now, unless the case is open again; False where there is none any more."""
    async with house.work() as work:
        case = await work.session.get(Case, number, with_for_update=True)
        if case is None or case.erased_at is not None:
            return False
        if case.status == Status.CLOSED.value:
            await notifications.tell_reporters(work, case, "case.check_back", {}, choices=CHOICES)
        return True
