"""Who works a case when the person it is meant for is away."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is there, and who stands in for them."""

    away_until: dt.date | None = None
    stand_in: str | None = None

    def away(self, today: dt.date) -> bool:
        """Whether the absence lasts through ``today``."""
        return self.away_until is not None and self.away_until >= today


def who_works(wanted: str, people: Mapping[str, Presence], today: dt.date) -> str:
    """The person who works what is meant for ``wanted``: the stand-in of who is away, and theirs.

    Where all are away, or stand in for each other, it stays with ``wanted``.
    """
    now = wanted
    for _ in range(MOST_STEPS):
        presence = people.get(now)
        if presence is None:
            return wanted
        if not presence.away(today):
            return now
        if presence.stand_in is None:
            return wanted
        now = presence.stand_in
    return wanted
