"""The audit chain: each entry carries the hash of the one before, so that a gap shows."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: when (UTC, ISO 8601), who, what, on which thing; never a text of a report."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    previous: str

    def digest(self) -> str:
        """The SHA-256 of the entry as canonical JSON, chained to ``previous``."""
        fields = [self.seq, self.at, self.actor, self.action, self.subject, self.detail]
        body = json.dumps([self.previous, *fields], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


def broken_at(entries: Iterable[tuple[Entry, str]]) -> int | None:
    """The number of the first entry whose hash or place in the chain is wrong; None if whole."""
    previous = GENESIS
    for expected, (entry, digest) in enumerate(entries, start=1):
        if entry.seq != expected or entry.previous != previous or entry.digest() != digest:
            return entry.seq
        previous = digest
    return None
