"""Slowing down who guesses receipts: a growing delay for the guesser, never a lock for others."""

import asyncio
import hashlib
import ipaddress
import logging
import secrets
import time
from collections import OrderedDict, deque

from aiohttp import web

log = logging.getLogger(__name__)
_SALT = secrets.token_bytes(16)
"""New at each start: what is held in memory can't be turned back into an address."""
FREE_TRIES = 3
LONGEST_SECONDS = 20.0
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

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._all: deque[float] = deque()

    def delay(self, *keys: str) -> float:
        """Seconds the next look-up waits: none for three tries, then doubling to 20."""
        now = time.monotonic()
        worst = 0
        for key in keys:
            count, until = self._wrong.get(key, (0, 0.0))
            if key and until > now:
                worst = max(worst, count)
        if worst < FREE_TRIES:
            return 0.0
        return float(min(0.5 * 2.0 ** (worst - FREE_TRIES), LONGEST_SECONDS))

    async def wait(self, *keys: str) -> None:
        """Wait as long as :meth:`delay` says."""
        seconds = self.delay(*keys)
        if seconds:
            await asyncio.sleep(seconds)

    def wrong(self, *keys: str) -> None:
        """Note a wrong receipt; many in an hour, from wherever, are said in the log."""
        now = time.monotonic()
        for key in filter(None, keys):
            count, until = self._wrong.pop(key, (0, 0.0))
            self._wrong[key] = ((count if until > now else 0) + 1, now + FORGET_SECONDS)
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
