"""What every service works with: settings, database, keys, files and the clock, wired once."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from backend.db.models import Meta
from backend.db.session import AfterCommit, Database, after_commit, insert_if_absent
from backend.key_folder import KeyFolder
from backend.media import MediaStore
from backend.vault import KeyMissing, Vault
from config.settings import Settings


def utc_now() -> dt.datetime:
    """The moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class House:
    """One installation as this process holds it."""

    settings: Settings
    database: Database
    vault: Vault
    media: MediaStore
    clock: Callable[[], dt.datetime] = utc_now
    public_url: str = "http://127.0.0.1:8080"
    """The address people reach us at, without a slash at the end."""
    traces_left: bool = True
    """Whether the database may still show what belonged together before a link was cut."""
    overlay_version: int = -1
    """The number of the agency's own changes as this process has them; -1 before any were read."""
    overlay_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wake_jobs: Callable[[], None] = field(default=lambda: None)
    """Tells the outbox worker of this process, if there is one, that a job is due."""

    @asynccontextmanager
    async def work(self) -> AsyncIterator["Work"]:
        """One piece of work: one transaction, committed when the block ends well."""
        async with self.database.write() as session:
            yield Work(self, session, self.clock())

    @asynccontextmanager
    async def view(self) -> AsyncIterator["Work"]:
        """The same for reading only; nothing is written."""
        async with self.database.read() as session:
            yield Work(self, session, self.clock())

    async def close(self) -> None:
        """Let go of files and connections."""
        self.media.close()
        await self.database.close()


@dataclass(slots=True)
class Work:
    """A transaction under way, with the moment it counts as."""

    house: House
    session: AsyncSession
    now: dt.datetime

    @property
    def vault(self) -> Vault:
        """The keys."""
        return self.house.vault

    def after_commit(self, act: AfterCommit) -> None:
        """Do ``act`` once this is on disk."""
        after_commit(self.session, act)


def open_house(settings: Settings) -> House:
    """The installation that ``settings`` name; creates the data folder and the keys if need be."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyFolder(settings.key_folder, settings.keys_passphrase.get_secret_value())
    return House(
        settings,
        Database(settings.database_url, pool=settings.database.pool),
        Vault(keys),
        MediaStore(settings.data / "media"),
    )


def keys_mark(vault: Vault) -> str:
    """By what a database and a backup know the key folder they belong to."""
    return vault.lookup("meta", "keys")


def key_marks(vault: Vault) -> dict[str, str]:
    """The rows of ``meta`` that know the installation's own keys, by which key each knows."""
    return {"keys": keys_mark(vault), "server_key": vault.server_mark()}


async def check_keys_fit(house: House) -> None:
    """Raise KeyMissing when the key folder isn't the one this database was made with.

    A lost key folder must stop the start: new keys would silently make every old report unreadable
    and every receipt unknown.
    """
    async with house.work() as work:
        for name, mark in key_marks(house.vault).items():
            known = await work.session.get(Meta, name)
            if known is None:
                # Two processes may be the first at once: they know the same keys.
                await work.session.execute(
                    insert_if_absent(work.session, Meta, {"name": name, "value": mark})
                )
            elif known.value != mark and not house.vault.server_succeeds(known.value):
                raise KeyMissing(
                    f"the keys in {house.settings.key_folder} don't belong to this database"
                )
