"""`chuishao backup`, `restore`, `verify`: one sealed file, made, brought back, looked through."""

import argparse
import asyncio
import datetime as dt
import time
from pathlib import Path

from backend import backup as backups
from backend import dump, key_care
from backend import restore as restores
from backend.backup import Summary
from backend.backup_reading import verify as look_through
from backend.db.migrate import is_known
from backend.domain.deadlines import SHANGHAI
from bot import logs
from bot.cli.common import (
    check_folders,
    only_one,
    open_as_is,
    open_checked,
    own_vault,
    plainly,
    settings_of,
)
from bot.cli.mistakes import Refused
from bot.cli.speech import complain, say, translated
from config.settings import Settings

CLI = "cli"
QUIET_SECONDS = 5.0
"""How long work may be silent."""


class Progress:
    """A line on standard error every few seconds, none for what is done at once."""

    def __init__(self) -> None:
        self._next = time.monotonic() + QUIET_SECONDS

    def __call__(self, what: str, count: int) -> None:
        """Tell how many rows or files are done, unless that was told just now."""
        if time.monotonic() >= self._next:
            complain(translated(f"progress_{what}", count=count))
            self._next = time.monotonic() + QUIET_SECONDS


def backup(args: argparse.Namespace) -> int:
    """Make a backup; status 1 when it is made but photos were not there to put in."""

    async def act() -> int:
        logs.watch(asyncio.get_running_loop())
        settings = settings_of(args)
        _check_place(settings, args.file)
        house = await open_as_is(settings)
        try:
            async with house.database.reading_engine.connect() as connection:
                revision = await dump.revision(connection)
            if revision is None or not is_known(revision):
                raise Refused("database_newer")
            made = await backups.make(house, args.file, Progress())
        finally:
            await house.close()
        _tell("backup_made", args.file, made)
        say(translated("backup_keys_apart", keys=settings.key_folder))
        return _tell_lacking(made)

    return plainly(lambda: asyncio.run(act()))


def verify(args: argparse.Namespace) -> int:
    """Open all of a backup and check it; writes nothing."""

    def act() -> int:
        found = look_through(args.file, own_vault(settings_of(args)), Progress())
        _tell("backup_right", args.file, found)
        if not is_known(found.revision):
            say(translated("backup_fault_newer"))
        return _tell_lacking(found)

    return plainly(act)


def restore(args: argparse.Namespace) -> int:
    """Fill an empty installation; nothing is changed unless all of it could be."""

    async def act() -> int:
        logs.watch(asyncio.get_running_loop())
        settings = settings_of(args)
        vault = own_vault(settings)
        check_folders(settings)
        with only_one(settings.data):
            found = await restores.restore(settings, args.file, vault, Progress())
            house = await open_checked(settings)
            try:
                changed = await key_care.refit(house, CLI)
            finally:
                await house.close()
        _tell("restored", args.file, found)
        if changed:
            say(translated("restored_keys", count=changed))
        say(translated("restored_then", made=_moment(found)))
        return _tell_lacking(found)

    return plainly(lambda: asyncio.run(act()))


def _check_place(settings: Settings, file: Path) -> None:
    path = file.resolve()
    for folder in (settings.data, settings.key_folder):
        if path.is_relative_to(folder.resolve()):
            raise Refused("backup_inside", folder=folder)
    if path.exists():
        raise Refused("backup_exists", path=file)


def _tell(key: str, path: Path, found: Summary) -> None:
    say(
        translated(
            key,
            path=path,
            made=_moment(found),
            rows=found.rows,
            files=found.files,
            megabytes=f"{found.bytes / 10**6:.1f}",
            revision=found.revision,
        )
    )


def _moment(found: Summary) -> str:
    return f"{dt.datetime.fromisoformat(found.made).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _tell_lacking(found: Summary) -> int:
    if found.gone:
        say(translated("backup_gone", count=found.gone))
    if found.missing:
        names = ", ".join(found.missing[:5])
        complain(translated("backup_missing", count=len(found.missing), names=names))
        return 1
    return 0
