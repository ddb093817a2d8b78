"""Reading a backup: all of it is checked on the way, and nothing of it is believed before."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from backend import dump
from backend.backup import FILE_NAME, FILE_PIECE, KEY, Progress, Summary, own_key, silent
from backend.house import keys_mark
from backend.key_folder import KeyFolder
from backend.sealed_file import BackupFault, SealedReader, key_id
from backend.vault import Vault, public_half


def find_key(folder: KeyFolder, wanted: bytes) -> bytes | None:
    """The private key of an id: the present one, or one that was rotated out."""
    names = [KEY, *(name for name in folder.names() if name.startswith(f"retired.{KEY}."))]
    for name in names:
        if folder.has(name):
            private = folder.read(name)
            if key_id(public_half(private)) == wanted:
                return private
    return None


@dataclass(frozen=True, slots=True)
class File:
    """A file inside a backup: its name in the media folder and its content, to be read at once."""

    name: str
    size: int
    pieces: Iterator[bytes]


def open_backup(source: BinaryIO, vault: Vault) -> SealedReader:
    """A backup opened with the keys of this installation; raises BackupFault."""
    return SealedReader(source, lambda wanted: find_key(vault.folder, wanted), own_key(vault))


def read(reader: SealedReader) -> Iterator[Summary | dump.Rows | File]:
    """Everything in a backup, in order: what is known at its head, rows, files, what it holds.

    Each file's pieces must be read before the next is asked for. Raises BackupFault for anything
    that isn't as it was written: a hash, a count, an end that is none.
    """
    try:
        yield from _read(reader)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupFault("changed") from None


def _read(reader: SealedReader) -> Iterator[Summary | dump.Rows | File]:
    found = json.loads(reader.read_line())
    if found.pop("kind") != "head":
        raise BackupFault("changed")
    counted = Summary(**found)
    yield replace(counted)
    rows = dump.Rows("", [], [])
    while True:
        found = json.loads(reader.read_line())
        if isinstance(found, list):
            counted.tables[rows.table] += 1
            rows.values.append(found)
            if len(rows.values) == dump.BATCH:
                yield rows
                rows = dump.Rows(rows.table, rows.columns, [])
            continue
        if rows.values:
            yield rows
        kind = found.pop("kind")
        # Rows come only behind the name of their table.
        rows = dump.Rows("", [], [])
        if kind == "table":
            rows = dump.Rows(found["name"], found["columns"], [])
            counted.tables[rows.table] = 0
        elif kind == "file":
            yield from _file(reader, found["name"], found["size"])
            counted.files += 1
            counted.bytes += found["size"]
        else:
            break
    reader.end()
    if kind != "end":
        raise BackupFault("changed")
    told = Summary(**found)
    counted.gone, counted.missing = told.gone, told.missing
    if counted != told:
        raise BackupFault("changed")
    yield told


def _file(reader: SealedReader, name: str, size: int) -> Iterator[File]:
    if not FILE_NAME.fullmatch(name):
        raise BackupFault("changed")
    digest = hashlib.sha256()
    left = size

    def pieces() -> Iterator[bytes]:
        nonlocal left
        while left:
            piece = reader.read(min(FILE_PIECE, left))
            left -= len(piece)
            digest.update(piece)
            yield piece

    yield File(name, size, pieces())
    if left or json.loads(reader.read_line()) != digest.hexdigest():
        raise BackupFault("changed")


def verify(path: Path, vault: Vault, progress: Progress = silent) -> Summary:
    """Open all of a backup and check every hash and count; raises BackupFault, OSError."""
    rows, files = 0, 0
    last: Summary | None = None
    with path.open("rb") as source:
        for each in read(open_backup(source, vault)):
            if isinstance(each, Summary):
                last = each
            elif isinstance(each, dump.Rows):
                rows += len(each.values)
                progress("rows", rows)
            else:
                for _ in each.pieces:
                    pass
                files += 1
                progress("files", files)
    if last is None or last.keys != keys_mark(vault):
        raise BackupFault("foreign")
    return last
