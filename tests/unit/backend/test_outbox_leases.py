"""Leases: a job belongs to one worker, and to another once the first is dead or too slow."""

import asyncio
import datetime as dt
import os
import sys

from backend.house import House
from backend.outbox import LEASE
from backend.services import jobs
from tests.support.outbox import Clock, enqueue, outbox_of, rows
from tests.support.processes import clean_environment


async def test_a_job_leased_at_birth_is_ours_until_the_lease_is_over(house: House) -> None:
    clock, heard = Clock(house), []
    outbox, other = outbox_of(house, heard), outbox_of(house, heard)
    async with house.work() as work:
        job_id = await jobs.enqueue(work, "say", {"word": "1"}, lease=outbox.lease(work.now))
    assert job_id is not None
    assert await other.take(job_id) is None
    assert await other.run_due() == 0
    mine = await outbox.take(job_id)
    assert mine is not None
    assert mine.payload == {"word": "1"}
    clock.put_on(seconds=LEASE.total_seconds() + 1)
    assert await other.run_due() == 1
    assert heard == ["1"]


async def test_who_lost_the_lease_does_not_undo_the_others_claim(house: House) -> None:
    clock = Clock(house)
    slow, quick = outbox_of(house, [], RuntimeError()), outbox_of(house, [])
    await enqueue(house, "受理")
    (claimed,) = await slow._claim()
    clock.put_on(seconds=LEASE.total_seconds() + 1)
    (again,) = await quick._claim()
    assert (again.id, again.attempts) == (claimed.id, 2)
    await slow.execute(claimed)
    (row,) = await rows(house)
    assert (row.state, row.owner) == ("leased", quick.owner)


WORKER = """
import asyncio
from backend.house import open_house
from backend.outbox import Outbox
from config.settings import Settings

async def main():
    house = open_house(Settings())
    async def say(job):
        print(job.payload["word"], flush=True)
        await asyncio.Event().wait()
    await Outbox(house, {"say": say}).run()

asyncio.run(main())
"""


async def test_killed_in_the_middle_another_takes_over(house: House) -> None:
    heard: list[str] = []
    await enqueue(house, "受理")
    env = {
        **clean_environment(),
        "CHUISHAO_DATA": str(house.settings.data),
        "CHUISHAO_DATABASE__URL": house.settings.database.url,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONIOENCODING": "utf-8",
    }
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, env=env, stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    begun = await worker.stdout.readline()
    worker.kill()
    await worker.wait()
    assert begun.decode().strip() == "受理"
    outbox = outbox_of(house, heard)
    assert await outbox.run_due() == 0
    now = house.clock()
    house.clock = lambda: now + LEASE + dt.timedelta(seconds=5)
    assert await outbox.run_due() == 1
    assert heard == ["受理"]
