"""The outbox: jobs claimed with a lease, done with the database let go, retried, parked at last."""

import asyncio
import datetime as dt
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from backend.db.models import Job
from backend.house import House, Work
from backend.vault import VaultError

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
JOB_SECONDS = 45
"""How long one job may take: it must be over before its lease is, or it would be done twice."""
POLL_SECONDS = 1.0
BATCH = 20
MAX_ATTEMPTS = 12


class TryLater(Exception):
    """The other side can't now; ``seconds`` is how long it asked us to wait, if it did.

    ``asked``: whether it was asked at all; a job that only waits for its turn is no failed try.
    """

    def __init__(self, seconds: float | None = None, *, asked: bool = True) -> None:
        super().__init__("try later")
        self.seconds = seconds
        self.asked = asked


class GiveUp(Exception):
    """It can never work (the chat is gone): the job is forgotten."""


class Park(Exception):
    """It was tried for long enough: the job waits for a person."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in our hands."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempts: int
    account_id: int | None = None


Executor = Callable[[Claimed], Awaitable[None]]


def retry_after(attempts: int) -> dt.timedelta:
    """How long to wait after the given number of failures: 2 s doubling, an hour at most."""
    return dt.timedelta(seconds=min(2.0**attempts, 3600))


class Outbox:
    """The worker of one process; any number may run on one database."""

    def __init__(self, house: House, executors: dict[str, Executor]) -> None:
        self.house = house
        self.executors = executors
        self.owner = secrets.token_hex(8)
        self._due = asyncio.Event()
        house.wake_jobs = self._due.set

    def lease(self, now: dt.datetime) -> tuple[str, dt.datetime]:
        """A lease for a job that this process does itself right after the commit."""
        return self.owner, now + LEASE

    async def run(self) -> None:
        """Work until cancelled; what is being done then is finished or comes back by its lease."""
        while True:
            self._due.clear()
            try:
                done = await self.run_due()
            except Exception as error:  # noqa: BLE001 - tried again in a moment
                log.warning("the outbox could not claim jobs: %s", type(error).__name__)
                done = 0
            if done < BATCH:
                # Not wait_for: on Python 3.11 it can swallow a cancellation and hang the stop.
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._due.wait()

    async def run_due(self) -> int:
        """Do one batch of due jobs; returns how many were claimed."""
        claimed = await self._claim()
        # What goes to one person goes in order; everything else at once.
        queues: dict[int | str, list[Claimed]] = {}
        for job in claimed:
            queues.setdefault(job.account_id or job.id, []).append(job)
        await asyncio.gather(*(self._in_turn(jobs) for jobs in queues.values()))
        return len(claimed)

    async def _in_turn(self, jobs: list[Claimed]) -> None:
        for index, job in enumerate(jobs):
            # The first may have taken most of the lease that all were claimed with.
            if index == 0 or await self._renew(job):
                await self.execute(job)

    async def _renew(self, job: Claimed) -> bool:
        async with self.house.work() as work:
            row = await work.session.get(Job, job.id, with_for_update=True)
            if row is None or row.owner != self.owner:
                return False
            row.lease_until = work.now + LEASE
            return True

    async def execute(self, job: Claimed) -> None:
        """Do one claimed job and record how it went."""
        try:
            async with asyncio.timeout(JOB_SECONDS):
                await self.executors[job.kind](job)
        except (TryLater, Park) as later:
            await self._postpone(job, later)
        except GiveUp:
            await self._finish(job)
        except Exception as error:  # noqa: BLE001 - any fault of one job must not stop the others
            # Only the kind of the fault is kept, never its words: they may quote a report.
            log.warning("a %s job failed: %s", job.kind, type(error).__name__)
            await self._postpone(job, error)
        else:
            await self._finish(job)

    def _is_due(self, now: dt.datetime) -> ColumnElement[bool]:
        return and_(
            Job.kind.in_(self.executors),
            or_(
                and_(Job.state == "queued", Job.run_at <= now),
                and_(Job.state == "leased", Job.lease_until < now),
            ),
        )

    async def _claim(self) -> list[Claimed]:
        async with self.house.view() as view:
            # Looking costs no lock; an idle worker never makes a writer wait.
            if (
                await view.session.scalar(select(Job.id).where(self._is_due(view.now)).limit(1))
                is None
            ):
                return []
        async with self.house.work() as work:
            rows = await work.session.scalars(
                select(Job)
                .where(self._is_due(work.now))
                .order_by(Job.run_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            claimed = []
            for row in rows:
                row.state, row.owner = "leased", self.owner
                row.lease_until = work.now + LEASE
                row.attempts += 1
                try:
                    claimed.append(_claimed(work, row))
                except (VaultError, ValueError) as error:
                    # Nobody will ever read it; the others must not wait for it.
                    row.state, row.owner, row.last_error = "parked", None, type(error).__name__
            return claimed

    async def take(self, job_id: str) -> Claimed | None:
        """The job this process leased to itself at its making; None if it is gone."""
        async with self.house.view() as view:
            row = await view.session.get(Job, job_id)
            if row is None or row.owner != self.owner:
                return None
            return _claimed(view, row)

    def _ours(self, job: Claimed) -> ColumnElement[bool]:
        """The job, unless its lease ran out and another worker has it now."""
        return and_(Job.id == job.id, Job.owner == self.owner)

    async def _finish(self, job: Claimed) -> None:
        async with self.house.work() as work:
            await work.session.execute(delete(Job).where(self._ours(job)))

    async def _postpone(self, job: Claimed, error: Exception) -> None:
        seconds = error.seconds if isinstance(error, TryLater) else None
        wait = dt.timedelta(seconds=seconds) if seconds is not None else retry_after(job.attempts)
        asked = not isinstance(error, TryLater) or error.asked
        attempts = job.attempts if asked else job.attempts - 1
        over = isinstance(error, Park) or attempts >= MAX_ATTEMPTS
        state = "parked" if over else "queued"
        async with self.house.work() as work:
            await work.session.execute(
                update(Job)
                .where(self._ours(job))
                .values(
                    state=state,
                    attempts=attempts,
                    run_at=work.now + wait,
                    owner=None,
                    lease_until=None,
                    last_error=type(error).__name__,
                )
            )


def _claimed(work: Work, row: Job) -> Claimed:
    payload = json.loads(work.vault.open(row.payload, "jobs", row.id))
    return Claimed(row.id, row.kind, payload, row.attempts, row.account_id)
