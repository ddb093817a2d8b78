"""How long the content of a case is kept after its end, as checked data."""

from functools import cache
from importlib.resources import files

from config.base import Checked, DataError, load_checked
from config.rules import Wait

ENDINGS = (
    "verified", "partly_verified", "unfounded", "unverifiable", "declined", "handed_over",
    "withdrawn", "closed",
)  # fmt: skip
"""How a case may have ended: its outcome, or its status where it has none."""


class Retention(Checked):
    """All waits, in days of the calendar."""

    keep: dict[str, Wait]
    places: dict[str, dict[str, Wait]]
    warn_before: Wait
    cut_link: Wait
    tell_before_cut: Wait

    def keep_for(self, ending: str, jurisdiction: str) -> Wait:
        """The wait in a place: its own, else the general one; KeyError for no ending."""
        return self.places.get(jurisdiction, {}).get(ending) or self.keep[ending]


@cache
def retention() -> Retention:
    """The waits; raises DataError where one is missing or names no ending."""
    data = load_checked(Retention, files("config") / "data" / "retention.yaml")
    faults = [f"retention.yaml: keep - {name} is missing" for name in set(ENDINGS) - set(data.keep)]
    named = {"keep": data.keep, **{f"places.{place}": own for place, own in data.places.items()}}
    faults += [
        f"retention.yaml: {path} - {name} is no ending"
        for path, own in named.items()
        for name in sorted(set(own) - set(ENDINGS))
    ]
    if faults:
        raise DataError(sorted(faults))
    return data
