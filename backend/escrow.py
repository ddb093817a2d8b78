"""All keys in one small text file for a safe, sealed with a passphrase; and bringing them back."""

import base64
import json
import secrets
import textwrap

from nacl import pwhash

from backend.domain.errors import Invalid
from backend.key_folder import KeyFolder, stretch
from backend.vault import KeyDamaged, KeyMissing, VaultError, open_sealed, seal

FIRST_LINE = "chuishao-escrow-1"
MIN_PASSPHRASE = 12
MUST_OPEN = ("lookup", "server")
_SALT = pwhash.argon2id.SALTBYTES
_PLACE = ("escrow",)
_WIDTH = 64


class EscrowFault(Exception):
    """What is wrong with an escrow file, as one word for the texts ``cli.escrow_fault_*``.

    ``none``: no such file. ``closed``: the passphrase is wrong or a character was changed.
    ``differs``: the key folder holds other keys of these names.
    """

    def __init__(self, reason: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.names = names


def write(folder: KeyFolder, passphrase: str, remark: str = "") -> str:
    """All keys of ``folder`` as text; lines of ``remark`` stand above in the clear.

    What the installation's passphrase closes goes in open, so that the escrow's passphrase is
    enough; what another one closes (a custodian's key) stays closed. Raises Invalid for a short
    passphrase, KeyMissing when the installation's own keys aren't there or don't open, or one is
    damaged.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid("weak_password", limit=MIN_PASSPHRASE)
    for name in MUST_OPEN:
        folder.read(name)
    keys = {}
    for name in folder.names():
        try:
            keys[name] = {"key": folder.read(name).hex()}
        except KeyDamaged:
            raise
        except KeyMissing:
            keys[name] = {"file": base64.b64encode(folder.content(name)).decode()}
    salt = secrets.token_bytes(_SALT)
    sealed = salt + seal(stretch(passphrase, salt), json.dumps(keys).encode(), *_PLACE)
    lines = [f"# {line}".rstrip() for line in remark.splitlines()]
    body = textwrap.wrap(base64.b64encode(sealed).decode(), _WIDTH)
    return "\n".join([*lines, FIRST_LINE, *body, ""])


def read(content: str, passphrase: str) -> dict[str, dict[str, str]]:
    """The keys in an escrow's text; raises EscrowFault."""
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("#")]
    if not lines or lines[0] != FIRST_LINE:
        raise EscrowFault("none")
    try:
        sealed = base64.b64decode("".join(lines[1:]), validate=True)
        box = stretch(passphrase, sealed[:_SALT])
        keys: dict[str, dict[str, str]] = json.loads(open_sealed(box, sealed[_SALT:], *_PLACE))
    except (VaultError, ValueError):
        raise EscrowFault("closed") from None
    return keys


def bring_back(folder: KeyFolder, keys: dict[str, dict[str, str]]) -> list[str]:
    """Put the keys into ``folder``; the names of those that weren't there yet.

    Nothing is written over: raises EscrowFault ``differs``, and then nothing was written.
    """
    present = {name for name in keys if folder.has(name)}
    differing = sorted(name for name in present if not _same(folder, name, keys[name]))
    if differing:
        raise EscrowFault("differs", tuple(differing))
    lacking = sorted(keys.keys() - present)
    for name in lacking:
        one = keys[name]
        if "key" in one:
            folder.create(name, bytes.fromhex(one["key"]))
        else:
            folder.put(name, base64.b64decode(one["file"]))
    return lacking


def _same(folder: KeyFolder, name: str, one: dict[str, str]) -> bool:
    if "file" in one:
        return folder.content(name) == base64.b64decode(one["file"])
    return folder.read(name).hex() == one["key"]
