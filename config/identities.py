"""How long a look at an identity may be granted for, as checked data."""

from functools import cache
from importlib.resources import files

from config.base import Checked, Sourced, load_checked, within


class Look(Sourced):
    """How long a granted look holds, in hours."""

    hours: int
    maximum_hours: int

    def __post_init__(self) -> None:
        within("hours", self.hours, 1, self.maximum_hours)


class Identities(Checked):
    """What an agency may set about identities."""

    look: Look


@cache
def identities() -> Identities:
    """The data of ``identities.yaml``; raises DataError."""
    return load_checked(Identities, files("config") / "data" / "identities.yaml")
