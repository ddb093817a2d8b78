"""What the columns of a table of workplaces may be called, as checked data."""

import re
from functools import cache
from importlib.resources import files

from config.base import Checked, Sourced, load_checked

COLUMNS = (
    "name", "aliases", "credit_code", "industry", "address", "place", "body",
    "safety_officers", "employees", "kind", "above",
)  # fmt: skip
"""The facts of a workplace that a table may hold, by the names of the house."""
KINDS = ("firm", "park", "group")
_ASIDE = re.compile(r"[\s*_:：]+|[(（].*?[)）]")


class Headings(Checked):
    """The headings that mean a column, and the words that mean a kind of workplace."""

    columns: dict[str, list[str]]
    kinds: dict[str, list[str]]
    in_charge: Sourced
    """What a case rests on whose body the register names."""

    def __post_init__(self) -> None:
        for given, known in ((self.columns, COLUMNS), (self.kinds, KINDS)):
            if set(given) != set(known):
                raise ValueError(f"must name exactly: {', '.join(known)}")
            words = [plain_heading(word) for listed in given.values() for word in listed]
            twice = sorted({word for word in words if words.count(word) > 1})
            if twice:
                raise ValueError(f"means two things: {', '.join(twice)}")


def plain_heading(words: str) -> str:
    """A heading as it is compared: without case, blanks and what stands in brackets."""
    return _ASIDE.sub("", words.casefold())


@cache
def headings() -> Headings:
    """The data of ``register.yaml``; raises DataError."""
    return load_checked(Headings, files("config") / "data" / "register.yaml")


@cache
def column_of(heading: str) -> str | None:
    """The column that a heading means, or None for one that says nothing to us."""
    return _meaning(headings().columns, heading)


def kind_of(words: str) -> str | None:
    """The kind of workplace that words mean, or None."""
    return _meaning(headings().kinds, words)


def _meaning(table: dict[str, list[str]], words: str) -> str | None:
    plain = plain_heading(words)
    found = (name for name, listed in table.items() if plain in map(plain_heading, listed))
    return next(found, None)
