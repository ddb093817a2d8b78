"""A file that opens itself: one HTML page that any browser decrypts, offline, by WebCrypto.

For a body that isn't connected here: the file goes by whatever way, its passphrase by another. What
it needs is in it; it asks nothing of any network.
"""

import base64
import hashlib
import html
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.domain.errors import Invalid

ROUNDS = 600_000
"""Of PBKDF2-HMAC-SHA256 (OWASP 2023); the passphrase alone has 80 bits."""
DIGITS = 24
_FOLDER = Path(__file__).parent / "web" / "sealed"
_DIGITS = re.compile(rf"[0-9]{{{DIGITS}}}")


def new_passphrase() -> str:
    """24 digits in groups of four, to be read out over the phone."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def seal_page(content: Mapping[str, object], words: Mapping[str, str], passphrase: str) -> bytes:
    """The page with ``content`` sealed; ``words`` are what it says before it is opened.

    ``content``: ``title``, ``rows`` (label and value), ``text``, ``photos`` (JPEG, base64). Slow on
    purpose. Raises Invalid ``passphrase_digits`` for what :func:`new_passphrase` didn't make.
    """
    digits = re.sub(r"\s", "", passphrase)
    if not _DIGITS.fullmatch(digits):
        raise Invalid("passphrase_digits")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = hashlib.pbkdf2_hmac("sha256", digits.encode(), salt, ROUNDS)
    plain = json.dumps(content, ensure_ascii=False).encode()
    sealed = {
        "rounds": ROUNDS,
        "salt": _text(salt),
        "nonce": _text(nonce),
        "sealed": _text(AESGCM(key).encrypt(nonce, plain, None)),
        "wrong": words["wrong"],
        "old": words["old"],
    }
    script, style = (_FOLDER / "open.js").read_text(), (_FOLDER / "page.css").read_text()
    page = (_FOLDER / "page.html").read_text()
    # A "<" of the data could end its element.
    data = json.dumps(sealed, ensure_ascii=False).replace("<", "\\u003c")
    for name, value in {
        "SCRIPT_HASH": _hash(script),
        "STYLE_HASH": _hash(style),
        **{name.upper(): html.escape(value) for name, value in words.items()},
        "STYLE": style,
        "SCRIPT": script,
        "DATA": data,
    }.items():
        page = page.replace(f"%{name}%", value)
    return page.encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _hash(inline: str) -> str:
    return f"sha256-{_text(hashlib.sha256(inline.encode()).digest())}"
