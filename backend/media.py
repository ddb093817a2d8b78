"""What people send besides words: told apart by content, cleaned, and kept sealed."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from backend.domain.errors import Invalid
from backend.pictures import (
    Box,
    PictureError,
    Written,
    black_out,
    clean_picture,
    limit_process,
    read_written,
)
from backend.vault import open_sealed, seal, shared_key

T = TypeVar("T")
MAX_PHOTO_BYTES = 20 * 1024 * 1024
MAX_FILE_BYTES = 50 * 1024 * 1024
DECODE_SECONDS = 30
MIN_STEP_BYTES = 4096
"""Sealed files are a multiple of this long, large ones of more."""
_LENGTH_BYTES = 8


def _starts(*magic: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda content: content[at : at + 16].startswith(magic)


def _office(part: bytes) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        return (
            content.startswith(b"PK\x03\x04")
            and b"[Content_Types].xml" in content[:4096]
            and part in content
            and b"vbaProject.bin" not in content
        )

    return check


# Kind, media type, file ending and how its content begins. What isn't here is refused, archives,
# programs and office files with macros among it.
_TYPES: tuple[tuple[str, str, str, Callable[[bytes], bool]], ...] = (
    ("photo", "image/jpeg", "jpg", _starts(b"\xff\xd8\xff")),
    ("photo", "image/png", "png", _starts(b"\x89PNG\r\n\x1a\n")),
    ("photo", "image/gif", "gif", _starts(b"GIF87a", b"GIF89a")),
    ("photo", "image/webp", "webp", lambda c: c[:4] == b"RIFF" and c[8:12] == b"WEBP"),
    ("photo", "image/bmp", "bmp", lambda c: c[:2] == b"BM" and c[6:10] == b"\0\0\0\0"),
    ("photo", "image/heic", "heic",
     lambda c: c[4:8] == b"ftyp" and c[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc")),
    ("document", "application/pdf", "pdf", _starts(b"%PDF-")),
    ("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "docx", _office(b"word/document.xml")),
    ("document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "xlsx", _office(b"xl/workbook.xml")),
    ("voice", "audio/ogg", "ogg", _starts(b"OggS")),
    ("voice", "audio/mpeg", "mp3", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ("voice", "audio/amr", "amr", _starts(b"#!AMR")),
    ("voice", "audio/wav", "wav", lambda c: c[:4] == b"RIFF" and c[8:12] == b"WAVE"),
    ("voice", "audio/mp4", "m4a", lambda c: c[4:8] == b"ftyp" and c[8:11] == b"M4A"),
    ("video", "video/mp4", "mp4", lambda c: c[4:8] == b"ftyp"),
    ("video", "video/webm", "webm", _starts(b"\x1a\x45\xdf\xa3")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies sealed in the store; ``id`` names it, the rest is sealed in the database."""

    id: str
    kind: str
    mime: str
    ending: str
    name: str
    size: int
    dhash: str = ""

    def dump(self) -> bytes:
        """As JSON, for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @staticmethod
    def load(raw: bytes) -> "Stored":
        """What :meth:`dump` gave."""
        return Stored(**json.loads(raw))


def sniff(content: bytes) -> tuple[str, str, str]:
    """Kind, media type and ending of ``content`` by its first bytes, whatever its name says.

    Raises Invalid ``file_refused`` for what is on no list.
    """
    for kind, mime, ending, matches in _TYPES:
        if matches(content):
            return kind, mime, ending
    raise Invalid("file_refused")


def _admitted(content: bytes) -> tuple[str, str, str]:
    """What :func:`sniff` says of a file of a size we take; raises Invalid ``file_too_large``."""
    found = sniff(content)
    if len(content) > (MAX_PHOTO_BYTES if found[0] == "photo" else MAX_FILE_BYTES):
        raise Invalid("file_too_large", megabytes=len(content) // 1024**2)
    return found


class MediaStore:
    """Sealed files in a folder; the same calls would serve an object store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool: ProcessPoolExecutor | None = None
        self._decoding = asyncio.Lock()

    async def take_in(self, file_id: str, full_key: bytes, name: str, content: bytes) -> Stored:
        """Check, clean and seal one file under ``file_id``; the files are on disk when it returns.

        A photo's original is sealed with the report's full key, everything that travels with the
        case (clean copies, documents, recordings) with the key derived from it.
        Raises Invalid with ``file_refused``, ``file_too_large``, ``photo_broken`` or
        ``photo_too_large``.
        """
        kind, mime, ending = _admitted(content)
        dhash, size = "", len(content)
        if kind == "photo":
            clean = await self._look(clean_picture, content)
            # What is told of a photo is told of its clean copy: the bytes of the original are
            # as good as its name to somebody who looks for it on people's phones.
            dhash, size = clean.dhash, len(clean.jpeg)
            await asyncio.to_thread(self._put, file_id, "clean", shared_key(full_key), clean.jpeg)
        key = full_key if kind == "photo" else shared_key(full_key)
        await asyncio.to_thread(self._put, file_id, "original", key, content)
        # A photo's file name tells at most whose phone it was.
        kept = "" if kind == "photo" else name[:200]
        return Stored(file_id, kind, mime, ending, kept, size, dhash)

    async def take_in_copy(self, file_id: str, key: bytes, name: str, content: bytes) -> Stored:
        """The same for what goes with a message: of a photo only the clean copy is kept."""
        kind, mime, ending = _admitted(content)
        if kind == "photo":
            clean = await self._look(clean_picture, content)
            await asyncio.to_thread(self._put, file_id, "clean", key, clean.jpeg)
            return Stored(file_id, kind, "image/jpeg", "jpg", "", len(clean.jpeg), clean.dhash)
        await asyncio.to_thread(self._put, file_id, "original", key, content)
        return Stored(file_id, kind, mime, ending, name[:200], len(content))

    async def take_in_whole(
        self, file_id: str, key: bytes, name: str, content: bytes
    ) -> tuple[Stored, Written]:
        """A photo kept as it came and clean, both under one key, and what its camera wrote into it.

        Raises Invalid as :meth:`take_in`, and ``file_refused`` for what is no photo.
        """
        kind, mime, ending = _admitted(content)
        if kind != "photo":
            raise Invalid("file_refused")
        clean = await self._look(clean_picture, content)
        written = await self._look(read_written, content)
        await asyncio.to_thread(self._put, file_id, "clean", key, clean.jpeg)
        await asyncio.to_thread(self._put, file_id, "original", key, content)
        return Stored(file_id, kind, mime, ending, name[:200], len(content), clean.dhash), written

    async def read(self, file_id: str, variant: str, key: bytes) -> bytes:
        """One file opened; ``variant`` is ``clean`` or ``original``. Raises FileNotFoundError."""
        sealed = await asyncio.to_thread(self._path(file_id, variant).read_bytes)
        return _without_padding(open_sealed(key, sealed, "media", file_id, variant))

    async def read_shown(self, stored: Stored, key: bytes) -> bytes:
        """A file as others get it: of a photo the clean copy. Raises FileNotFoundError."""
        return await self.read(stored.id, "clean" if stored.kind == "photo" else "original", key)

    async def black_out(self, file_id: str, key: bytes, boxes: tuple[Box, ...]) -> None:
        """Burn black boxes into the clean copy of a photo; the one before is gone for good.

        Raises FileNotFoundError, or Invalid ``photo_broken``.
        """
        clean = await self.read(file_id, "clean", key)
        async with self._decoding:
            burnt = await self._decode(black_out, clean, boxes)
        await asyncio.to_thread(self._put, file_id, "clean", key, burnt)

    async def keep_as_seen(self, file_id: str, key: bytes) -> None:
        """Keep the clean copy as it is now for who has seen it, before it is blacked out."""
        if not self._path(file_id, "seen").exists():
            clean = await self.read(file_id, "clean", key)
            await asyncio.to_thread(self._put, file_id, "seen", key, clean)

    async def read_as_seen(self, stored: Stored, key: bytes) -> bytes:
        """A photo as it was before it was blacked out. Raises FileNotFoundError."""
        variant = "seen" if self._path(stored.id, "seen").exists() else "clean"
        return await self.read(stored.id, variant, key)

    def delete(self, file_id: str) -> None:
        """Remove all variants of a file."""
        for variant in ("clean", "original", "seen"):
            self._path(file_id, variant).unlink(missing_ok=True)

    def ids_older_than(self, moment: float) -> list[str]:
        """The ids of files written before ``moment`` (seconds since 1970)."""
        found = {p.name.partition(".")[0] for p in self.folder.glob("??/*.*") if _age(p) < moment}
        return sorted(found)

    def close(self) -> None:
        """Stop the decoding process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    async def _look(self, look: Callable[[bytes], T], content: bytes) -> T:
        # One at a time: waiting for others must not count against a picture.
        async with self._decoding:
            try:
                return await self._decode(look, content)
            except BrokenExecutor:
                # The process may have died of something else; dead twice, it is the picture.
                self._kill_pool()
            try:
                return await self._decode(look, content)
            except BrokenExecutor as error:
                self._kill_pool()
                raise Invalid("photo_broken") from error

    async def _decode(self, look: Callable[..., T], *given: object) -> T:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=limit_process
            )
        loop = asyncio.get_running_loop()
        try:
            work = loop.run_in_executor(self._pool, look, *given)
            return await asyncio.wait_for(work, DECODE_SECONDS)
        except PictureError as error:
            raise Invalid(f"photo_{error.reason}") from error
        except TimeoutError as error:
            self._kill_pool()
            raise Invalid("photo_broken") from error

    def _kill_pool(self) -> None:
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self.close()

    def _path(self, file_id: str, variant: str) -> Path:
        if not file_id.isalnum():
            raise ValueError("not the id of a file")
        return self.folder / file_id[:2] / f"{file_id}.{variant}"

    def _put(self, file_id: str, variant: str, data_key: bytes, content: bytes) -> None:
        path = self._path(file_id, variant)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(f".{variant}.part")
        with partial.open("wb") as out:
            out.write(seal(data_key, _padded(content), "media", file_id, variant))
            out.flush()
            os.fsync(out.fileno())
        partial.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _padded(content: bytes) -> bytes:
    """``content`` behind its length, filled up so that a file's size names no photo."""
    length = _LENGTH_BYTES + len(content)
    # Steps grow with the size (Padmé): at most an eighth more, and thousands share each size.
    exponent = length.bit_length() - 1
    step = max(MIN_STEP_BYTES, 1 << max(exponent - exponent.bit_length(), 0))
    return len(content).to_bytes(_LENGTH_BYTES, "big") + content + bytes(-length % step)


def _without_padding(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
