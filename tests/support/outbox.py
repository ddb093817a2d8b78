"""A worker of the outbox whose one kind of job says a word, and a clock that stands still."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from backend.db.models import Job
from backend.outbox import Claimed, Outbox
from backend.services import jobs

if TYPE_CHECKING:
    from backend.house import House


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self, house: "House") -> None:
        self.now = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
        house.clock = lambda: self.now

    def put_on(self, **by: float) -> None:
        """Let time go by, as ``timedelta`` takes it."""
        self.now += dt.timedelta(**by)


async def enqueue(house: "House", *words: str, account_id: int | None = None) -> None:
    """Queue a job for each word, one transaction each."""
    for word in words:
        async with house.work() as work:
            await jobs.enqueue(work, "say", {"word": word}, account_id=account_id)


async def rows(house: "House") -> list[Job]:
    """All jobs, the soonest first."""
    async with house.view() as view:
        return list(await view.session.scalars(select(Job).order_by(Job.run_at)))


def outbox_of(house: "House", heard: list[str], *faults: Exception) -> Outbox:
    """A worker that notes each word, after failing with ``faults`` one by one."""
    left = list(faults)

    async def say(job: Claimed) -> None:
        if left:
            raise left.pop(0)
        heard.append(job.payload["word"])

    return Outbox(house, {"say": say})
