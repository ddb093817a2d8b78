"""A backup of the rows and the sealed files in one sealed file, made while the server may run.

The rows are read in one transaction, so that they are of one moment; the files are listed after
that moment has begun. A file is on disk before a row names it, so nothing is lacking unless the
service erased it meanwhile, which is counted and told. Keys never go into a backup: it is sealed
to the public half of the key ``backup``, and each report inside is sealed as it was.
"""

import asyncio
import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from backend import dump
from backend.db.models import Meta
from backend.db.session import Database
from backend.house import House, Work, keys_mark
from backend.new_file import new_file
from backend.sealed_file import SealedWriter
from backend.vault import Vault, new_key, public_half

KEY = "backup"
"""The name of the key file that opens backups; making them takes only its public half."""
PUBLIC = "backup_public_key"
"""The name of the row that keeps the public half, so that the key itself may lie elsewhere."""
MADE = "backup_made"
"""The name of the row that says when the last backup was made."""
WITH_FILES = {"attachments", "evidence"}
"""Tables whose rows name files by their ids; a backup of an older schema has the first alone."""
FILE_PIECE = 1024 * 1024
FILE_NAME = re.compile(r"\w{2}/\w+\.\w+")
"""Names inside the media folder; what is half written has one more dot."""
Progress = Callable[[str, int], None]
"""Called with ``rows`` or ``files`` and how many are done."""


def silent(_what: str, _count: int) -> None:
    """Progress that nobody wants to hear."""


@dataclass(slots=True)
class Summary:
    """What a backup holds."""

    made: str = ""
    """When, in UTC, ISO 8601."""
    revision: str = ""
    """The revision of the database's schema."""
    keys: str = ""
    """By what the key folder of the installation is known; see backend.house.keys_mark."""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows of each table."""
    files: int = 0
    bytes: int = 0
    gone: int = 0
    """Files that the service erased while the backup was being made."""
    missing: list[str] = field(default_factory=list)
    """Ids of attachments and evidence whose file was not there, though their row still is."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


def own_key(vault: Vault) -> bytes:
    """The key by which an installation knows the backups that it made."""
    return vault.hashing_key("backup")


async def public_key(house: House) -> bytes:
    """The public half of the backup key; the key is made on first use."""
    async with house.view() as view:
        known = await view.session.get(Meta, PUBLIC)
    if known is not None:
        return bytes.fromhex(known.value)
    async with house.work() as work:
        row = await work.session.get(Meta, PUBLIC)
        if row is None:
            folder = house.vault.folder
            if not folder.has(KEY):
                folder.create(KEY, new_key())
            row = Meta(name=PUBLIC, value=public_half(folder.read(KEY)).hex())
            work.session.add(row)
        return bytes.fromhex(row.value)


async def make(house: House, path: Path, progress: Progress = silent) -> Summary:
    """Write a backup of ``house`` to ``path``; raises FileExistsError, OSError.

    The schema is left as it is, so that a backup before an upgrade is one of the old schema.
    """
    public = await public_key(house)
    with new_file(path) as out:
        writer = SealedWriter(out, public, own_key(house.vault))
        summary = Summary(
            made=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            keys=keys_mark(house.vault),
        )
        wanted = await _write_rows(house.database, writer, summary, progress)
        lacking = await asyncio.to_thread(
            _write_files, house.media.folder, wanted, writer, summary, progress
        )
        kept = await _still_known(house.database, lacking)
        summary.gone, summary.missing = len(lacking) - len(kept), kept
        writer.write(_record("end", **asdict(summary)))
        writer.finish()
    async with house.work() as work:
        await work.session.merge(Meta(name=MADE, value=summary.made))
    return summary


async def last_made(work: Work) -> dt.datetime | None:
    """When the last backup was made; None if none ever was."""
    row = await work.session.get(Meta, MADE)
    return dt.datetime.fromisoformat(row.value) if row else None


@asynccontextmanager
async def _one_moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection on which everything is read as of one moment; on SQLite any transaction is."""
    async with database.reading_engine.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection


async def _write_rows(
    database: Database, writer: SealedWriter, summary: Summary, progress: Progress
) -> set[str]:
    """Write all rows; returns the ids of those among them that have files."""
    ids: set[str] = set()
    done = 0
    async with _one_moment(database) as connection:
        summary.revision = await dump.revision(connection) or ""
        writer.write(
            _record("head", made=summary.made, revision=summary.revision, keys=summary.keys)
        )
        for table in await dump.tables(connection):
            begun = False
            async for part in dump.rows(connection, table):
                if not begun:
                    writer.write(_record("table", name=part.table, columns=part.columns))
                    begun = True
                for row in part.values:
                    writer.write(_line(row))
                if table.name in WITH_FILES:
                    index = part.columns.index("id")
                    ids.update(row[index] for row in part.values)
                done += len(part.values)
                summary.tables[table.name] = summary.tables.get(table.name, 0) + len(part.values)
                progress("rows", done)
    return ids


def _write_files(
    folder: Path, wanted: set[str], writer: SealedWriter, summary: Summary, progress: Progress
) -> set[str]:
    """Write all files, those of drafts too; returns the wanted ids that have none."""
    seen = set()
    for path in sorted(folder.glob("??/*.*")):
        name = f"{path.parent.name}/{path.name}"
        if not FILE_NAME.fullmatch(name):
            # Half written by a report that is just coming in: none of the rows knows it yet.
            continue
        try:
            with path.open("rb") as source:
                _write_file(name, source, writer, summary)
        except FileNotFoundError:
            continue
        seen.add(path.name.partition(".")[0])
        progress("files", summary.files)
    return wanted - seen


def _write_file(name: str, source: BinaryIO, writer: SealedWriter, summary: Summary) -> None:
    size = os.fstat(source.fileno()).st_size
    writer.write(_record("file", name=name, size=size))
    digest = hashlib.sha256()
    left = size
    while left:
        piece = source.read(min(FILE_PIECE, left))
        if not piece:
            raise OSError(5, os.strerror(5), name)
        digest.update(piece)
        writer.write(piece)
        left -= len(piece)
    writer.write(_line(digest.hexdigest()))
    summary.files += 1
    summary.bytes += size


async def _still_known(database: Database, ids: set[str]) -> list[str]:
    if not ids:
        return []
    async with database.reading_engine.connect() as connection:
        known: set[str] = set()
        for table in await dump.tables(connection):
            if table.name in WITH_FILES:
                known.update(await connection.scalars(select(table.c.id)))
        return sorted(known & ids)


def _record(kind: str, **facts: Any) -> bytes:
    return _line({"kind": kind, **facts})


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
