"""Up and down again, with data in every table that a case fills, on both databases."""

import asyncio
import sys

from alembic import command
from sqlalchemy import Connection, inspect, text

from backend.db.migrate import alembic_config, upgrade
from backend.db.models import Base
from backend.db.session import Database
from tests.support.filing import Filing


def _downgrade(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), "base")


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def _filled(database: Database) -> set[str]:
    async with database.read() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if await session.scalar(text(f"SELECT count(*) FROM {table.name}"))  # noqa: S608 - ours
        }


async def test_down_and_up_with_a_case_of_a_whole_life(filing: Filing) -> None:
    for name, fields in (
        ("accept", {}),
        ("message", {"text": "收到"}),
        ("verify", {}),
        ("close", {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}),
    ):
        await filing.event(name, **fields)  # type: ignore[arg-type]
    database = filing.house.database
    wanted = {"cases", "reports", "case_events", "messages", "rewards", "audit", "jobs", "links"}
    assert wanted <= await _filled(database)
    async with database.engine.connect() as connection:
        await connection.run_sync(_downgrade)
        await connection.commit()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set()
        await connection.rollback()
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)
        await connection.rollback()
    assert await _filled(database) == set()


MIGRATE = """
import asyncio, sys
from backend.db.migrate import upgrade
from backend.db.session import Database

asyncio.run(upgrade(Database(sys.argv[1])))
"""


async def test_processes_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATE, empty_database_url)
        for _ in range(2)
    ]
    assert [await process.wait() for process in processes] == [0, 0]
    database = Database(empty_database_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)
        await connection.rollback()
    await database.close()
