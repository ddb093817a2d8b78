"""A sealed page says nothing without its passphrase, and all of it with it."""

import base64
import hashlib
import json
import re

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.domain.errors import Invalid
from backend.sealed_page import new_passphrase, seal_page

WORDS = {name: f"<{name}>&" for name in ("name", "intro", "ask", "button", "wrong", "old", "lang")}
CONTENT = {"title": "</script><script>alert(1)", "rows": [["a", "b"]], "text": "堆满", "photos": []}


def _opened(page: bytes, digits: str) -> object:
    found = re.search(rb'id="data">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    part = {name: base64.b64decode(data[name]) for name in ("salt", "nonce", "sealed")}
    key = hashlib.pbkdf2_hmac("sha256", digits.encode(), part["salt"], data["rounds"])
    return json.loads(AESGCM(key).decrypt(part["nonce"], part["sealed"], None))


def test_only_the_passphrase_opens_it() -> None:
    passphrase = new_passphrase()
    assert re.fullmatch(r"(\d{4} ){5}\d{4}", passphrase)
    page = seal_page(CONTENT, WORDS, passphrase)
    digits = passphrase.replace(" ", "")
    assert _opened(page, digits) == CONTENT
    with pytest.raises(InvalidTag):
        _opened(page, digits[::-1] if digits != digits[::-1] else "0" * 24)
    for word in ("堆满".encode(), b"alert(1)", b"<name>", digits.encode()):
        assert word not in page
    # Each time with a salt of its own.
    assert seal_page(CONTENT, WORDS, passphrase) != page


def test_its_script_and_style_are_the_only_ones_allowed() -> None:
    page = seal_page(CONTENT, WORDS, new_passphrase()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.S)
    assert policy
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]


@pytest.mark.parametrize("typed", ["", "1234", "a" * 24, "0" * 25])
def test_a_weak_passphrase_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="passphrase_digits"):
        seal_page(CONTENT, WORDS, typed)
