"""Where a case would go today, by the plain facts that are kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.routing import Route, route
from config.jurisdictions import jurisdiction_of, national, towns_under
from nlp.regions import UnknownUnit, region_of
from nlp.types import Region

_BY_OTHERS = ("register", "reprisal")
"""Rules that neither an arrangement nor a place's plan changes."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case keeps in the clear of where and why it went."""

    number: str
    industry: str
    unit: str
    area: str
    routing: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that would go elsewhere: from one body to another, empty for none."""

    number: str
    industry: str
    before: str
    after: str
    parts: bool = False
    """Only who takes part or decides a dispute would be another."""


def again(facts: Facts) -> Route | None:
    """The route for a case as if it were filed now; None where nobody could say, or none is asked.

    What only the words told (deaths, aviation, a border crossed) is taken from the route it had.
    """
    if facts.routing.get("rule") in _BY_OTHERS or facts.industry not in national().industries:
        return None
    region = _region(facts.unit, facts.area)
    if region is None:
        return None
    led = facts.routing.get("reason_key", "")
    department = facts.routing.get("params", {}).get("department", "")
    place = jurisdiction_of(region.unit)
    own = place.industries.get(facts.industry) if place else None
    variants = (own or national().industries[facts.industry]).variants
    flags = [flag for flag, code in variants.items() if code == department]
    if led == "routing.deaths":
        flags.append("deaths")
    crossed = led == "routing.cross_area"
    return route(facts.industry, region, flags=flags, cross_area=crossed)


def difference(facts: Facts, before: Route | None, after: Route | None) -> Difference | None:
    """What is another in the second route, or None."""
    old, new = (one.body.id if one else "" for one in (before, after))
    if old != new:
        return Difference(facts.number, facts.industry, old, new)
    if before and after and _beside(before) != _beside(after):
        return Difference(facts.number, facts.industry, old, new, parts=True)
    return None


def _beside(found: Route) -> tuple[object, ...]:
    arbiter = found.arbiter.id if found.arbiter else ""
    return (arbiter, *sorted((co.body.id, co.role) for co in found.co_bodies))


def _region(unit: str, area: str) -> Region | None:
    try:
        whole = region_of(unit)
    except UnknownUnit:
        return None
    if "".join(whole.path) != area and whole.path[2]:
        for code in towns_under(unit):
            town = region_of(code)
            if "".join(town.path) == area:
                return town
    return whole
