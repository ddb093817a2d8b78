"""Bringing a database to the newest schema, from code and from the command line."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from backend.db.session import Database


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings for our migrations, bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    """Run all migrations up to ``revision``; several processes at once are safe."""
    async with database.engine.connect() as connection:
        await connection.run_sync(upgrade_on, revision)
        await connection.commit()


def upgrade_on(connection: Connection, revision: str) -> None:
    """The same on an open connection; on PostgreSQL part of the transaction under way there."""
    command.upgrade(alembic_config(connection), revision)


def is_known(revision: str) -> bool:
    """Whether this version of the code has such a revision; a newer one's it hasn't."""
    script = ScriptDirectory.from_config(alembic_config())
    try:
        return script.get_revision(revision) is not None
    except CommandError:
        return False
