"""Databases for tests: every test gets its own, on SQLite and on PostgreSQL alike."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.postgres import Postgres, run

if TYPE_CHECKING:
    from backend.house import House

KINDS = ("sqlite", "postgres")


def _sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _migrate(url: str) -> None:
    # Imported where it is used: the unit tests of nlp and config don't pay for the backend.
    from backend.db.migrate import upgrade
    from backend.db.session import Database

    async def work() -> None:
        database = Database(url)
        try:
            await upgrade(database)
        finally:
            await database.close()

    run(work)


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, as ``CHUISHAO_DATABASE__URL`` wants it."""
    if request.param == "sqlite":
        yield _sqlite(tmp_path / "test.db")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied: migrations run once, not per test."""
    path = tmp_path_factory.mktemp("migrated") / "chuishao.db"
    _migrate(_sqlite(path))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[str]:
    """The name of a PostgreSQL database with the newest schema, to be used as a template."""
    name = postgres.create()
    _migrate(postgres.url(name))
    yield name
    postgres.drop(name)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A SQLite database of one's own with the newest schema."""
    path = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, path)
    return _sqlite(path)


@pytest.fixture
def postgres_url(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    """A PostgreSQL database of one's own with the newest schema."""
    name = postgres.create(template=migrated_postgres)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of one's own with the newest schema, on each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def _open(url: str, folder: Path) -> AsyncIterator["House"]:
    from backend.house import open_house
    from config.settings import DatabaseSettings, Settings

    settings = Settings(data=folder / "data", database=DatabaseSettings(url=url))
    opened = open_house(settings)
    yield opened
    await opened.close()


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator["House"]:
    """An installation of one's own, on each kind of database in turn."""
    async for opened in _open(database_url, tmp_path):
        yield opened


@pytest.fixture
async def sqlite_house(sqlite_url: str, tmp_path: Path) -> AsyncIterator["House"]:
    """The same on SQLite alone, for what has nothing to do with the database."""
    async for opened in _open(sqlite_url, tmp_path):
        yield opened
