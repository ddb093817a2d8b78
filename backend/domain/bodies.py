"""Enforcement bodies: one for each department of each unit, made from the units and the names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.divisions import divisions, is_subdistrict, prefecture_of
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
from config.overlay import current, follows
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


@follows("places", "bodies")
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
    usual = _pattern(kind, unit, level)
    if usual is None and own is None:
        raise UnknownBody(body_id)
    name = _named(usual or "", unit)
    if own is not None:
        name = _named(own.name, unit, usual=name)
    said = current().bodies.get(body_id)
    return Body(body_id, (said and said.name) or name, department, level, region.name)


def _pattern(kind: Department, unit: str, level: Level) -> str | None:
    """The general name pattern for a unit, or None where no such body exists."""
    if unit in acting_units():
        usual = kind.city if level == "city" else kind.county
        return kind.zone if kind.zone and usual else usual
    if level == "town":
        street = kind.subdistrict if is_subdistrict(region_of(unit).path[3]) else None
        return street or kind.town
    if level == "city":
        return kind.city
    division = divisions()[unit]
    if level == "province":
        return kind.municipality if division.is_municipality else kind.province
    district = division.is_district and bool(region_of(unit).path[1])
    special = kind.district if district else None
    if special is None and not prefecture_of(unit):
        special = kind.direct
    return special or kind.county


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


def transfer_targets(unit: str) -> tuple[Body, ...]:
    """The bodies of a unit that its place's plan names for handing over, in the plan's order."""
    place = jurisdiction_of(unit)
    named = place.transfer_targets if place is not None else ()
    found = [
        find_body(f"{unit}.{target.department}")
        for target in named
        if body_exists(unit, target.department)
    ]
    return tuple(dict.fromkeys(found))


def _listed_units() -> Iterator[str]:
    for place in jurisdictions().values():
        yield place.root
        if place.cross_area.unit not in ("", place.root):
            yield place.cross_area.unit
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


def _named(pattern: str, unit: str, usual: str = "") -> str:
    """The pattern filled in: a town with its county before it, a zone by its full name.

    ``usual`` is the name by the general pattern, for a place's own name that only adds to it.
    """
    province, city, county, town = region_of(unit).path
    zone = acting_units().get(unit)
    if zone is not None:
        name, bare = zone.full, stem(zone.name)
    elif town:
        name, bare = f"{county}{town}", stem(town)
    else:
        name, bare = divisions()[unit].name, stem(divisions()[unit].name)
    return pattern.format(unit=name, stem=bare, city=city or county, province=province, usual=usual)
