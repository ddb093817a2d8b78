"""The proof of work: what fits, and over what it is made."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from backend.key_folder import KeyFolder
from backend.vault import Vault
from bot.proof import WINDOW_SECONDS, fits, nonces
from tests.support.webchat import prove

NONCE = "0123456789abcdef" * 2
NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Keys of one's own."""
    return Vault(KeyFolder(tmp_path))


@pytest.mark.parametrize("bits", [1, 7, 8, 9, 12])
def test_what_fits_is_what_the_hash_says(bits: int) -> None:
    counter = prove(NONCE, bits)
    digest = hashlib.sha256(f"{NONCE}:{counter}".encode()).digest()
    assert "".join(f"{byte:08b}" for byte in digest).startswith("0" * bits)
    assert fits(NONCE, counter, bits)
    fitting = [n for n in range(int(counter) + 1) if fits(NONCE, str(n), bits)]
    assert fitting == [int(counter)], "the first that fits, and none before"


def test_a_known_answer() -> None:
    assert hashlib.sha256(f"{NONCE}:111324".encode()).hexdigest().startswith("0000")
    assert fits(NONCE, "111324")
    assert not fits(NONCE, "111323")
    assert not fits(NONCE[::-1], "111324")


@pytest.mark.parametrize("counter", ["", "-1", "1.0", " 7", "٣", "0x1", "1" * 21, "七"])
def test_only_a_short_decimal_number_is_hashed(counter: str) -> None:
    assert not fits(NONCE, counter, bits=0)
    assert fits(NONCE, "7", bits=0)


def test_a_nonce_is_of_its_conversation_and_of_ten_minutes(vault: Vault) -> None:
    now, before = nonces(vault, "web:mine", NOON)
    assert now != before
    late = NOON + dt.timedelta(seconds=WINDOW_SECONDS - 1)
    assert nonces(vault, "web:mine", late) == (now, before)
    later, still = nonces(vault, "web:mine", NOON + dt.timedelta(seconds=WINDOW_SECONDS))
    assert still == now
    assert later not in (now, before)
    assert {now, before}.isdisjoint(nonces(vault, "web:other", NOON))


def test_another_process_with_the_same_keys_knows_it(vault: Vault, tmp_path: Path) -> None:
    assert nonces(Vault(KeyFolder(tmp_path)), "web:mine", NOON) == nonces(vault, "web:mine", NOON)
