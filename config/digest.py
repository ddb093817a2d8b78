"""When digests are sent, what is held over night and who is rung again, as checked data."""

from functools import cache
from importlib.resources import files
from typing import Literal

from config.base import Checked, DataError, Sourced, load_checked, within

Every = Literal["off", "daily", "weekly"]
CHANNELS = ("group", "robot", "mail")
RINGS = ("ring", "ring_above")
"""What rings for a case nobody accepts, the desk's own first."""


class Morning(Sourced):
    """The time of the digest in Asia/Shanghai."""

    hour: int
    minute: int

    def __post_init__(self) -> None:
        within("hour", self.hour, 0, 23)
        within("minute", self.minute, 0, 59)


class Quiet(Sourced):
    """The hours of the night in Asia/Shanghai: it begins one day and ends the next."""

    starts: int
    ends: int

    def __post_init__(self) -> None:
        within("starts", self.starts, 12, 23)
        within("ends", self.ends, 0, 12)


class Usual(Sourced):
    """How often a channel gets the digest where its body chose nothing."""

    every: Every


class Ring(Sourced):
    """How many minutes after the case came to the desk."""

    minutes: int

    def __post_init__(self) -> None:
        within("minutes", self.minutes, 1)


class Digest(Checked):
    """What an agency may set about reminders of staff."""

    morning: Morning
    channels: dict[str, Usual]
    quiet: Quiet
    rings: dict[str, Ring]


@cache
def digest() -> Digest:
    """The data of ``digest.yaml``; raises DataError when a channel or a ring is missing."""
    data = load_checked(Digest, files("config") / "data" / "digest.yaml")
    faults = [
        f"digest.yaml: {name} - must hold {', '.join(wanted)}"
        for name, wanted, given in (
            ("channels", CHANNELS, data.channels),
            ("rings", RINGS, data.rings),
        )
        if set(given) != set(wanted)
    ]
    if faults:
        raise DataError(faults)
    return data
