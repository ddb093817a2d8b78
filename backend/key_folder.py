"""The key files of an installation, each closed with a passphrase if there is one."""

import contextlib
import os
import secrets
from pathlib import Path

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from backend.key_errors import KeyDamaged, KeyMissing, PassphraseMissing, PassphraseWrong
from backend.new_file import sync_folder

KEY_BYTES = 32
_PASSPHRASE_MAGIC = b"chuishao-passphrase-1\n"


def stretch(passphrase: str, salt: bytes) -> bytes:
    """A key out of a passphrase: argon2id (moderate: about a second, 256 MB)."""
    return pwhash.argon2id.kdf(
        KEY_BYTES,
        passphrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_MODERATE,
    )


class KeyFolder:
    """The key files of an installation: 0700 folder, 0600 files, never inside the data folder."""

    def __init__(self, folder: Path, passphrase: str = "") -> None:
        self.folder = folder
        self._passphrase = passphrase
        self._stretched: dict[bytes, bytes] = {}

    def names(self) -> list[str]:
        """The names of all keys that are there."""
        return sorted(p.name.removesuffix(".key") for p in self.folder.glob("*.key"))

    def open_ones(self) -> list[str]:
        """The names of the keys that no passphrase closes."""
        files = ((name, self._path(name).read_bytes()) for name in self.names())
        return [name for name, content in files if not content.startswith(_PASSPHRASE_MAGIC)]

    def has(self, name: str) -> bool:
        """Whether there is a key called ``name``."""
        return self._path(name).exists()

    def create(self, name: str, value: bytes, passphrase: str | None = None) -> None:
        """Store a new key durably; raises FileExistsError rather than write over one."""
        use = self._passphrase if passphrase is None else passphrase
        self.put(name, self._close(use, value) if use else value)

    def content(self, name: str) -> bytes:
        """The key file as it lies there, closed if it is."""
        return self._path(name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """Store a key file as it is, durably; raises FileExistsError rather than write over one."""
        path = self._path(name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        temporary = self.folder / f".{name}.{secrets.token_hex(6)}"
        descriptor = os.open(temporary, flags, 0o600)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            # link, not rename: two processes at once must not replace each other's key.
            os.link(temporary, path)
        finally:
            temporary.unlink()
        sync_folder(self.folder)

    def succeed(self, name: str, successor: str, retired: str) -> None:
        """Put the key ``successor`` in the place of ``name``, which is kept as ``retired``.

        There is a key called ``name`` at every moment; may be done again after it was cut short.
        """
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            os.link(self._path(name), self._path(retired))
        self._path(successor).replace(self._path(name))
        sync_folder(self.folder)

    def remove(self, name: str) -> None:
        """Forget the key called ``name``; does nothing when it isn't there."""
        self._path(name).unlink(missing_ok=True)

    def read(self, name: str, passphrase: str | None = None) -> bytes:
        """The key called ``name``; raises KeyMissing when it isn't there or stays closed."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(f"no key {name!r} in the key folder", name) from error
        if content.startswith(_PASSPHRASE_MAGIC):
            use = self._passphrase if passphrase is None else passphrase
            if not use:
                raise PassphraseMissing(f"key {name!r} needs a passphrase", name)
            return self._open(use, content.removeprefix(_PASSPHRASE_MAGIC))
        if len(content) != KEY_BYTES:
            raise KeyDamaged(f"key {name!r} is damaged", name)
        return content

    def _close(self, passphrase: str, value: bytes) -> bytes:
        # All files of the installation's own passphrase share a salt: one second, not one a key.
        known = next(iter(self._stretched), None) if passphrase == self._passphrase else None
        salt = known or secrets.token_bytes(pwhash.argon2id.SALTBYTES)
        box = SecretBox(self._stretch(passphrase, salt))
        return _PASSPHRASE_MAGIC + salt + bytes(box.encrypt(value))

    def _open(self, passphrase: str, content: bytes) -> bytes:
        salt, box = content[: pwhash.argon2id.SALTBYTES], content[pwhash.argon2id.SALTBYTES :]
        try:
            return bytes(SecretBox(self._stretch(passphrase, salt)).decrypt(box))
        except (CryptoError, ValueError) as error:
            raise PassphraseWrong("the passphrase does not open this key") from error

    def _stretch(self, passphrase: str, salt: bytes) -> bytes:
        if passphrase != self._passphrase:
            return stretch(passphrase, salt)
        if salt not in self._stretched:
            self._stretched[salt] = stretch(passphrase, salt)
        return self._stretched[salt]

    def _path(self, name: str) -> Path:
        if not name or not all(c.isalnum() or c in "._-" for c in name) or name.startswith("."):
            raise KeyMissing(f"{name[:40]!r} is no name of a key")
        return self.folder / f"{name}.key"
