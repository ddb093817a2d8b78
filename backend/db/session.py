"""The database: many readers, and on SQLite one writer, so that nobody waits in vain for a lock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from backend.db.models.base import Base

AfterCommit = Callable[[], Awaitable[None] | None]
BUSY_SECONDS = 20
"""How long a write waits for another process (the CLI beside a server) to finish its own."""


def after_commit(session: AsyncSession, act: AfterCommit) -> None:
    """Do ``act`` once the session's transaction is on disk; never if it is rolled back."""
    session.info.setdefault("after_commit", []).append(act)


def before_commit(session: AsyncSession, act: Callable[[], Awaitable[None]]) -> None:
    """Do ``act`` as the last of the session's transaction; it may add nothing of this kind."""
    session.info.setdefault("before_commit", []).append(act)


def insert_if_absent(
    session: AsyncSession, table: type[Base], values: dict[str, Any] | None = None
) -> postgresql.Insert | sqlite.Insert:
    """An insert that does nothing where the row is there already; waits for who is at it.

    Without ``values`` it is executed with the rows, many at once.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table) if values is None else insert(table).values(**values)
    return statement.on_conflict_do_nothing()


class Database:
    """One database, SQLite or PostgreSQL."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self._reader = _sqlite_engine(url, "DEFERRED", pool)
            self._writer = _sqlite_engine(url, "IMMEDIATE", 1)
        else:
            self._reader = create_async_engine(url, pool_size=pool, pool_pre_ping=True)
            self._writer = self._reader
        self._writing = asyncio.Lock()

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes, for migrations and maintenance."""
        return self._writer

    @property
    def reading_engine(self) -> AsyncEngine:
        """The engine that reads, for taking many rows at once."""
        return self._reader

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it changed is dropped."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction, committed when the block ends well; then its after-commit acts run.

        On SQLite it holds the only writing connection, so nothing but the database may be awaited
        inside: no network, no decoding, no hashing of passwords.
        """
        if self.is_sqlite:
            async with self._writing:
                session = AsyncSession(self._writer, expire_on_commit=False)
                async with session, session.begin():
                    yield session
                    await _last_acts(session)
        else:
            session = AsyncSession(self._writer, expire_on_commit=False)
            async with session, session.begin():
                yield session
                await _last_acts(session)
        for act in session.info.pop("after_commit", []):
            done = act()
            if done is not None:
                await done

    async def empty_log(self) -> bool:
        """Move SQLite's write-ahead log into the file and cut it to nothing; False if in use."""
        async with self._writing, self._writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101 - just opened
            # A reader in the way is not waited for: it would hold up every writer.
            await raw.execute("PRAGMA busy_timeout = 0")
            try:
                row = await (await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")).fetchone()
            finally:
                await raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        return row is not None and row[0] == 0

    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self._reader.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of all connections."""
        await self._reader.dispose()
        if self._writer is not self._reader:
            await self._writer.dispose()


async def _last_acts(session: AsyncSession) -> None:
    for act in session.info.pop("before_commit", []):
        await act()


def _sqlite_engine(url: str, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=size, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver must not begin on its own: we say BEGIN IMMEDIATE ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")  # type: ignore[attr-defined]

    return engine
