"""The slow-down after wrong passwords: growing, bounded, and no lock that a stranger could turn.

Kept in memory and hashed: nobody reads here who tried to sign in from where.
"""

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_TRIES = 3
"""Wrong passwords that cost nothing: people mistype."""
PAIR_SECONDS = 8.0
"""The longest wait for one name from one network."""
NETWORK_SECONDS = 4.0
"""The longest wait for any name from one network."""
NAME_SECONDS = 2.0
"""The longest wait for one name from anywhere: the right person is held no longer than this."""
FORGET_SECONDS = 15 * 60
IN_FLIGHT = 16
"""Attempts of one network that may be under way at once."""
MAX_KEYS = 20_000


class TooManyAtOnce(Exception):
    """One network tries too many passwords at the same time."""


@dataclass(slots=True)
class _Tries:
    wrong: int
    last: float


class SlowDown:
    """How long the next attempt for a name from an address is held before it is looked at."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._tries: dict[bytes, _Tries] = {}
        self._under_way: dict[bytes, int] = {}

    def begin(self, name: str, address: str | None) -> float:
        """Seconds to hold this attempt; :meth:`end` must follow. Raises TooManyAtOnce."""
        pair, network, person = self._keys(name, address)
        if self._under_way.get(network, 0) >= IN_FLIGHT:
            raise TooManyAtOnce
        self._under_way[network] = self._under_way.get(network, 0) + 1
        return max(
            self._hold(pair, PAIR_SECONDS),
            self._hold(network, NETWORK_SECONDS),
            self._hold(person, NAME_SECONDS),
        )

    def end(self, name: str, address: str | None, *, right: bool) -> None:
        """The attempt is over; a right password clears the name's own tries from there."""
        pair, network, person = self._keys(name, address)
        left = self._under_way.get(network, 1) - 1
        if left > 0:
            self._under_way[network] = left
        else:
            self._under_way.pop(network, None)
        if right:
            self._tries.pop(pair, None)
            self._tries.pop(person, None)
            return
        now = self._clock()
        for key in (pair, network, person):
            tries = self._live(key)
            wrong = tries.wrong + 1 if tries else 1
            self._tries.pop(key, None)
            self._tries[key] = _Tries(wrong, now)
        while len(self._tries) > MAX_KEYS:
            # The oldest first: a dict keeps the order of insertion.
            del self._tries[next(iter(self._tries))]

    def _hold(self, key: bytes, longest: float) -> float:
        tries = self._live(key)
        if tries is None or tries.wrong < FREE_TRIES:
            return 0.0
        return float(min(longest, 0.5 * 2 ** min(tries.wrong - FREE_TRIES, 10)))

    def _live(self, key: bytes) -> _Tries | None:
        tries = self._tries.get(key)
        return tries if tries and self._clock() - tries.last < FORGET_SECONDS else None

    def _keys(self, name: str, address: str | None) -> tuple[bytes, bytes, bytes]:
        who, where = name.strip().lower()[:100], network_of(address)
        return (
            self._digest(f"pair\x1f{where}\x1f{who}"),
            self._digest(f"network\x1f{where}"),
            self._digest(f"name\x1f{who}"),
        )

    def _digest(self, value: str) -> bytes:
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=16).digest()


def network_of(address: str | None) -> str:
    """The network an address belongs to: /24 of IPv4, /56 of IPv6; empty when unknown."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 56
    return str(ipaddress.ip_network(f"{found}/{length}", strict=False))
