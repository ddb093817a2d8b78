"""Who enforces what where: departments, the national default and each place's plan, checked."""

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from config.base import Checked, DataError, M, Sourced, Status, load_checked
from config.divisions import divisions, is_county, towns_of
from config.overlay import current, follows

Role = Literal["intake", "verify", "joint", "informed"]
Level = Literal["province", "city", "county", "town"]


class Department(Checked):
    """A kind of body: its names, and the pattern of its full name at each level it exists at.

    Patterns know ``{unit}`` (红塔区), ``{stem}`` (红塔), ``{city}`` (玉溪市) and ``{province}``.
    ``district`` is the pattern for a city's districts, ``direct`` for counties without a
    prefecture above, where they differ from the county's; ``subdistrict`` is the town's for 街道.
    """

    zh: str
    en: str
    short: str
    province: str | None = None
    city: str | None = None
    county: str | None = None
    district: str | None = None
    direct: str | None = None
    zone: str | None = None
    town: str | None = None
    subdistrict: str | None = None

    @property
    def municipality(self) -> str | None:
        """The pattern at a municipality such as 北京市: its bureaus are 局 where others' are 厅."""
        return self.province and self.province.replace("厅", "局")


class Departments(Checked):
    """All kinds of bodies by code; names are general patterns unless a place gives its own."""

    source: str
    status: Status
    departments: dict[str, Department]


class Helper(Checked):
    """A department that takes part beside the one answerable."""

    department: str
    role: Role = "joint"


class IndustryRule(Sourced):
    """Which department answers for an industry, and who takes part.

    ``level`` province means that no county body has the matter. ``variants`` names another
    department for a flag of the report (``aviation``, ``fishery``). ``township`` is the part of the
    town's own office, where the law gives it one.
    """

    department: str
    level: Literal["county", "province"] = "county"
    variants: dict[str, str] = field(default_factory=dict)
    helpers: tuple[Helper, ...] = ()
    township: Role | None = None


class Escalation(Sourced):
    """Who takes a special kind of case. ``unit`` empty: the unit one level up (city) or itself."""

    department: str = ""
    unit: str = ""


class National(Checked):
    """The default for every county of China that has no plan of its own here."""

    industries: dict[str, IndustryRule]
    deaths: Escalation
    cross_area: Escalation
    arbiter: Escalation
    oversight: Sourced
    without_body: tuple[str, ...]


class Unit(Sourced):
    """An acting unit: a zone that stands in the county's place, with the towns it runs.

    ``towns`` are nine-digit codes; where their list is not known, ``counties`` may limit it.
    ``also`` are other full names; ``short`` and ``generic`` ones (沣东, 高新区) count only beside
    the parent's name or within its deployment.
    """

    id: str
    name: str
    full: str
    parent: str
    level: Literal["city", "county"] = "county"
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if re.fullmatch("[a-z_]+", self.id) is None:
            raise ValueError("id must be of small letters: other ids are division codes")


class BodyName(Sourced):
    """The name of a department here, or ``same_as`` another department whose bureau does its work.

    ``units`` limits it to some units; the pattern knows the same words as :class:`Department`
    and ``{usual}``, the name by the general pattern.
    """

    department: str
    level: Level = "county"
    name: str = ""
    same_as: str = ""
    units: tuple[str, ...] = ()


class Task(Sourced):
    """Who takes complaints in or verifies them: the town's office, or the answering body itself."""

    by: Literal["township", "body"]
    departments: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class LegalReview(Sourced):
    """From which fine (yuan) on a decision needs the legal reviewer first."""

    penalty_from_yuan: int


class OversightStep(Sourced):
    """Who hears when a body of ``level`` is over its time, where it isn't the usual one above.

    Empty ``unit`` and ``department``: the unit above and the same department.
    """

    level: Level
    departments: tuple[str, ...] = ()
    unit: str = ""
    department: str = ""


class TransferTarget(Sourced):
    """An authority that the plan names for handing over, with the body code it has here if any."""

    name: str
    department: str
    matter: str = ""


