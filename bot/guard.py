"""Slowing down who guesses receipts: a growing delay and a short proof, never a lock for others."""

import asyncio
import hashlib
import ipaddress
import logging
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

from aiohttp import web

log = logging.getLogger(__name__)
_SALT = secrets.token_bytes(16)
"""New at each start: what is held in memory can't be turned back into an address."""
FREE_TRIES = 3
LONGEST_SECONDS = 20.0
LONGEST_OF_NETWORK = 4.0
PROOF_AFTER = 6
PROOF_AFTER_OF_NETWORK = 30
FORGET_SECONDS = 3600.0
MOST = 100_000
ALARM_PER_HOUR = 200


def network_of(request: web.Request) -> str:
    """The network prefix of a request (IPv4 /24, IPv6 /48), hashed; held in memory only."""
    try:
        address = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return ""
    bits = 24 if address.version == 4 else 48
    prefix = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    return hashlib.blake2b(str(prefix).encode(), key=_SALT, digest_size=16).hexdigest()


class Guard:
    """Counts wrong receipts per conversation and per network prefix."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._all: deque[float] = deque()

    def delay(self, *, conversation: str = "", network: str = "") -> float:
        """Seconds the next look-up waits: none for three tries, then doubling up to a limit.

        The limit of a network is low: others who share it must not be locked out by a guesser.
        """
        return max(
            self._delay_of(conversation, LONGEST_SECONDS),
            self._delay_of(network, LONGEST_OF_NETWORK),
        )

    def _delay_of(self, key: str, longest: float) -> float:
        count = self._count(key)
        if count < FREE_TRIES:
            return 0.0
        return float(min(0.5 * 2 ** min(count - FREE_TRIES, 10), longest))

    def wants_proof(self, *, conversation: str, network: str) -> bool:
        """Whether a look-up costs a proof of work: a moment for a person, much for a guesser."""
        return (
            self._count(conversation) >= PROOF_AFTER
            or self._count(network) >= PROOF_AFTER_OF_NETWORK
        )

    def _count(self, key: str) -> int:
        count, until = self._wrong.get(key, (0, 0.0))
        return count if until > self._clock() else 0

    async def wait(self, *, conversation: str = "", network: str = "") -> None:
        """Wait as long as :meth:`delay` says."""
        seconds = self.delay(conversation=conversation, network=network)
        if seconds:
            await self._sleep(seconds)

    def wrong(self, *keys: str) -> None:
        """Note a wrong receipt; many in an hour, from wherever, are said in the log."""
        now = self._clock()
        for key in filter(None, keys):
            count = self._count(key) + 1
            self._wrong.pop(key, None)
            self._wrong[key] = (count, now + FORGET_SECONDS)
        while len(self._wrong) > MOST:
            self._wrong.popitem(last=False)
        self._all.append(now)
        while self._all[0] <= now - FORGET_SECONDS:
            self._all.popleft()
        if len(self._all) % ALARM_PER_HOUR == 0:
            log.warning("somebody guesses receipts: %s wrong within an hour", len(self._all))

    def right(self, *keys: str) -> None:
        """A right receipt clears the conversation's count."""
        for key in keys:
            self._wrong.pop(key, None)
