"""Jobs: done once, retried with patience, taken over when their worker dies, parked at last."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from backend.db.models import Job
from backend.house import House
from backend.outbox import (
    BATCH,
    MAX_ATTEMPTS,
    Claimed,
    GiveUp,
    Outbox,
    Park,
    TryLater,
    retry_after,
)
from backend.services import jobs
from tests.support.outbox import Clock, enqueue, outbox_of, rows


async def test_a_job_is_done_once_and_gone(house: House) -> None:
    heard: list[str] = []
    outbox = outbox_of(house, heard)
    await enqueue(house, "受理")
    assert await outbox.run_due() == 1
    assert await outbox.run_due() == 0
    assert heard == ["受理"]
    assert await rows(house) == []


async def test_a_job_of_a_rolled_back_act_never_was(house: House) -> None:
    heard: list[str] = []

    async def fail() -> None:
        async with house.work() as work:
            await jobs.enqueue(work, "say", {"word": "x"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await outbox_of(house, heard).run_due() == 0
    assert heard == []


async def test_its_words_are_sealed(house: House) -> None:
    await enqueue(house, "一句举报")
    (row,) = await rows(house)
    assert "一句举报".encode() not in row.payload


async def test_two_workers_share_the_work_and_do_nothing_twice(house: House) -> None:
    heard: list[str] = []
    workers = [outbox_of(house, heard) for _ in range(3)]
    words = [f"{n}" for n in range(30)]
    await enqueue(house, *words)
    while await rows(house):
        await asyncio.gather(*(worker.run_due() for worker in workers))
    assert sorted(heard, key=int) == words


async def test_one_person_hears_in_order(sqlite_house: House) -> None:
    clock, heard = Clock(sqlite_house), []

    async def say(job: Claimed) -> None:
        # The first takes longest: without order it would be heard last.
        for _ in range(50 if job.payload["word"] == "0" else 1):
            await asyncio.sleep(0)
        heard.append(job.payload["word"])

    for word in range(5):
        await enqueue(sqlite_house, f"{word}", account_id=7)
        clock.put_on(seconds=1)
    await Outbox(sqlite_house, {"say": say}).run_due()
    assert heard == ["0", "1", "2", "3", "4"]


async def test_a_failure_is_tried_again_later_and_later(house: House) -> None:
    clock, heard = Clock(house), []
    outbox = outbox_of(house, heard, RuntimeError("the words of a report"), OSError())
    await enqueue(house, "受理")
    await outbox.run_due()
    (row,) = await rows(house)
    assert (row.state, row.attempts, row.last_error) == ("queued", 1, "RuntimeError")
    assert row.run_at == clock.now + retry_after(1)
    assert await outbox.run_due() == 0
    clock.put_on(seconds=2)
    await outbox.run_due()
    clock.put_on(seconds=4)
    await outbox.run_due()
    assert heard == ["受理"]


def test_patience_grows_to_an_hour() -> None:
    waits = [retry_after(attempts).total_seconds() for attempts in range(1, 20)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits == sorted(waits)
    assert max(waits) == 3600


async def test_it_waits_as_long_as_it_is_asked_to(house: House) -> None:
    clock, heard = Clock(house), []
    outbox = outbox_of(house, heard, TryLater(90))
    await enqueue(house, "受理")
    await outbox.run_due()
    (row,) = await rows(house)
    assert row.run_at == clock.now + dt.timedelta(seconds=90)
    clock.put_on(seconds=89)
    assert await outbox.run_due() == 0
    clock.put_on(seconds=1)
    assert await outbox.run_due() == 1
    assert heard == ["受理"]


async def test_what_can_never_work_is_forgotten(house: House) -> None:
    outbox = outbox_of(house, [], GiveUp())
    await enqueue(house, "受理")
    await outbox.run_due()
    assert await rows(house) == []


async def test_what_was_tried_for_long_enough_is_parked(house: House) -> None:
    outbox = outbox_of(house, [], Park())
    await enqueue(house, "受理")
    await outbox.run_due()
    (row,) = await rows(house)
    assert (row.state, row.attempts, row.last_error) == ("parked", 1, "Park")


async def test_after_many_tries_it_is_parked_until_a_person_says_so(house: House) -> None:
    clock, heard = Clock(house), []
    outbox = outbox_of(house, heard, *[RuntimeError()] * MAX_ATTEMPTS)
    await enqueue(house, "受理")
    for _ in range(MAX_ATTEMPTS):
        assert await outbox.run_due() == 1
        clock.put_on(hours=2)
    assert await outbox.run_due() == 0
    async with house.work() as work:
        (row,) = await jobs.parked(work)
        assert row.attempts == MAX_ATTEMPTS
        await jobs.try_again(work, row.id)
    assert await outbox.run_due() == 1
    assert heard == ["受理"]


async def test_one_bad_job_does_not_stop_the_others(house: House) -> None:
    heard: list[str] = []
    await enqueue(house, "一", "二")
    async with house.work() as work:
        first = await work.session.scalar(select(Job.id).limit(1))
        await work.session.execute(update(Job).where(Job.id == first).values(payload=b"x" * 60))
    await outbox_of(house, heard).run_due()
    assert len(heard) == 1
    (row,) = await rows(house)
    assert (row.id, row.state, row.last_error) == (first, "parked", "VaultError")


async def test_the_same_reminder_is_queued_once(house: House) -> None:
    async with house.work() as work:
        assert await jobs.enqueue(work, "say", {"word": "1"}, dedupe_key="sla:YX-1")
        assert await jobs.enqueue(work, "say", {"word": "2"}, dedupe_key="sla:YX-1") is None
        assert await jobs.enqueue(work, "say", {"word": "3"}, dedupe_key="sla:YX-2")
    async with house.work() as work:
        await jobs.drop(work, "sla:YX-2")
        assert await jobs.enqueue(work, "say", {"word": "4"}, dedupe_key="sla:YX-2")
    heard: list[str] = []
    await outbox_of(house, heard).run_due()
    assert sorted(heard) == ["1", "4"]


async def test_a_job_for_later_waits(house: House) -> None:
    clock, heard = Clock(house), []
    async with house.work() as work:
        await jobs.enqueue(work, "say", {"word": "1"}, run_at=clock.now + dt.timedelta(days=1))
    outbox = outbox_of(house, heard)
    assert await outbox.run_due() == 0
    clock.put_on(days=1)
    assert await outbox.run_due() == 1


async def test_a_worker_leaves_what_it_cannot_do(house: House) -> None:
    await enqueue(house, "受理")
    assert await Outbox(house, {}).run_due() == 0
    assert len(await rows(house)) == 1


async def test_a_job_that_hangs_is_ended_before_its_lease(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.outbox.JOB_SECONDS", 0.05)

    async def hang(_: Claimed) -> None:
        await asyncio.Event().wait()

    await enqueue(sqlite_house, "受理")
    await Outbox(sqlite_house, {"say": hang}).run_due()
    (row,) = await rows(sqlite_house)
    assert (row.state, row.last_error) == ("queued", "TimeoutError")


async def test_a_fresh_job_wakes_the_worker(sqlite_house: House) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def say(job: Claimed) -> None:
        await heard.put(job.payload["word"])

    outbox = Outbox(sqlite_house, {"say": say})
    running = asyncio.create_task(outbox.run())
    words = [f"{n}" for n in range(BATCH + 5)]
    await enqueue(sqlite_house, *words)
    got = [await asyncio.wait_for(heard.get(), 30) for _ in words]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert sorted(got, key=int) == words


async def test_waiting_for_its_turn_is_no_failed_try(sqlite_house: House) -> None:
    clock, heard = Clock(sqlite_house), list[str]()
    waits = [TryLater(60, asked=False) for _ in range(MAX_ATTEMPTS + 3)]
    outbox = outbox_of(sqlite_house, heard, *waits)
    await enqueue(sqlite_house, "x")
    for _ in waits:
        assert await outbox.run_due() == 1
        (row,) = await rows(sqlite_house)
        assert (row.state, row.attempts) == ("queued", 0)
        clock.put_on(minutes=1)
    await outbox.run_due()
    assert heard == ["x"]
