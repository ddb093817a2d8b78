"""Up and down again, with data in every table that a case fills, on both databases."""

import asyncio
import sys

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from backend.db.migrate import alembic_config, upgrade
from backend.db.models import Base, CustodianKey, Meta
from backend.db.session import Database
from backend.house import House
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


def _back(connection: Connection, to: str) -> None:
    command.downgrade(alembic_config(connection), to)


async def test_the_custodian_of_an_older_installation_stays(house: House) -> None:
    before = ScriptDirectory.from_config(alembic_config()).get_revision("0007").down_revision
    assert isinstance(before, str)
    database = house.database
    async with database.engine.connect() as connection:
        await connection.run_sync(_back, before)
        await connection.execute(
            text("INSERT INTO meta (name, value) VALUES ('custodian_public_key', '0a0b')")
        )
        await connection.commit()
    await upgrade(database)
    async with house.view() as view:
        (row,) = await view.session.scalars(select(CustodianKey))
        assert (row.id, row.name, row.public_key) == ("custodian", "", b"\x0a\x0b")
        assert await view.session.get(Meta, "custodian_public_key") is None
    async with database.engine.connect() as connection:
        await connection.run_sync(_back, before)
        query = text("SELECT value FROM meta WHERE name = 'custodian_public_key'")
        assert await connection.scalar(query) == "0a0b"
        await connection.commit()


MIGRATE = """
import asyncio, sys
from backend.db.migrate import upgrade
from backend.db.session import Database
from backend.house import House

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
