"""Putting a job into the outbox, in the transaction of what it tells."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import delete, select

from backend.db.models import Job, random_id
from backend.house import Work


async def enqueue(
    work: Work,
    kind: str,
    payload: dict[str, Any],
    *,
    run_at: dt.datetime | None = None,
    dedupe_key: str | None = None,
    account_id: int | None = None,
    lease: tuple[str, dt.datetime] | None = None,
) -> str | None:
    """Store a job of ``kind``; returns its id, or None when ``dedupe_key`` is already queued.

    ``lease`` (owner, until) hands the job to the caller, who does it right after the commit; if the
    process dies first, a worker takes it when the lease is over.
    """
    if dedupe_key is not None:
        known = await work.session.scalar(select(Job.id).where(Job.dedupe_key == dedupe_key))
        if known is not None:
            return None
    job_id = random_id()
    sealed = work.vault.seal(json.dumps(payload, ensure_ascii=False).encode(), "jobs", job_id)
    job = Job(
        id=job_id,
        kind=kind,
        payload=sealed,
        dedupe_key=dedupe_key,
        account_id=account_id,
        run_at=run_at or work.now,
    )
    if lease:
        job.state, (job.owner, job.lease_until) = "leased", lease
    work.session.add(job)
    await work.session.flush()
    if lease is None and job.run_at <= work.now:
        work.after_commit(work.house.wake_jobs)
    return job_id


async def drop(work: Work, dedupe_key: str) -> dt.datetime | None:
    """Forget a job that is no longer wanted, such as the reminder of a deadline that was met.

    Returns when it would have been done, if there was one.
    """
    run_at = await work.session.scalar(select(Job.run_at).where(Job.dedupe_key == dedupe_key))
    await work.session.execute(delete(Job).where(Job.dedupe_key == dedupe_key))
    return run_at


async def parked(work: Work, limit: int = 200) -> list[Job]:
    """The jobs that were tried too often and wait for a person, the oldest first."""
    rows = await work.session.scalars(
        select(Job).where(Job.state == "parked").order_by(Job.run_at, Job.id).limit(limit)
    )
    return list(rows)


async def try_again(work: Work, job_id: str) -> None:
    """Queue a parked job anew; one that is gone or runs already is left alone."""
    row = await work.session.get(Job, job_id)
    if row is not None and row.state == "parked":
        row.state, row.attempts, row.run_at, row.last_error = "queued", 0, work.now, None
        work.after_commit(work.house.wake_jobs)
