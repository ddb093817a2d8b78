"""A long file that only one key opens: written and read piece by piece, no change goes unseen.

A line that names the format, then the stream's own key wrapped for a public key, a seal by which
the installation knows its own work, and the pieces (libsodium's secretstream: no piece can be
changed, left out, moved or added, and the last one says that it is the last).
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from backend.vault import VaultError, new_key, unwrap, wrap

MAGIC = b"chuishao-backup-"
VERSION = b"1\n"
PIECE = 256 * 1024
ID_BYTES, WRAPPED_BYTES, SEAL_BYTES, LENGTH_BYTES = 8, 80, 32, 4
_STREAM_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MIDDLE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class BackupFault(Exception):
    """What is wrong with a backup, as one word for the texts ``cli.backup_fault_*``.

    ``none``: not a backup at all. ``newer``: made by a newer version. ``cut``: ends too early.
    ``changed``: bytes aren't those that were written. ``no_key``: the key isn't in the key folder.
    ``foreign``: not made by the installation whose keys these are.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


FAULTS = ("none", "newer", "cut", "changed", "no_key", "foreign")


def key_id(public: bytes) -> bytes:
    """By what a file says which key opens it; tells nothing of the key."""
    return hashlib.blake2b(public, digest_size=ID_BYTES, person=b"chuishao-backup").digest()


def _mark(own: bytes, head: bytes) -> bytes:
    return hmac.new(own, head, hashlib.sha256).digest()


class SealedWriter:
    """Writes what only the private half of ``public`` opens; ``own`` is the installation's key."""

    def __init__(self, target: BinaryIO, public: bytes, own: bytes) -> None:
        self._target = target
        self._waiting = bytearray()
        stream_key = new_key()
        head = key_id(public) + wrap(public, stream_key)
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        start = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, stream_key)
        target.write(MAGIC + VERSION + head + _mark(own, head) + start)

    def write(self, content: bytes) -> None:
        """Add ``content`` to the stream."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._push(bytes(self._waiting[:PIECE]), _MIDDLE)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Write the last piece; without it the file counts as cut."""
        self._push(bytes(self._waiting), _LAST)
        self._waiting.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(self._state, piece, None, tag)
        self._target.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)


class SealedReader:
    """Reads what :class:`SealedWriter` wrote; every reading call raises BackupFault.

    ``find`` gives the private key of a key's id, or None when it isn't here.
    """

    def __init__(self, source: BinaryIO, find: Callable[[bytes], bytes | None], own: bytes) -> None:
        self._source = source
        self._ready = bytearray()
        self._ended = False
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._begin(find, own)

    def _begin(self, find: Callable[[bytes], bytes | None], own: bytes) -> None:
        first = self._source.read(len(MAGIC) + len(VERSION))
        if not first.startswith(MAGIC):
            # Of a file cut within its first bytes nobody can say what it was.
            raise BackupFault("none")
        if first != MAGIC + VERSION:
            raise BackupFault("newer")
        head = self._exactly(ID_BYTES + WRAPPED_BYTES)
        mark = self._exactly(SEAL_BYTES)
        start = self._exactly(_STREAM_HEADER)
        private = find(head[:ID_BYTES])
        if private is None:
            raise BackupFault("no_key")
        if not hmac.compare_digest(mark, _mark(own, head)):
            raise BackupFault("foreign")
        try:
            stream_key = unwrap(private, head[ID_BYTES:])
        except VaultError:
            raise BackupFault("changed") from None
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, start, stream_key)

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes."""
        while len(self._ready) < size:
            self._pull()
        found = bytes(self._ready[:size])
        del self._ready[:size]
        return found

    def read_line(self) -> bytes:
        """All up to the next line end, without it."""
        looked = 0
        while (end := self._ready.find(b"\n", looked)) < 0:
            looked = len(self._ready)
            self._pull()
        line = bytes(self._ready[:end])
        del self._ready[: end + 1]
        return line

    def end(self) -> None:
        """Raise unless all was read and nothing was put behind it."""
        while not self._ended:
            self._pull()
        if self._ready or self._source.read(1):
            raise BackupFault("changed")

    def _pull(self) -> None:
        if self._ended:
            raise BackupFault("cut")
        length = int.from_bytes(self._exactly(LENGTH_BYTES), "big")
        if not _MORE <= length <= PIECE + _MORE:
            raise BackupFault("changed")
        sealed = self._exactly(length)
        try:
            piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed)
        except (CryptoError, RuntimeError, ValueError):
            raise BackupFault("changed") from None
        self._ready += piece
        self._ended = tag == _LAST

    def _exactly(self, size: int) -> bytes:
        found = self._source.read(size)
        if len(found) < size:
            raise BackupFault("cut")
        return found
