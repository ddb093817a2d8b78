"""Whether the tables of places fit together: what a schema alone cannot see."""

from collections import Counter
from collections.abc import Iterator
from string import Formatter

from config.base import DataError
from config.divisions import check_divisions, divisions, towns_of
from config.jurisdictions import (
    Department,
    IndustryRule,
    Jurisdiction,
    Task,
    acting_units,
    departments,
    jurisdictions,
    national,
)

_PLACEHOLDERS = frozenset({"unit", "stem", "city", "province", "usual"})
_PATTERNS = ("province", "city", "county", "district", "direct", "zone", "town", "subdistrict")


def check_places() -> list[str]:
    """Every fault of divisions, departments and jurisdictions, each as ``file: path - message``."""
    faults = check_divisions()
    for load in (departments, national, jurisdictions):
        try:
            load()
        except DataError as error:
            faults += error.faults
    if faults:
        return faults
    for code, kind in departments().items():
        faults += _patterns("departments.yaml", code, kind)
    faults += _national()
    for place in jurisdictions().values():
        faults += place_faults(place)
    return [*faults, *_shared_towns()]


def place_faults(place: Jurisdiction) -> list[str]:
    """Every fault of meaning of one place's plan."""
    return [f"{place.id}.yaml: {fault}" for fault in _place(place)]


def _patterns(file: str, path: str, kind: Department) -> Iterator[str]:
    patterns = [getattr(kind, level) for level in _PATTERNS if getattr(kind, level)]
    if not patterns:
        yield f"{file}: departments.{path} - has a name at no level"
    for pattern in patterns:
        yield from _placeholders(f"{file}: departments.{path}", pattern)


def _placeholders(where: str, pattern: str) -> Iterator[str]:
    unknown = {name for _, name, _, _ in Formatter().parse(pattern) if name} - _PLACEHOLDERS
    if unknown:
        yield f"{where} - unknown placeholder {sorted(unknown)}"


def _national() -> Iterator[str]:
    file = "national.yaml"
    for industry, rule in national().industries.items():
        yield from (f"{file}: {fault}" for fault in _rule(industry, rule))
    for name in ("deaths", "arbiter"):
        if getattr(national(), name).department not in departments():
            yield f"{file}: {name}.department - no such department"
    for code in national().without_body:
        if code in national().industries:
            yield f"{file}: without_body - {code} has a department too"


def _rule(industry: str, rule: IndustryRule) -> Iterator[str]:
    """Every department named exists, and the answerable one does at the rule's level."""
    where = f"industries.{industry}"
    answerable = {rule.department, *rule.variants.values()}
    for code in {*answerable, *(helper.department for helper in rule.helpers)}:
        if code not in departments():
            yield f"{where} - no such department: {code}"
    for code in answerable & departments().keys():
        if getattr(departments()[code], rule.level) is None:
            yield f"{where} - {code} exists at no {rule.level} level"


def _place(place: Jurisdiction) -> Iterator[str]:
    units = {unit.id for unit in place.units}
    known = units | divisions().keys()
    if place.root not in known:
        yield f"root - no such unit: {place.root}"
    for unit in place.units:
        if unit.parent not in known:
            yield f"units.{unit.id}.parent - no such unit: {unit.parent}"
        yield from (
            f"units.{unit.id}.towns - no such town: {town}"
            for town in unit.towns
            if town not in towns_of(town[:6])
        )
        yield from (
            f"units.{unit.id}.counties - no such county: {county}"
            for county in unit.counties
            if county not in divisions()
        )
    for industry, rule in place.industries.items():
        if industry not in national().industries:
            yield f"industries.{industry} - no such industry"
        yield from _rule(industry, rule)
    for name, task in (("intake", place.intake), ("verify", place.verify)):
        yield from _task(name, task, units)
    for name, rule_unit in (("cross_area", place.cross_area), ("arbiter", place.arbiter)):
        if rule_unit.unit and rule_unit.unit not in known:
            yield f"{name}.unit - no such unit: {rule_unit.unit}"
    if place.arbiter.department not in departments():
        yield f"arbiter.department - no such department: {place.arbiter.department}"
    for town in place.co_managed.towns if place.co_managed else ():
        if all(town not in unit.towns for unit in place.units):
            yield f"co_managed.towns - {town} belongs to no unit here"
    for target in place.transfer_targets:
        if target.department not in departments():
            yield f"transfer_targets.{target.name} - no such department: {target.department}"
    yield from _bodies(place, units)


def _task(name: str, task: Task, units: set[str]) -> Iterator[str]:
    for code in task.departments:
        if code not in departments():
            yield f"{name}.departments - no such department: {code}"
    for unit in task.units:
        if unit not in units and unit not in divisions():
            yield f"{name}.units - no such unit: {unit}"


def _bodies(place: Jurisdiction, units: set[str]) -> Iterator[str]:
    for own in place.bodies:
        where = f"bodies.{own.department}"
        if own.department not in departments():
            yield f"{where} - no such department"
        if bool(own.name) == bool(own.same_as):
            yield f"{where} - needs either a name or same_as"
        if own.same_as and own.same_as not in departments():
            yield f"{where}.same_as - no such department: {own.same_as}"
        if any(
            o.department == own.same_as and o.same_as and o.level == own.level for o in place.bodies
        ):
            yield f"{where}.same_as - {own.same_as} is itself the same as another"
        for unit in own.units:
            if unit not in units and unit not in divisions():
                yield f"{where}.units - no such unit: {unit}"
        yield from _placeholders(where, own.name)


def _shared_towns() -> Iterator[str]:
    counted = Counter(town for unit in acting_units().values() for town in unit.towns)
    for town, count in counted.items():
        if count > 1:
            yield f"jurisdictions: town {town} - is run by {count} units"
    ids = Counter(unit.id for place in jurisdictions().values() for unit in place.units)
    for unit_id, count in ids.items():
        if count > 1:
            yield f"jurisdictions: unit {unit_id} - is given {count} times"
