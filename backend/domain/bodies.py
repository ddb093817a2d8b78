"""Enforcement bodies: one for each department of each unit, made from the units and the names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from config.divisions import divisions, is_county, prefecture_of
from config.jurisdictions import (
    BodyName,
    Department,
    Level,
    acting_units,
    county_units,
    departments,
    jurisdiction_of,
    jurisdictions,
    towns_under,
)
from nlp.regions import UnknownUnit, level_of, region_of, stem


class UnknownBody(KeyError):
    """No such body: the unit or the department does not exist, or not at that level."""


@dataclass(frozen=True, slots=True)
class Body:
    """An enforcement body. A brigade that acts in its bureau's name is one body with the bureau.

    ``id`` is ``{unit}.{department}`` (``530402.emergency``, ``fengdong.emergency``) and stays the
    same; ``level`` is province, city, county or town; ``region`` is the readable name of its area.
    """

    id: str
    name: str
    department: str
    level: str
    region: str

    @property
    def unit(self) -> str:
        """The unit it belongs to: a division code or the word of an acting zone."""
        return self.id.partition(".")[0]


@cache
def find_body(body_id: str) -> Body:
    """The body of an id, for any county of China; raises UnknownBody (a KeyError).

    Where another bureau does a department's work (``same_as``), that bureau's body is returned.
    """
    unit, dot, department = body_id.partition(".")
    kind = departments().get(department)
    try:
        level = level_of(unit)
        region = region_of(unit)
    except UnknownUnit:
        raise UnknownBody(body_id) from None
    if not dot or kind is None:
        raise UnknownBody(body_id)
    own = _own_name(unit, department, level)
    if own is not None and own.same_as:
        return find_body(f"{unit}.{own.same_as}")
    pattern = own.name if own is not None else _pattern(kind, unit, level)
    if pattern is None:
        raise UnknownBody(body_id)
    return Body(body_id, _named(pattern, unit), department, level, region.name)


def _pattern(kind: Department, unit: str, level: Level) -> str | None:
    """The general name pattern for a unit, or None where no such body exists."""
    if unit in acting_units():
        usual = kind.city if level == "city" else kind.county
        return kind.zone if kind.zone and usual else usual
    if level == "county":
        district = divisions()[unit].name.endswith("区") and region_of(unit).path[1]
        special = kind.district if district else None
        if special is None and not prefecture_of(unit):
            special = kind.direct
        return special or kind.county
    if level == "province":
        municipality = divisions()[unit].name.endswith("市")
        return (
            kind.province.replace("厅", "局") if kind.province and municipality else kind.province
        )
    return kind.city if level == "city" else kind.town


def body_exists(unit: str, department: str) -> bool:
    """Whether a unit has such a body."""
    try:
        find_body(f"{unit}.{department}")
    except UnknownBody:
        return False
    return True


def listed_bodies() -> Iterable[Body]:
    """The bodies of all places with a plan of their own, towns' offices after their unit."""
    seen: set[str] = set()
    for unit in _listed_units():
        for department in departments():
            if body_exists(unit, department):
                body = find_body(f"{unit}.{department}")
                if body.id not in seen:
                    seen.add(body.id)
                    yield body


def _listed_units() -> Iterator[str]:
    for place in jurisdictions().values():
        yield place.root
        yield from (unit.id for unit in place.units if unit.level == "city")
        for unit in county_units(place):
            yield unit
            yield from towns_under(unit)


def _own_name(unit: str, department: str, level: str) -> BodyName | None:
    """What a place's own file calls the department of this unit, if it says."""
    above = region_of(unit).unit if level == "town" else unit
    place = jurisdiction_of(above)
    for own in place.bodies if place else ():
        here = not own.units or above in own.units
        if here and own.department == department and own.level == level:
            return own
    return None


def _named(pattern: str, unit: str) -> str:
    region = region_of(unit)
    province, city, county, town = region.path
    zone = acting_units().get(unit)
    if town:
        name = f"{county}{town}"
        office = "办事处" if town.endswith("街道") else "人民政府"
        name = name if pattern != "{unit}" else f"{name}{office}"
    elif zone is not None:
        name = zone.full
    else:
        name = divisions()[unit].name
    if not zone and is_county(unit) and not unit.endswith("00") and not town:
        name = county
    return pattern.format(
        unit=name, stem=stem(zone.name if zone else name), city=city or county, province=province
    )
