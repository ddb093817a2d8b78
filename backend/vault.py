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
import secrets

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from backend.key_errors import KeyDamaged as KeyDamaged
from backend.key_errors import KeyMissing as KeyMissing
from backend.key_errors import PassphraseMissing as PassphraseMissing
from backend.key_errors import PassphraseWrong as PassphraseWrong
from backend.key_errors import VaultError as VaultError
from backend.key_folder import KEY_BYTES, KeyFolder

NONCE_BYTES = 24
NEXT_SERVER, RETIRED_SERVER = "next.server", "retired.server"
"""What the installation's own key is called before it is in force, and after."""


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


class Vault:
    """The keys open in this process, and what is done with them."""

    def __init__(self, folder: KeyFolder) -> None:
        self.folder = folder
        self._lookup = self._own("lookup")
        self._server = self._own("server")
        self._former: list[bytes] | None = None
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
        """What :meth:`seal` sealed, with today's key or one that was changed since."""
        try:
            return open_sealed(self._server, sealed, *place)
        except VaultError:
            if self._former is None:
                names = [n for n in self.folder.names() if n.startswith(f"{RETIRED_SERVER}.")]
                self._former = [self.folder.read(name) for name in names]
            for key in self._former:
                with contextlib.suppress(VaultError):
                    return open_sealed(key, sealed, *place)
            raise

    def server_successor(self) -> bytes:
        """The key that is to follow the installation's own; made once, kept until it does."""
        return self._own(NEXT_SERVER)

    def server_succeeds(self, mark: str) -> bool:
        """Let the successor follow if it is the one that ``mark`` knows; whether it did."""
        if not self.folder.has(NEXT_SERVER):
            return False
        successor = self.folder.read(NEXT_SERVER)
        if derive(successor, "meta").hex() != mark:
            return False
        former = f"{RETIRED_SERVER}.{self.server_mark()[:16]}"
        self.folder.succeed("server", NEXT_SERVER, former)
        self._server, self._former = successor, None
        return True

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
