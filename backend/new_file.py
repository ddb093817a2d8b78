"""A new file that is there whole or not at all."""

import contextlib
import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that has its name only once it is whole and on disk; only its owner can read it.

    Raises FileExistsError rather than write over one. What a killed backup to the same name left
    half done is removed.
    """
    for old in path.parent.glob(f".{_as_pattern(path.name)}.*.part"):
        with old.open("rb") as left, contextlib.suppress(BlockingIOError):
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            old.unlink(missing_ok=True)
    if path.exists():
        raise _taken(path)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            yield out
            out.flush()
            os.fsync(out.fileno())
            _name(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def _taken(path: Path) -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _as_pattern(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _name(partial: Path, path: Path) -> None:
    try:
        # link, not rename: what has come to that name meanwhile stays.
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links, as backups often lie on.
        if path.exists():
            raise _taken(path) from None
        partial.rename(path)


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
