"""Who stands above a body and hears when its time limits are over: level by level, by place."""

from backend.domain.bodies import Body, UnknownBody, body_exists, find_body
from config.base import Sourced
from config.divisions import prefecture_of
from config.jurisdictions import (
    OversightStep,
    acting_units,
    jurisdiction_of,
    national,
    unit_of_town,
)
from nlp.regions import level_of, region_of

GENERAL = "emergency"
"""Where a level has no such department, its emergency bureau coordinates (安全生产法第10条)."""


def superior_of(body_id: str) -> Body | None:
    """The body one level above, or None above a province and for the installation's own desk.

    镇街 to the county-level body of the matter, county or new town to city or new district, city to
    province; a place's own order (``oversight`` in its file) goes first. The same department where
    it exists above, else the government, else the emergency bureau.
    """
    try:
        body = find_body(body_id)
    except UnknownBody:
        return None
    unit = _above(body.unit, body.level)
    if unit is None:
        return None
    department = body.department
    step = _own_step(body)
    if step is not None:
        unit, department = step.unit or unit, step.department or department
    if department == "township":
        department = GENERAL
    for candidate in (department, "district_government", GENERAL):
        if body_exists(unit, candidate):
            found = find_body(f"{unit}.{candidate}")
            if found.id != body.id:
                return found
    return superior_of(f"{unit}.{GENERAL}") if body_exists(unit, GENERAL) else None


def chain_above(body_id: str) -> list[Body]:
    """All superiors of a body, the nearest first."""
    found: list[Body] = []
    above = superior_of(body_id)
    while above is not None and above not in found:
        found.append(above)
        above = superior_of(above.id)
    return found


def basis_of(body_id: str) -> Sourced:
    """What the order above a body rests on: its place's plan, else our own default."""
    return _own_step(find_body(body_id)) or national().oversight


def _own_step(body: Body) -> OversightStep | None:
    """What the place's own file says of bodies like this one."""
    above = _above(body.unit, body.level) if body.level == "town" else body.unit
    place = jurisdiction_of(above or body.unit)
    for step in place.oversight if place else ():
        fits = not step.departments or body.department in step.departments
        if fits and step.level == body.level:
            return step
    return None


def _above(unit: str, level: str) -> str | None:
    """The unit one level up: of a town the zone or county that runs it."""
    if level == "province":
        return None
    zones = acting_units()
    if unit in zones:
        return zones[unit].parent
    if level == "town":
        return unit_of_town().get(unit) or region_of(unit).unit
    above = prefecture_of(unit)
    if above and above != unit:
        return above
    province = f"{unit[:2]}0000"
    return province if level_of(province) == "province" and province != unit else None
