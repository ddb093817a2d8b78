"""Whose receipt was shown in which conversation just now: in memory only, for some minutes."""

import time
from collections import OrderedDict

SECONDS = 900
MOST = 100_000


class Recent:
    """A small forgetful map; nothing of it is ever stored."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def get(self, key: str) -> str | None:
        """What was put for ``key``, if it wasn't long ago."""
        found = self._known.get(key)
        if found is None or found[0] < time.monotonic():
            return None
        return found[1]

    def put(self, key: str, value: str | None) -> None:
        """Remember ``value`` for a while; None forgets at once."""
        self._known.pop(key, None)
        if value is not None:
            self._known[key] = (time.monotonic() + SECONDS, value)
        while self._known and (
            len(self._known) > MOST or next(iter(self._known.values()))[0] < time.monotonic()
        ):
            self._known.popitem(last=False)
