"""The items of the 重大事故隐患 standards as checked data, with the words that point to them."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from config.base import Checked, DataError, Sourced, Status, load_checked, within
from config.lexicon import industries


class _Item(Checked):
    """One item; ``match`` holds patterns ``word|word + word``: each group, close together."""

    item: str
    title: str
    match: tuple[str, ...]
    field: str = ""
    """The part of the trade that the item is for (粉尘涉爆, 有限空间); shown before the title."""
    status: Status | None = None

    def __post_init__(self) -> None:
        within("number of match patterns", len(self.match), 1)


class _Standard(Sourced):
    standard: str
    document: str
    valid_from: str
    valid_until: str = ""
    """The last day in force; empty while it is."""
    industries: tuple[str, ...]
    general: bool = False
    """Whether it holds wherever such a thing is, whatever the trade: fire safety, lifts."""
    items: tuple[_Item, ...]


class Item(NamedTuple):
    """An item with its standard's name, document and sureness, and its patterns as word groups."""

    standard: str
    document: str
    item: str
    title: str
    status: Status
    source: str
    industries: tuple[str, ...]
    general: bool
    patterns: tuple[tuple[tuple[str, ...], ...], ...]
    valid_from: date
    valid_until: date | None

    def holds_for(self, industry: str) -> bool:
        """Whether the standard is for that industry, or for all."""
        return self.general or industry in self.industries

    def in_force(self, on: date) -> bool:
        """Whether the standard held on that day: earlier matters are judged by an older one."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def _patterns(match: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(
        tuple(
            tuple(word for word in map(str.strip, group.split("|")) if word)
            for group in pattern.split("+")
        )
        for pattern in match
    )


def _day(given: str) -> date | None:
    return date.fromisoformat(given) if given else None


def _faults(name: str, data: _Standard) -> list[str]:
    unknown = set(data.industries) - set(industries())
    faults = [f"{name}: industries - unknown: {code}" for code in sorted(unknown)]
    for field in ("valid_from", "valid_until"):
        given = getattr(data, field)
        try:
            _day(given)
        except ValueError:
            faults.append(f"{name}: {field} - no date: {given}")
    if not data.valid_from:
        faults.append(f"{name}: valid_from - no date: {data.valid_from}")
    if not faults and data.valid_until and data.valid_until < data.valid_from:
        faults.append(f"{name}: valid_until - before valid_from")
    seen: set[str] = set()
    for item in data.items:
        if item.item in seen:
            faults.append(f"{name}: items.{item.item} - is given twice")
        seen.add(item.item)
        if not all(group for pattern in _patterns(item.match) for group in pattern):
            faults.append(f"{name}: items.{item.item} - an empty group of words")
    return faults


@cache
def items() -> tuple[Item, ...]:
    """All items of all standards; raises DataError with every fault of every file."""
    found: list[Item] = []
    faults: list[str] = []
    for path in sorted((files("config") / "data" / "criteria").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        try:
            data = load_checked(_Standard, path)
        except DataError as error:
            faults += error.faults
            continue
        if wrong := _faults(path.name, data):
            faults += wrong
            continue
        found += [
            Item(
                data.standard,
                data.document,
                item.item,
                f"{item.field} · {item.title}" if item.field else item.title,
                item.status or data.status,
                data.source,
                data.industries,
                data.general,
                _patterns(item.match),
                date.fromisoformat(data.valid_from),
                _day(data.valid_until),
            )
            for item in data.items
        ]
    if faults:
        raise DataError(faults)
    return tuple(found)
