"""The audit chains: each entry carries the hash of the one before, so that a gap shows.

Every body has a chain of its own, so that it can be handed to a court without the others. What is
hashed is one line of JSON; whoever has the lines can check them with ``sha256sum`` alone.
"""

import hashlib
import json
from dataclasses import dataclass, field

GENESIS = "0" * 64
INSTALLATION = "installation"
"""The chain of acts that are no body's: of the program itself, the command line and reporters."""
FIRST_FORM = 1
"""The form of entries from when there was one chain for all: they don't name it."""
FORM = 2
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: when (UTC, ISO 8601), who, what, on which thing; never a text of a report.

    ``words`` is the salted hash of the words that belong to the act, where there are any: they lie
    sealed elsewhere, and the chain stays whole when they are forgotten.
    """

    chain: str
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    words: str
    previous: str
    form: int = FORM

    def line(self) -> str:
        """The entry as the one line that is hashed."""
        fields: list[object] = [self.seq, self.at, self.actor, self.action, self.subject]
        fields.append(self.detail)
        if self.form != FIRST_FORM:
            fields = [self.form, self.chain, *fields, self.words]
        return _encode([self.previous, *fields])

    def digest(self) -> str:
        """The SHA-256 of the line, in hexadecimal digits."""
        return hashlib.sha256(self.line().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many entries there are, and the hash of the last."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(slots=True)
class Check:
    """Follows all chains entry by entry, each from its beginning or from a head that is sure.

    ``leaves`` are those of a day's statement that was kept out of reach. Whatever of them no
    entry answers to at the end belongs to a chain that was cut off or written anew.
    """

    heads: dict[str, Head] = field(default_factory=dict)
    day: str = ""
    leaves: set[str] = field(default_factory=set)
    breaks: dict[str, int] = field(default_factory=dict)
    """By chain, the number of the first entry that is not as it was."""
    count: int = 0

    def take(self, entry: Entry, digest: str) -> None:
        """Follow to the next entry of its chain; what comes after a break says nothing more."""
        if entry.chain in self.breaks:
            return
        head = self.heads.get(entry.chain, Head())
        right = entry.seq == head.seq + 1 and entry.previous == head.hash
        if not right or entry.digest() != digest:
            self.breaks[entry.chain] = entry.seq
            return
        self.heads[entry.chain] = Head(entry.seq, digest)
        self.count += 1
        if self.leaves:
            self.leaves.discard(leaf(self.day, entry.chain, self.heads[entry.chain]))

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, added, swapped, left out or cut off."""
        return not self.breaks and not self.leaves


def leaf(day: str, chain: str, head: Head) -> str:
    """What a day's statement says of one chain: binding, and telling nobody how long it is.

    It holds the day, so that not even a day without an act can be told from others.
    """
    return hashlib.sha256(_encode([day, chain, head.seq, head.hash]).encode()).hexdigest()


def statement(day: str, heads: dict[str, Head], key: str) -> str:
    """The heads of all chains at the end of a day, fit to be published; ``key`` signs it."""
    leaves = sorted(leaf(day, chain, head) for chain, head in heads.items())
    return _encode({"day": day, "key": key, "leaves": leaves})


def words_hash(salt: str, words: str) -> str:
    """What an entry holds of words that may be forgotten; the salt is sealed with the words."""
    return hashlib.sha256(f"{salt}\x1f{words}".encode()).hexdigest()
