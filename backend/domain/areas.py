"""The areas that a member of staff is limited to: a part of their body's own, or several."""

from collections.abc import Iterable

from backend.domain.errors import Invalid
from nlp.places import find_unit
from nlp.regions import ancestors
from nlp.types import Region

MOST = 30
MAX_NAME = 100
"""Characters of one area as it is typed."""


def read(typed: str, unit: str) -> tuple[str, ...]:
    """The areas that the lines of ``typed`` name, within ``unit`` (empty: the whole country).

    Written out from the province on, as the area of a case is. Raises Invalid ``area_none`` for a
    name that means nothing there and ``area_many`` (with the full names) for one that means more
    than one place.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Invalid("area_too_many", field="areas", limit=MOST)
    return tuple(dict.fromkeys(_one(line[:MAX_NAME], unit) for line in lines))


def covers(areas: Iterable[str], area: str) -> bool:
    """Whether a case at ``area`` lies in one of ``areas``; in all the country if there are none."""
    limits = tuple(areas)
    return not limits or area.startswith(limits)


def _one(name: str, unit: str) -> str:
    found = [region for region in find_unit(name, jurisdiction=unit or None) if _in(region, unit)]
    names = ["".join(region.path) for region in found]
    if name in names:
        return name
    if not names:
        raise Invalid("area_none", field="areas", area=name)
    if len(names) > 1:
        raise Invalid("area_many", field="areas", area=name, names=", ".join(names))
    return names[0]


def _in(region: Region, unit: str) -> bool:
    return not unit or unit in ancestors(region.code or region.unit) | ancestors(region.unit)
