"""Bringing a backup back into an empty installation: all of it, or nothing at all.

Everything is laid beside its place and put there at the end; a mark in the data folder says that a
restore is under way. As long as it stands nothing else may use the folder, and the same command
run again clears what is there and begins anew, or finishes if only the mark was left.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from backend import dump
from backend.backup import Progress, Summary, silent
from backend.backup_reading import File, open_backup, read
from backend.db.migrate import is_known, upgrade_on
from backend.db.models import Meta
from backend.db.session import Database
from backend.house import keys_mark
from backend.new_file import sync_folder
from backend.sealed_file import BackupFault
from backend.vault import Vault
from config.settings import Settings

WORKSHOP = ".restore"
"""The folder inside the data folder in which a restore works."""
_RESTORED = "restored"
_ALLOWED = frozenset({WORKSHOP, "server.lock"})


class NotEmpty(Exception):
    """There is data already, in ``where``: a restore writes over nothing."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Unsettled(Exception):
    """The last step failed, and whether it was done can't be known: run the restore again."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things go, and where they lie until all are there."""

    settings: Settings

    @property
    def workshop(self) -> Path:
        return self.settings.data / WORKSHOP

    @property
    def mark(self) -> Path:
        return mark_of(self.settings)

    @property
    def database(self) -> Path | None:
        """The file of the database, if it is one."""
        url = make_url(self.settings.database_url)
        return Path(url.database or "") if url.drivername.startswith("sqlite") else None

    @property
    def partial(self) -> Path | None:
        """Where that file grows; on the same disk, so that it can be moved in one step."""
        path = self.database
        return path.with_name(f"{path.name}.restore") if path else None

    def clear(self) -> None:
        """Take away all that an unfinished restore may have left, the mark last."""
        shutil.rmtree(self.workshop / "media", ignore_errors=True)
        shutil.rmtree(self.settings.data / "media", ignore_errors=True)
        if self.partial is not None:
            for path in self.partial.parent.glob(f"{self.partial.name}*"):
                path.unlink()
        self.remove_mark()

    def remove_mark(self) -> None:
        """Say that nothing is unfinished any more."""
        self.mark.unlink(missing_ok=True)
        if self.workshop.exists():
            self.workshop.rmdir()

    def write_file(self, file: File) -> None:
        """Lay a file of the backup beside its place."""
        path = self.workshop / "media" / file.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.writelines(file.pieces)

    def place_files(self) -> None:
        """Have all files on disk, then move their folder to its place."""
        # One call for all: a disk call for each of many small files takes minutes.
        os.sync()
        if (self.workshop / "media").exists():
            (self.workshop / "media").rename(self.settings.data / "media")
            sync_folder(self.settings.data)


def mark_of(settings: Settings) -> Path:
    """The file that is there while a restore isn't finished."""
    return settings.data / WORKSHOP / "unfinished"


async def restore(
    settings: Settings, path: Path, vault: Vault, progress: Progress = silent
) -> Summary:
    """Fill the empty installation of ``settings`` from a backup, then bring it to our schema.

    Raises BackupFault for a backup that isn't whole, isn't ours or is newer than this code, and
    NotEmpty where there is data; then nothing was changed. Nothing is sent: what waits in the
    outbox goes out when the server starts.
    """
    places = _Places(settings)
    with path.open("rb") as source:
        entries = read(open_backup(source, vault))
        head = next(entries)
        if not isinstance(head, Summary) or head.keys != keys_mark(vault):
            raise BackupFault("foreign")
        if not is_known(head.revision):
            raise BackupFault("newer")
        if await _only_the_mark_is_left(places):
            places.remove_mark()
            return head
        name = await asyncio.to_thread(_begin, places)
        try:
            last = await _fill(places, name, head.revision, entries, progress)
        except Unsettled:
            raise
        except BaseException:
            places.clear()
            raise
    places.remove_mark()
    return last


async def _only_the_mark_is_left(places: _Places) -> bool:
    """Whether an earlier restore did all but say so; clears what one left that did less.

    Raises NotEmpty.
    """
    begun = places.mark.read_text() if places.mark.exists() else None
    found = await _look(places)
    if begun and found == begun:
        return True
    if found is not None:
        raise NotEmpty(str(places.database or "PostgreSQL"))
    if begun is not None:
        places.clear()
    elif {path.name for path in places.settings.data.glob("*")} - _ALLOWED:
        raise NotEmpty(str(places.settings.data))
    return False


async def _look(places: _Places) -> str | None:
    """None for an empty database; else by which restore it was filled, if by one."""
    if places.database is not None and not places.database.exists():
        return None
    database = Database(places.settings.database_url, pool=1)
    try:
        async with database.reading_engine.connect() as connection:
            names = await connection.run_sync(lambda one: inspect(one).get_table_names())
            if not names:
                return None
            if Meta.__tablename__ not in names:
                return ""
            query = select(Meta.value).where(Meta.name == _RESTORED)
            return await connection.scalar(query) or ""
    finally:
        await database.close()


def _begin(places: _Places) -> str:
    name = secrets.token_hex(16)
    places.workshop.mkdir(mode=0o700, parents=True, exist_ok=True)
    with places.mark.open("w") as out:
        out.write(name)
        out.flush()
        os.fsync(out.fileno())
    for folder in (places.workshop, places.settings.data):
        sync_folder(folder)
    return name


async def _fill(
    places: _Places,
    name: str,
    revision: str,
    entries: Iterator[Summary | dump.Rows | File],
    progress: Progress,
) -> Summary:
    target = places.partial
    url = f"sqlite+aiosqlite:///{target.absolute()}" if target else places.settings.database_url
    database = Database(url, pool=1)
    try:
        async with database.engine.connect() as connection:
            await connection.run_sync(upgrade_on, revision)
            if target is not None:
                await connection.commit()
            last = await _take(connection, places, entries, progress)
            if target is not None:
                await connection.commit()
            await connection.run_sync(upgrade_on, "head")
            await connection.execute(delete(Meta).where(Meta.name == _RESTORED))
            await connection.execute(insert(Meta).values(name=_RESTORED, value=name))
            await asyncio.to_thread(places.place_files)
            if target is None:
                await _settle(connection.commit())
            else:
                await connection.commit()
        if target is not None:
            await database.empty_log()
    finally:
        await database.close()
    if places.database is not None and target is not None:
        target.rename(places.database)
        sync_folder(places.database.parent)
    return last


async def _settle(commit: Coroutine[Any, Any, None]) -> None:
    """Commit; if that fails nobody knows on which side, so that nothing may be cleared."""
    try:
        await commit
    except BaseException as error:
        raise Unsettled from error


async def _take(
    connection: AsyncConnection,
    places: _Places,
    entries: Iterator[Summary | dump.Rows | File],
    progress: Progress,
) -> Summary:
    """Put in all rows and files; returns what the backup says at its end that it holds."""
    tables = {table.name: table for table in await dump.tables(connection)}
    rows, files = 0, 0
    for each in entries:
        if isinstance(each, dump.Rows):
            try:
                await dump.insert(connection, tables, each)
            except (KeyError, ValueError):
                raise BackupFault("changed") from None
            rows += len(each.values)
            progress("rows", rows)
        elif isinstance(each, File):
            await asyncio.to_thread(places.write_file, each)
            files += 1
            progress("files", files)
        else:
            return each
    raise BackupFault("cut")
