"""The register of workplaces: entries in force, found by code, by name, by a name like theirs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, delete, insert, or_, select, union_all

from backend.db.models import Workplace, WorkplaceKey, random_id
from backend.domain.credit_codes import parse_credit_code
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, NotFound
from backend.domain.workplaces import (
    Entry,
    Grade,
    Kind,
    body_in_charge,
    grade,
    looked_for,
    search_area,
    search_keys,
)
from backend.house import Work
from backend.services import audit, bodies
from backend.services.cases import Actor
from config.texts import DEFAULT_LOCALE
from nlp.enterprise_key import normalised
from nlp.regions import region_of

IN_FORCE = ""
MOST_ALIKE = 5
_MOST_LOOKED_AT = 60
"""Entries compared with a name; so many of one short name in one prefecture are no suggestion."""
_BEST_FIRST = list(Grade)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name may mean, and how well it fits."""

    id: str
    name: str
    address: str
    grade: Grade


async def get(work: Work, workplace_id: str) -> Workplace:
    """The entry; raises NotFound."""
    row = await work.session.get(Workplace, workplace_id[:32])
    if row is None or row.batch != IN_FORCE:
        raise NotFound("workplace_not_found")
    return row


def officers_place(workplace_id: str) -> tuple[str, ...]:
    """Where the sealed names of an entry's safety officers lie."""
    return ("workplaces", workplace_id, "safety_officers")


def entry_of(work: Work, row: Workplace) -> Entry:
    """The facts of a row, its safety officers opened."""
    sealed = row.safety_officers
    officers = json.loads(work.vault.open(sealed, *officers_place(row.id))) if sealed else ()
    return Entry(
        name=row.name,
        unit=row.unit_id,
        credit_code=row.credit_code,
        industry=row.industry,
        aliases=tuple(row.aliases),
        address=row.address,
        body=row.body_id,
        safety_officers=tuple(officers),
        employees=row.employees,
        kind=row.kind,
        above=row.above,
    )


def columns_of(work: Work, entry: Entry, workplace_id: str) -> dict[str, Any]:
    """The columns of a row, all but its id and its batch."""
    officers = None
    if entry.safety_officers:
        words = json.dumps(entry.safety_officers, ensure_ascii=False).encode()
        officers = work.vault.seal(words, *officers_place(workplace_id))
    return {
        "kind": entry.kind,
        "name": entry.name,
        "normal": normalised(entry.name),
        "aliases": list(entry.aliases),
        "credit_code": entry.credit_code,
        "industry": entry.industry,
        "address": entry.address,
        "unit_id": entry.unit,
        "body_id": entry.body,
        "safety_officers": officers,
        "employees": entry.employees,
        "above": entry.above,
        "updated_on": day_of(work.now),
    }


async def save(
    work: Work, entry: Entry, actor: Actor, workplace_id: str | None = None
) -> Workplace:
    """Write one entry, a new one without ``workplace_id``.

    Raises Conflict ``workplace_known`` when another has its credit code.
    """
    if entry.credit_code:
        known = await by_codes(work, [entry.credit_code])
        if any(row.id != workplace_id for row in known.values()):
            raise Conflict("workplace_known", name=known[entry.credit_code].name)
    if workplace_id is None:
        row = Workplace(id=random_id(), batch=IN_FORCE)
        work.session.add(row)
    else:
        row = await get(work, workplace_id)
        await forget_keys(work, [row])
    for name, value in columns_of(work, entry, row.id).items():
        setattr(row, name, value)
    await work.session.flush()
    keys = search_keys(entry.names, search_area(entry.unit))
    rows = [{"value": value, "workplace_id": row.id} for value in keys]
    await work.session.execute(insert(WorkplaceKey), rows)
    what = "workplace_changed" if workplace_id else "workplace_added"
    await audit.record(work, actor.id, what, row.id)
    return row


async def forget_keys(work: Work, rows: Iterable[Workplace]) -> None:
    """Take away what these rows are found by."""
    for row in rows:
        values = search_keys((row.name, *row.aliases), search_area(row.unit_id))
        await work.session.execute(
            delete(WorkplaceKey).where(
                WorkplaceKey.value.in_(values), WorkplaceKey.workplace_id == row.id
            )
        )


