"""A short proof of work before a receipt is looked up for who tried many wrong ones."""

import datetime as dt
import hashlib

from backend.domain.errors import DomainError
from backend.vault import Vault

BITS = 15
"""About 33,000 hashes: well under a second on an old phone, and dear for who tries millions."""
WINDOW_SECONDS = 600
MOST_DIGITS = 20


class ProofWanted(DomainError):
    """Nothing was looked up: the same message is to come again with a proof."""

    code = "proof_wanted"

    @property
    def text_key(self) -> str:
        """What the person reads while their page computes."""
        return "chat.proof_wanted"


def nonces(vault: Vault, conversation: str, moment: dt.datetime) -> tuple[str, str]:
    """What a proof is made over: the nonce of these ten minutes, and the one before.

    Nothing is kept for it, so that every process of an installation knows it.
    """
    window = int(moment.timestamp()) // WINDOW_SECONDS
    now, before = (
        vault.lookup("proof", f"{conversation}:{number}")[:32] for number in (window, window - 1)
    )
    return now, before


def fits(nonce: str, counter: str, bits: int = BITS) -> bool:
    """Whether sha256 of ``nonce:counter`` begins with ``bits`` zero bits."""
    if not (counter.isascii() and counter.isdigit() and len(counter) <= MOST_DIGITS):
        return False
    digest = hashlib.sha256(f"{nonce}:{counter}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
