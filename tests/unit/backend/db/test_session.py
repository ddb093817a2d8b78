"""The database: a transaction is whole or nothing, and what follows a commit follows only that."""

import asyncio
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from backend.db.models import Meta
from backend.db.session import Database
from backend.house import House


async def _value(house: House, name: str) -> str | None:
    async with house.view() as view:
        row = await view.session.get(Meta, name)
        return row.value if row else None


async def test_what_ends_well_is_kept(house: House) -> None:
    async with house.work() as work:
        work.session.add(Meta(name="a", value="1"))
    assert await _value(house, "a") == "1"


async def test_what_fails_leaves_nothing_and_tells_nobody(house: House) -> None:
    told: list[str] = []

    async def fail() -> None:
        async with house.work() as work:
            work.session.add(Meta(name="a", value="1"))
            await work.session.flush()
            work.after_commit(lambda: told.append("a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await _value(house, "a") is None
    assert told == []


async def test_a_cancelled_act_leaves_nothing_and_frees_the_writer(house: House) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with house.work() as work:
            work.session.add(Meta(name="a", value="1"))
            await work.session.flush()
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _value(house, "a") is None
    async with house.work() as work:
        work.session.add(Meta(name="b", value="2"))
    assert await _value(house, "b") == "2"


async def test_after_the_commit_the_row_is_there_for_all(house: House) -> None:
    seen: list[str | None] = []

    async def look() -> None:
        seen.append(await _value(house, "a"))

    async with house.work() as work:
        work.session.add(Meta(name="a", value="1"))
        work.after_commit(look)
        assert seen == []
    assert seen == ["1"]


async def test_reading_writes_nothing(house: House) -> None:
    async with house.view() as view:
        view.session.add(Meta(name="a", value="1"))
        await view.session.flush()
    assert await _value(house, "a") is None


async def test_many_writers_lose_nothing(house: House) -> None:
    async with house.work() as work:
        work.session.add(Meta(name="count", value="0"))

    async def count() -> None:
        async with house.work() as work:
            row = await work.session.get_one(Meta, "count", with_for_update=True)
            row.value = str(int(row.value) + 1)

    await asyncio.gather(*(count() for _ in range(40)))
    assert await _value(house, "count") == "40"


async def test_readers_go_on_while_somebody_writes(house: House) -> None:
    async with house.work() as work:
        work.session.add(Meta(name="a", value="1"))
        await work.session.flush()
        assert await asyncio.wait_for(_value(house, "a"), 30) is None


ANOTHER = """
import asyncio, sys
from backend.db.models import Meta
from backend.db.session import Database

async def main():
    database = Database(sys.argv[1])
    for number in range(25):
        async with database.write() as session:
            row = await session.get_one(Meta, "count", with_for_update=True)
            row.value = str(int(row.value) + 1)
    await database.close()

asyncio.run(main())
"""


async def test_the_command_line_and_a_server_write_side_by_side(house: House) -> None:
    async with house.work() as work:
        work.session.add(Meta(name="count", value="0"))
    url = house.settings.database_url
    others = [await asyncio.create_subprocess_exec(sys.executable, "-c", ANOTHER, url)]
    for _ in range(25):
        async with house.work() as work:
            row = await work.session.get_one(Meta, "count", with_for_update=True)
            row.value = str(int(row.value) + 1)
    assert [await other.wait() for other in others] == [0]
    assert await _value(house, "count") == "50"


async def test_sqlite_is_set_to_lose_nothing(sqlite_house: House) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    database = sqlite_house.database
    for open_session in (database.read, database.write):
        async with open_session() as session:
            found = {name: await session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert found == wanted


async def test_sqlite_refuses_a_row_that_belongs_to_nothing(sqlite_house: House) -> None:
    from backend.db.models import DataKey

    async def write() -> None:
        async with sqlite_house.work() as work:
            work.session.add(DataKey(report_id="none", body_id="x", wrapped=b"", full=True))

    with pytest.raises(SQLAlchemyError):
        await write()


def _written(folder: Path) -> bytes:
    """All bytes of the database once its log is merged."""
    (path,) = folder.glob("test.db")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()


async def test_erased_words_do_not_stay_in_the_file(sqlite_house: House, tmp_path: Path) -> None:
    word = "erased-word-7431"
    async with sqlite_house.work() as work:
        work.session.add(Meta(name="a", value=word))
    async with sqlite_house.work() as work:
        await work.session.delete(await work.session.get_one(Meta, "a"))
    await sqlite_house.database.close()
    assert word.encode() not in _written(tmp_path)


async def test_ping_says_whether_it_answers(house: House) -> None:
    await house.database.ping()
    gone = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    with pytest.raises((SQLAlchemyError, OSError)):
        await gone.ping()
    await gone.close()


async def test_a_moment_comes_back_as_it_went_in(house: House) -> None:
    import datetime as dt

    from backend.db.models import OneTimeCode

    east = dt.datetime(2026, 11, 26, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    async with house.work() as work:
        code = OneTimeCode(code_hash="x", purpose="group", subject="b", until=east)
        work.session.add(code)
    async with house.view() as view:
        (until,) = await view.session.scalars(select(OneTimeCode.until))
    assert until == east
    assert until.utcoffset() == dt.timedelta(0)
