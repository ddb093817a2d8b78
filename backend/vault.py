"""Keys and sealing: what a reporter typed, sent or is never lies in the clear.

Every report has a random data key. It seals the original; a key derived from it seals the copy
that travels with the case. Each value is bound to its table, row and column. The keys are wrapped
for the key pair of each body that holds the case: the first gets the full one, a body it is
transferred to only the derived one. Forgetting the wrapped keys deletes the report, and no backup
made after holds it.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from nacl import pwhash
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from backend.key_errors import KeyDamaged as KeyDamaged
from backend.key_errors import KeyMissing as KeyMissing
from backend.key_errors import PassphraseMissing as PassphraseMissing
from backend.key_errors import PassphraseWrong as PassphraseWrong
from backend.key_errors import VaultError as VaultError
from backend.new_file import sync_folder

NONCE_BYTES = 24
KEY_BYTES = 32
_PASSPHRASE_MAGIC = b"chuishao-passphrase-1\n"


def seal(key: bytes, value: bytes, *place: str) -> bytes:
    """``value`` sealed with ``key`` and bound to its place (table, row, column)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + aead_seal(value, "\x1f".join(place).encode(), nonce, key)


def open_sealed(key: bytes, sealed: bytes, *place: str) -> bytes:
    """What :func:`seal` sealed; raises VaultError for a wrong key or place or a changed value."""
    try:
        return aead_open(
            sealed[NONCE_BYTES:], "\x1f".join(place).encode(), sealed[:NONCE_BYTES], key
        )
    except (CryptoError, ValueError) as error:
        raise VaultError("a sealed value does not open") from error


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def derive(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose out of a secret of full entropy."""
    return hashlib.blake2b(purpose.encode(), key=secret, digest_size=KEY_BYTES).digest()


def shared_key(full: bytes) -> bytes:
    """The key of the copy that travels, out of a report's full data key; there is no way back.

    The full key also opens the original: the reporter's own words and the untouched photos.
    """
    return derive(full, "shared copy")


def wrap(public: bytes, value: bytes) -> bytes:
    """``value`` sealed to a public key: whoever seals can't open it again."""
    return bytes(SealedBox(PublicKey(public)).encrypt(value))


def unwrap(private: bytes, wrapped: bytes) -> bytes:
    """What :func:`wrap` sealed; raises VaultError when ``private`` is not the key for it."""
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(wrapped))
    except (CryptoError, ValueError) as error:
        raise VaultError("a wrapped key does not open") from error


def public_half(private: bytes) -> bytes:
    """The public key that belongs to ``private``."""
    return bytes(PrivateKey(private).public_key)


def signed_by(public: bytes, value: bytes, signature: bytes) -> bool:
    """Whether ``signature`` of ``value`` was made with the private half of ``public``."""
    try:
        VerifyKey(public).verify(value, signature)
    except (CryptoError, ValueError):
        return False
    return True


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


class Vault:
    """The keys open in this process, and what is done with them."""

    def __init__(self, folder: KeyFolder) -> None:
        self.folder = folder
        self._lookup = self._own("lookup")
        self._server = self._own("server")
        self._bodies: dict[str, bytes] = {}

    def _own(self, name: str) -> bytes:
        if not self.folder.has(name):
            # Another process may be first: its key serves.
            with contextlib.suppress(FileExistsError):
                self.folder.create(name, new_key())
        return self.folder.read(name)

    def lookup(self, purpose: str, value: str) -> str:
        """The keyed hash to find a sealed value by; useless without the key folder."""
        data = f"{purpose}\x1f{value}".encode()
        return hmac.new(self._lookup, data, hashlib.sha256).hexdigest()

    def hashing_key(self, purpose: str) -> bytes:
        """A key for hashes of one purpose; what they hide is safe without the key folder."""
        return derive(self._lookup, purpose)

    def server_mark(self) -> str:
        """By what a database knows the key that its own values are sealed with."""
        return derive(self._server, "meta").hex()

    def seal(self, value: bytes, *place: str) -> bytes:
        """``value`` sealed with the installation's own key."""
        return seal(self._server, value, *place)

    def open(self, sealed: bytes, *place: str) -> bytes:
        """What :meth:`seal` sealed."""
        return open_sealed(self._server, sealed, *place)

    def sign(self, value: bytes) -> bytes:
        """The installation's Ed25519 signature of ``value``, 64 bytes."""
        return bytes(SigningKey(self._own("audit")).sign(value).signature)

    def signing_key(self) -> bytes:
        """The public key that :meth:`sign` is checked with, 32 bytes."""
        return bytes(SigningKey(self._own("audit")).verify_key)

    def body_public_key(self, body_id: str) -> bytes:
        """The public key of a body, made on first use."""
        return public_half(self._body(body_id, create=True))

    def unwrap_for(self, body_id: str, wrapped: bytes) -> bytes:
        """A data key that was wrapped for ``body_id``; raises KeyMissing if its key isn't here."""
        key = self._body(body_id, create=False)
        try:
            return unwrap(key, wrapped)
        except VaultError:
            return self._unwrap_anew(body_id, wrapped)

    def _unwrap_anew(self, body_id: str, wrapped: bytes) -> bytes:
        """The same when another process has changed the key since this one read it."""
        name = f"body.{body_id}"
        # The first once more: the second may have become it in between.
        for each in (name, f"next.{name}", name):
            if self.folder.has(each):
                key = self.folder.read(each)
                with contextlib.suppress(VaultError):
                    value = unwrap(key, wrapped)
                    self._bodies[body_id] = key
                    return value
        raise VaultError("a wrapped key does not open")

    def _body(self, body_id: str, *, create: bool) -> bytes:
        name = f"body.{body_id}"
        if body_id not in self._bodies:
            self._bodies[body_id] = self._own(name) if create else self.folder.read(name)
        return self._bodies[body_id]
