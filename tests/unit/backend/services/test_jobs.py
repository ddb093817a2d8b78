"""Putting jobs into the outbox; how they are done is tested with backend.outbox."""

import datetime as dt

from sqlalchemy import select

from backend.db.models import Job
from backend.house import House
from backend.services import jobs


async def _rows(house: House) -> list[Job]:
    async with house.view() as view:
        return list(await view.session.scalars(select(Job)))


async def test_a_due_job_wakes_the_worker_after_the_commit(sqlite_house: House) -> None:
    woken: list[int] = []
    sqlite_house.wake_jobs = lambda: woken.append(1)
    async with sqlite_house.work() as work:
        await jobs.enqueue(work, "say", {})
        assert woken == []
    assert woken == [1]


async def test_a_later_or_a_leased_job_wakes_nobody(sqlite_house: House) -> None:
    woken: list[int] = []
    sqlite_house.wake_jobs = lambda: woken.append(1)
    async with sqlite_house.work() as work:
        later = work.now + dt.timedelta(hours=1)
        await jobs.enqueue(work, "say", {}, run_at=later)
        await jobs.enqueue(work, "say", {}, lease=("me", later))
    assert woken == []
    states = {(row.state, row.owner) for row in await _rows(sqlite_house)}
    assert states == {("queued", None), ("leased", "me")}


async def test_a_payload_is_sealed_to_its_own_row(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        one = await jobs.enqueue(work, "say", {"word": "隐患"})
        assert await jobs.enqueue(work, "say", {"word": "x"}) != one
    row = next(row for row in await _rows(sqlite_house) if row.id == one)
    assert "隐患".encode() not in row.payload
    assert b"\\u9690" not in row.payload
    assert sqlite_house.vault.open(row.payload, "jobs", row.id) == '{"word": "隐患"}'.encode()


async def test_only_what_is_parked_is_tried_again(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        job_id = await jobs.enqueue(work, "say", {})
        assert job_id is not None
        await jobs.try_again(work, job_id)
        await jobs.try_again(work, "none")
        assert await jobs.parked(work) == []
        row = await work.session.get_one(Job, job_id)
        row.state, row.attempts, row.last_error = "parked", 12, "OSError"
        await work.session.flush()
        assert [each.id for each in await jobs.parked(work)] == [job_id]
        await jobs.try_again(work, job_id)
        assert (row.state, row.attempts, row.last_error) == ("queued", 0, None)
