"""What the commands share: settings with the data folder of the command line, and plain errors."""

import argparse
import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, make_url
from sqlalchemy.exc import ArgumentError

from backend.db.migrate import upgrade
from backend.db.models import Meta
from backend.db.session import Database
from backend.house import House, check_keys_fit, open_house
from backend.key_folder import KeyFolder
from backend.restore import mark_of
from backend.services import bodies, changes
from backend.vault import Vault
from bot import logs
from bot.cli.mistakes import Refused, sentence
from bot.cli.speech import complain
from config.settings import Settings

OWN_KEYS = ("lookup", "server")
"""The keys without which nothing that is stored can be found or opened."""
_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings, with ``--data`` above the environment."""
    return Settings(data=args.data) if args.data else Settings()


async def open_checked(settings: Settings) -> House:
    """The installation, its database up to date; raises Refused before anything is spoilt.

    A lost key folder must stop a start before new keys are made: with them every old report would
    be unreadable and every receipt unknown.
    """
    check_folders(settings)
    _check_restore(settings)
    url = _database_url(settings)
    if _keys_lack(settings) and _may_hold_data(url) and await _has_data(settings):
        raise Refused("keys_lost", keys=settings.key_folder)
    house = open_house(settings)
    try:
        await upgrade(house.database)
        await check_keys_fit(house)
        await changes.refresh(house)
        async with house.work() as work:
            await bodies.ensure(work, _intake_body(settings))
    except BaseException:
        await house.close()
        raise
    return house


async def open_as_is(settings: Settings) -> House:
    """The installation with its schema left as it is; raises Refused where there is none.

    Makes nothing: neither a folder nor a database nor a key.
    """
    _check_restore(settings)
    if not (_may_hold_data(_database_url(settings)) and await _has_data(settings)):
        raise Refused("no_data", data=settings.data)
    if _keys_lack(settings):
        raise Refused("keys_lost", keys=settings.key_folder)
    house = open_house(settings)
    try:
        await check_keys_fit(house)
        await changes.refresh(house)
    except BaseException:
        await house.close()
        raise
    return house


async def database_there(settings: Settings) -> Database | None:
    """The database, if there is one with data; looks only. Who asks closes it."""
    if _may_hold_data(_database_url(settings)) and await _has_data(settings):
        return Database(settings.database_url, pool=1)
    return None


def own_vault(settings: Settings) -> Vault:
    """The keys, where they are; raises Refused rather than make new ones."""
    if _keys_lack(settings):
        raise Refused("keys_needed", keys=settings.key_folder)
    return Vault(KeyFolder(settings.key_folder, settings.keys_passphrase.get_secret_value()))


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder for one server; raises Refused when another holds it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "server.lock").open("ab") as file:
        try:
            # Held by the process: gone with it, however it ends.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("already_running", data=data) from None
        yield


def _check_restore(settings: Settings) -> None:
    if mark_of(settings).exists():
        raise Refused("restore_unfinished", data=settings.data)


def check_folders(settings: Settings) -> None:
    """Make the data folder; raises Refused where it can't serve, or the keys would lie in it."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(settings.data, os.W_OK | os.X_OK):
        raise Refused("not_writable", path=settings.data)
    if settings.key_folder.resolve().is_relative_to(settings.data.resolve()):
        raise Refused("keys_inside", keys=settings.key_folder, data=settings.data)


def _intake_body(settings: Settings) -> str:
    body_id = bodies.intake_body(settings)
    try:
        bodies.describe(body_id)
    except KeyError:
        raise Refused("intake_unknown", body=body_id) from None
    return body_id


def _keys_lack(settings: Settings) -> bool:
    return not all((settings.key_folder / f"{name}.key").exists() for name in OWN_KEYS)


def _database_url(settings: Settings) -> URL:
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError):
        raise Refused("database_url") from None
    if url.drivername not in _DRIVERS:
        raise Refused("database_url")
    return url


def _may_hold_data(url: URL) -> bool:
    # Looking into a SQLite file that isn't there would make it.
    return not url.drivername.startswith("sqlite") or Path(url.database or "").exists()


async def _has_data(settings: Settings) -> bool:
    """Whether the database was used before; looks only, and makes no file."""

    def tables(connection: Connection) -> bool:
        return inspect(connection).has_table(Meta.__tablename__)

    database = Database(settings.database_url, pool=1)
    try:
        async with database.read() as session:
            if not await (await session.connection()).run_sync(tables):
                return False
            return await session.get(Meta, "keys") is not None
    finally:
        await database.close()


def with_house(args: argparse.Namespace, act: Callable[[House], Awaitable[int]]) -> int:
    """Run ``act`` on the installation; a mistake is one plain line and status 2."""

    async def run() -> int:
        logs.watch(asyncio.get_running_loop())
        house = await open_checked(settings_of(args))
        try:
            return await act(house)
        finally:
            await house.close()

    return plainly(lambda: asyncio.run(run()))


def plainly(act: Callable[[], int]) -> int:
    """Do ``act``; what an operator can mend is said in one sentence, with status 2."""
    try:
        return act()
    except Exception as error:
        words = sentence(error)
        if words is None:
            raise
        return complain(words)