async def by_codes(work: Work, codes: Iterable[str]) -> dict[str, Workplace]:
    """The entries that have one of these credit codes."""
    query = select(Workplace).where(
        Workplace.credit_code.in_(list(codes)), Workplace.batch == IN_FORCE
    )
    return {str(row.credit_code): row for row in await work.session.scalars(query)}


async def by_names(work: Work, names: Iterable[str]) -> dict[tuple[str, str], Workplace]:
    """The entries of these very names, by name and unit."""
    query = select(Workplace).where(Workplace.name.in_(list(names)), Workplace.batch == IN_FORCE)
    return {(row.name, row.unit_id): row for row in await work.session.scalars(query)}


async def matches(work: Work, name: str, unit: str, limit: int = MOST_ALIKE) -> list[Match]:
    """The entries in the prefecture of ``unit`` that ``name`` may mean, the best first.

    Exact, alias, alike but for area and form, one character off, or the name without its trade.
    """
    words = " ".join(name.split())
    if not words or not unit:
        return []
    found: dict[str, Match] = {}
    # One statement: the narrow keys first, as very many entries may share the wide ones.
    parts = [_led_to(keys) for keys in looked_for((words,), search_area(unit))]
    for row in await work.session.execute(union_all(*parts)):
        fits = grade(Entry(name=row.name, unit=unit, aliases=tuple(json.loads(row.aliases))), words)
        if fits is not None:
            found[row.id] = Match(row.id, row.name, row.address, fits)
    best = sorted(found.values(), key=lambda one: (_BEST_FIRST.index(one.grade), one.name))
    return best[:limit]


def _led_to(keys: set[int]) -> Select[Any]:
    """The entries that some keys lead to; a limited part of a union must be a query of its own."""
    columns = (Workplace.id, Workplace.name, Workplace.address)
    # As text: the parts of a union are compared by nothing, but JSON has no type in one.
    names = cast(Workplace.aliases, String).label("aliases")
    part = (
        select(*columns, names)
        .join(WorkplaceKey, WorkplaceKey.workplace_id == Workplace.id)
        .where(WorkplaceKey.value.in_(keys), Workplace.batch == IN_FORCE)
        .limit(_MOST_LOOKED_AT)
        .subquery()
    )
    return select(part)


async def search(work: Work, words: str, limit: int = PAGE) -> list[Workplace]:
    """Entries whose code is ``words`` or whose name holds it; all, by name, for no words."""
    words = " ".join(words.split())
    query = select(Workplace).where(Workplace.batch == IN_FORCE)
    if code := parse_credit_code(words):
        query = query.where(Workplace.credit_code == code)
    elif words:
        inside = Workplace.name.contains(words, autoescape=True)
        query = query.where(or_(inside, Workplace.normal == normalised(words)))
    found = await work.session.scalars(query.order_by(Workplace.name, Workplace.id).limit(limit))
    return list(found)


async def beneath(work: Work, row: Workplace) -> list[Workplace]:
    """The workplaces of a park or group, by name."""
    if not row.credit_code:
        return []
    query = select(Workplace).where(Workplace.above == row.credit_code, Workplace.batch == IN_FORCE)
    return list(await work.session.scalars(query.order_by(Workplace.name)))


async def in_unit(work: Work, unit: str, limit: int) -> list[Workplace]:
    """The firms in a town or county, by name; a county's include those of its towns."""
    inside = or_(Workplace.unit_id == unit, Workplace.unit_id.startswith(unit, autoescape=True))
    query = select(Workplace).where(
        inside, Workplace.batch == IN_FORCE, Workplace.kind == Kind.FIRM
    )
    return list(await work.session.scalars(query.order_by(Workplace.name).limit(limit)))


def place_of(unit: str) -> str:
    """The whole name of a unit, from its province down."""
    return "".join(region_of(unit).path)


def name_in_charge(row: Workplace, locale: str = DEFAULT_LOCALE) -> str:
    """The name of the body in charge; empty where there is none."""
    charge = in_charge(row)
    return bodies.name_of(charge, locale) if charge else ""


def in_charge(row: Workplace) -> str:
    """The id of the body in charge of a workplace; empty where neither row nor law says."""
    return body_in_charge(row.body_id, row.industry, row.unit_id)