class CoManaged(Sourced):
    """Towns that the statutory county keeps governing: the switch for 共管 towns."""

    towns: tuple[str, ...] = ()


class Plan(Sourced):
    """The document a place's arrangement rests on; a ``draft`` (讨论稿) is shown as one."""

    title: str
    issued: date | None = None
    draft: bool = False


class Jurisdiction(Checked):
    """One place's own arrangement, laid over the national default."""

    id: str
    name: str
    root: str
    plan: Plan
    units: tuple[Unit, ...] = ()
    bodies: tuple[BodyName, ...] = ()
    industries: dict[str, IndustryRule] = field(default_factory=dict)
    intake: Task
    verify: Task
    cross_area: Escalation
    arbiter: Escalation
    deaths: Escalation | None = None
    first_responsible: Sourced
    brigade: str = ""
    co_managed: CoManaged | None = None
    oversight: tuple[OversightStep, ...] = ()
    legal_review: LegalReview | None = None
    two_officers_binding: Sourced | None = None
    transfer_targets: tuple[TransferTarget, ...] = ()
    open_questions: tuple[str, ...] = ()


@cache
def departments() -> dict[str, Department]:
    """All kinds of bodies by code."""
    return load_checked(Departments, files("config") / "data" / "departments.yaml").departments


def _place_file(model: type[M], path: Traversable) -> M:
    """A file of the places, or what the agency has put in its place; raises DataError."""
    own = current().places.get(path.name)
    if own is None:
        return load_checked(model, path)
    from config.reading import checked_text

    return checked_text(model, path.name, own)


@follows("places")
def national() -> National:
    """The national default."""
    return _place_file(National, files("config") / "data" / "jurisdictions" / "national.yaml")


@follows("places")
def jurisdictions() -> dict[str, Jurisdiction]:
    """The places with a plan of their own by id; raises DataError with the faults of all files."""
    found: dict[str, Jurisdiction] = {}
    faults: list[str] = []
    folder = files("config") / "data" / "jurisdictions"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml") or path.name == "national.yaml":
            continue
        try:
            place = _place_file(Jurisdiction, path)
        except DataError as error:
            faults += error.faults
            continue
        if f"{place.id}.yaml" != path.name:
            faults.append(f"{path.name}: id - must be the file's name")
        found[place.id] = place
    if faults:
        raise DataError(faults)
    return found


@follows("places")
def acting_units() -> dict[str, Unit]:
    """The zones of all places that stand in a county's place, by id."""
    return {unit.id: unit for place in jurisdictions().values() for unit in place.units}


@follows("places")
def unit_of_town() -> dict[str, str]:
    """Nine-digit town code to the zone that runs it; a 共管 town stays with its county."""
    found: dict[str, str] = {}
    for place in jurisdictions().values():
        kept = place.co_managed.towns if place.co_managed else ()
        for unit in place.units:
            found.update((town, unit.id) for town in unit.towns if town not in kept)
    return found


@follows("places")
def jurisdiction_of(unit: str) -> Jurisdiction | None:
    """The place whose plan holds for a unit (county code or zone id), or None: the default."""
    for place in jurisdictions().values():
        if any(zone.id == unit for zone in place.units):
            return place
    for place in jurisdictions().values():
        root = place.root
        if root == unit or (root.endswith("00") and unit[:4] == root[:4] and unit.isdigit()):
            return place
    return None


def county_units(place: Jurisdiction) -> Iterator[str]:
    """The units of a place that act at county level: its zones and its statutory counties."""
    yield from (unit.id for unit in place.units if unit.level == "county")
    if place.root.isdigit():
        head = place.root[:4] if place.root.endswith("00") else place.root
        yield from (code for code in divisions() if code.startswith(head) and is_county(code))


def towns_under(unit: str) -> dict[str, str]:
    """The towns that a county-level unit runs itself: those that a zone runs are not its own."""
    zone = acting_units().get(unit)
    if zone is not None:
        runs = unit_of_town()
        return {code: towns_of(code[:6])[code] for code in zone.towns if runs.get(code) == unit}
    return {c: n for c, n in towns_of(unit).items() if c not in unit_of_town()}
