"""The migrations build what the models say, on both databases, and leave one newest revision."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backend.db.migrate import alembic_config, upgrade
from backend.db.models import Base, Meta
from backend.db.session import Database
from backend.house import House


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, Base.metadata))


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


async def test_migrations_equal_models(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    try:
        await upgrade(database)
        async with database.engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
    finally:
        await database.close()


async def test_migrating_again_changes_nothing(house: House) -> None:
    async with house.work() as work:
        work.session.add(Meta(name="mark", value="kept"))
    await upgrade(house.database)
    async with house.view() as work:
        mark = await work.session.get(Meta, "mark")
        assert mark is not None
        assert mark.value == "kept"
