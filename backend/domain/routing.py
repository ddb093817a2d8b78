"""Which body answers for a report, who takes part, who decides a dispute, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from backend.domain.arrangements import arranged
from backend.domain.bodies import Body, body_exists, find_body
from config.base import Status
from config.divisions import is_county, prefecture_of
from config.jurisdictions import (
    Escalation,
    IndustryRule,
    Jurisdiction,
    Role,
    Task,
    acting_units,
    departments,
    jurisdiction_of,
    national,
)
from config.register import headings
from config.texts import text
from config.workplace import workplace
from nlp.regions import level_of
from nlp.types import Region

_SHOWN_AS_FOUND = (Status.LAW, Status.SEED, Status.FOUND, Status.RELAYED)


@dataclass(frozen=True, slots=True)
class CoBody:
    """A body that takes part: ``role`` is intake, verify, joint or informed."""

    body: Body
    role: Role


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes. ``body`` alone is answerable (主办); ``arbiter`` decides a dispute.

    ``rule_id`` names the rule in the data, ``source`` and ``status`` say what it rests on;
    ``reason_key`` with ``params`` is the sentence that explains it.
    """

    body: Body
    co_bodies: tuple[CoBody, ...]
    arbiter: Body | None
    rule_id: str
    source: str
    status: Status
    reason_key: str
    params: dict[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """As the plain facts that a case keeps; see :func:`explain_stored`."""
        return {
            "rule": self.rule_id,
            "source": self.source,
            "status": str(self.status),
            "reason_key": self.reason_key,
            "params": {name: str(value) for name, value in self.params.items()},
        }


def route(
    industry: str,
    region: Region | None,
    *,
    flags: Iterable[str] = (),
    cross_area: bool = False,
    when: date | None = None,
) -> Route | None:
    """The route for an industry in a region, or None: nobody's matter, or the place is unknown.

    Flags: ``deaths`` sends the case to the county government (安全生产法73条), ``aviation`` and
    ``fishery`` choose a variant of their industry. ``when`` is the day of filing: a place's plan
    holds from its day of issue on. Raises KeyError for an industry that does not exist.
    """
    if industry in national().without_body:
        return None
    default = national().industries[industry]
    if region is None or level_of(region.unit) == "province":
        return None
    place = _plan(region.unit, when)
    rule, rule_id = default, f"national.{industry}"
    if place is not None and industry in place.industries:
        rule, rule_id = place.industries[industry], f"{place.id}.{industry}"
    flags = tuple(flags)
    department = next((rule.variants[f] for f in flags if f in rule.variants), rule.department)
    unit, why = _unit(region, rule, place, cross_area)
    source, status, reason = rule.source, rule.status, "routing.by_industry"
    if why is not None:
        source, status, reason = why.source, why.status, "routing.cross_area"
        rule_id = f"{place.id if place else 'national'}.cross_area"
    elif rule.level == "province":
        reason = "routing.not_county"
    elif level_of(unit) == "city" and not is_county(unit):
        reason = "routing.city_only"
    helpers = [(helper.department, helper.role) for helper in rule.helpers]
    if "deaths" in flags and rule.level == "county":
        deaths = (place.deaths if place else None) or national().deaths
        if department != deaths.department:
            helpers.insert(0, (department, "joint"))
        department, source, status = deaths.department, deaths.source, deaths.status
        reason, rule_id = "routing.deaths", "national.deaths"
    body = find_body(f"{unit}.{department}")
    if reason in ("routing.by_industry", "routing.city_only") and (
        own := arranged(industry, region)
    ):
        body, source, status = find_body(own.body), own.basis, Status.INTERNAL
        reason, rule_id, department = "routing.by_arrangement", f"own.{industry}", body.department
    return Route(
        body=body,
        co_bodies=_co_bodies(body, unit, region, rule, place, helpers),
        arbiter=_arbiter(body, unit, place),
        rule_id=rule_id,
        source=source,
        status=status,
        reason_key=reason,
        params={
            "industry": industry,
            "department": department,
            "body": body.name,
            "region": region.name,
            "draft": place.plan.title if place is not None and place.plan.draft else "",
        },
    )


def by_register(found: Route, body_id: str, flags: Iterable[str]) -> Route:
    """The same route with the body in charge of the workplace, as the register names it.

    A death stays with the government (安全生产法73条): no register changes that.
    """
    if "deaths" in flags or found.body.id == body_id:
        return found
    body, rule = find_body(body_id), headings().in_charge
    return replace(
        found,
        body=body,
        co_bodies=tuple(co for co in found.co_bodies if co.body != body),
        rule_id="register",
        source=rule.source,
        status=rule.status,
        reason_key="routing.by_register",
        params={**found.params, "body": body.name, "department": body.department},
    )


def against_reprisal(region: Region | None) -> Route | None:
    """Who answers for reprisal against a reporter: labour, with the emergency authority joint."""
    if region is None or level_of(region.unit) == "province":
        return None
    rule, unit = workplace().reprisal, region.unit
    where = unit if body_exists(unit, rule.department) else _statutory(unit)
    body = find_body(f"{where}.{rule.department}")
    joint = find_body(f"{unit}.{rule.joint}") if body_exists(unit, rule.joint) else None
    return Route(
        body=body,
        co_bodies=(CoBody(joint, "joint"),) if joint else (),
        arbiter=_arbiter(body, where, _plan(unit, None)),
        rule_id="reprisal",
        source=rule.source,
        status=rule.status,
        reason_key="routing.reprisal",
        params={
            "industry": rule.industry,
            "department": rule.department,
            "body": body.name,
            "region": region.name,
            "draft": "",
        },
    )


def explain(found: Route, locale: str) -> str:
    """One sentence: who gets it and by what rule; an unconfirmed rule is said to be one."""
    return explain_stored(found.reason_key, found.params, found.source, found.status, locale)


def explain_stored(
    reason_key: str, stored: Mapping[str, str], source: str, status: str, locale: str
) -> str:
    """The same for a route that a case keeps as plain facts."""
    params = dict(stored)
    params["industry"] = text(locale, f"routing.industry_{params['industry']}")
    kind = departments()[params["department"]]
    params["department"] = kind.en if locale == "en" else kind.zh
    confirmed = status in _SHOWN_AS_FOUND
    basis = "routing.confirmed" if confirmed else "routing.unconfirmed"
    params["basis"] = text(locale, basis, source=source)
    sentence = text(locale, reason_key, **params)
    if not params["draft"]:
        return sentence
    return text(locale, "routing.draft", sentence=sentence, **params)


def _plan(unit: str, when: date | None) -> Jurisdiction | None:
    place = jurisdiction_of(unit)
    if place is not None and when is not None and place.plan.issued is not None:
        return place if when >= place.plan.issued else None
    return place


def _unit(
    region: Region, rule: IndustryRule, place: Jurisdiction | None, cross_area: bool
) -> tuple[str, Escalation | None]:
    """The unit whose body answers, and the rule that lifted it above the county, if one did."""
    province = f"{_statutory(region.unit)[:2]}0000"
    if rule.level == "province":
        return province, None
    if not cross_area or level_of(region.unit) == "city":
        return region.unit, None
    lift = place.cross_area if place else national().cross_area
    return lift.unit or prefecture_of(_statutory(region.unit)) or region.unit, lift


def _statutory(unit: str) -> str:
    """A division code that a unit lies in: its own, or that of the city above its zone."""
    zone = acting_units().get(unit)
    return _statutory(zone.parent) if zone else unit


def _co_bodies(
    body: Body,
    unit: str,
    region: Region,
    rule: IndustryRule,
    place: Jurisdiction | None,
    helpers: list[tuple[str, Role]],
) -> tuple[CoBody, ...]:
    found: list[CoBody] = []

    def add(where: str, department: str, role: Role) -> None:
        if not body_exists(where, department):
            where = f"{_statutory(where)[:2]}0000"
        if not body_exists(where, department):
            return
        other = find_body(f"{where}.{department}")
        known = {co.role for co in found if co.body == other}
        if other != body and (not known or (role == "verify" and known == {"intake"})):
            found.append(CoBody(other, role))

    town = region.code if len(region.code) == 9 else ""
    if town and place is not None and _does(place.intake, body, region.unit):
        add(town, "township", "intake")
    if town and place is not None and _does(place.verify, body, region.unit):
        add(town, "township", "verify")
    for department, role in helpers:
        add(unit, department, role)
    if town and rule.township:
        add(town, "township", rule.township)
    return tuple(found)


def _does(task: Task, body: Body, unit: str) -> bool:
    """Whether the town's office has this task for such a body."""
    if task.by != "township" or (task.units and unit not in task.units):
        return False
    return not task.departments or body.department in task.departments


def _arbiter(body: Body, unit: str, place: Jurisdiction | None) -> Body | None:
    """Who decides when bodies disagree: by the place's plan, else the government above."""
    rule = place.arbiter if place else national().arbiter
    where, department = rule.unit or unit, rule.department
    if body.id == f"{where}.{department}" or level_of(where) == "province":
        where, department = _above(where), "district_government"
    return find_body(f"{where}.{department}")


def _above(unit: str) -> str:
    if unit in acting_units():
        return acting_units()[unit].parent
    above = prefecture_of(unit)
    return above if above and above != unit else f"{unit[:2]}0000"


__all__ = [
    "CoBody",
    "Route",
    "against_reprisal",
    "by_register",
    "explain",
    "explain_stored",
    "route",
]
