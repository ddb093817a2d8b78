"""A workplace of the register 执法对象名录库: one row checked, and what its name is found by."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from backend.domain.bodies import UnknownBody, find_body
from backend.domain.credit_codes import parse_credit_code
from backend.domain.routing import route
from config.jurisdictions import departments
from config.lexicon import industries
from config.overlay import follows
from config.register import kind_of
from config.texts import LOCALES, text
from nlp.enterprise_key import bare_name, normalised
from nlp.places import find_unit
from nlp.regions import UnknownUnit, ancestors, level_of, region_of

MAX_NAME, MAX_ADDRESS, MAX_LISTED = 100, 200, 12
"""Characters of a name and of an address; aliases or safety officers of one workplace."""
MOST_EMPLOYEES = 2_000_000
_BETWEEN = str.maketrans(dict.fromkeys("、;；，,|/", "\n"))
_NEAR_FROM = 4
"""Characters from which a name is found with one of them wrong: in shorter ones it is another."""


class Kind(StrEnum):
    """What an entry is; parks and groups have firms under them."""

    FIRM = "firm"
    PARK = "park"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Entry:
    """The facts of one workplace as the register keeps them."""

    name: str
    unit: str
    """The town or county it lies in, as a unit's id."""
    credit_code: str | None = None
    industry: str = ""
    aliases: tuple[str, ...] = ()
    address: str = ""
    body: str = ""
    """The body in charge 执法主体; empty: the one that the law names for its industry."""
    safety_officers: tuple[str, ...] = ()
    employees: int | None = None
    kind: str = Kind.FIRM
    above: str = ""
    """The credit code of the park or group it belongs to."""

    def dump(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @property
    def names(self) -> tuple[str, ...]:
        """All names it goes by, the registered one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a row: ``code`` names the sentence, ``given`` is quoted."""

    field: str
    code: str
    given: str = ""
    hint: str = ""


def read_entry(cells: Mapping[str, str]) -> tuple[Entry | None, list[Fault]]:
    """One row of a table by the names of :data:`config.register.COLUMNS`; all its faults at once.

    A name and a place must be there, all else may be left out; what is there must be right.
    """
    said = {name: " ".join(value.split()) for name, value in cells.items()}
    faults: list[Fault] = []
    name, address = said.get("name", ""), said.get("address", "")
    if not name or not normalised(name):
        faults.append(Fault("name", "missing"))
    for field, value, most in (("name", name, MAX_NAME), ("address", address, MAX_ADDRESS)):
        if len(value) > most:
            faults.append(Fault(field, "too_long", value[:20], str(most)))
    unit = _unit(said.get("place", ""), faults)
    entry = Entry(
        name=name,
        unit=unit,
        credit_code=_code(said.get("credit_code", ""), "credit_code", faults),
        industry=_industry(said.get("industry", ""), faults),
        aliases=_listed(cells.get("aliases", ""), "aliases", faults),
        address=address,
        body=_body(said.get("body", ""), unit, faults),
        safety_officers=_listed(cells.get("safety_officers", ""), "safety_officers", faults),
        employees=_number(said.get("employees", ""), faults),
        kind=_kind(said.get("kind", ""), faults),
        above=_code(said.get("above", ""), "above", faults) or "",
    )
    return (None if faults else entry), faults


def _unit(given: str, faults: list[Fault]) -> str:
    if not given:
        faults.append(Fault("place", "missing"))
        return ""
    found = _units(given)
    if len(found) == 1:
        return found[0][0]
    hint = "; ".join(path for _, path in found[:4])
    faults.append(Fault("place", "place_many" if found else "place_none", given[:40], hint))
    return ""


@follows("places")
def _units(given: str) -> tuple[tuple[str, str], ...]:
    """The towns and counties that words may mean: the id to keep, and the whole path."""
    if given.isdigit():
        try:
            return ((given, "".join(region_of(given).path)),) if _small(given) else ()
        except UnknownUnit:
            return ()
    found = [(one.code or one.unit, "".join(one.path)) for one in find_unit(given)]
    exact = [one for one in found if one[1] == given]
    return tuple(one for one in exact or found if _small(one[0]))


def _small(unit: str) -> bool:
    return level_of(unit) in ("county", "town")


def _code(given: str, field: str, faults: list[Fault]) -> str | None:
    if not given:
        return None
    code = parse_credit_code(given)
    if code is None:
        faults.append(Fault(field, "credit_code", given[:20]))
    return code


def _industry(given: str, faults: list[Fault]) -> str:
    if not given:
        return ""
    code = _industries().get(given.casefold())
    if code is None:
        faults.append(Fault("industry", "industry", given[:20]))
    return code or ""


@follows("texts")
def _industries() -> dict[str, str]:
    names = {code.casefold(): code for code in industries()}
    for locale in LOCALES:
        for code in industries():
            names[text(locale, f"routing.industry_{code}").casefold()] = code
    return names


def _body(given: str, unit: str, faults: list[Fault]) -> str:
    """The id of the body that is meant: an id, or the name it has at its place or above."""
    if not given or not unit:
        return ""
    try:
        if "." in given:
            return find_body(given).id
    except UnknownBody:
        faults.append(Fault("body", "body", given[:40]))
        return ""
    near = _bodies_near(unit)
    # 玉溪市红塔区应急管理局 is what the house calls 红塔区应急管理局.
    named = max((name for name in near if given.endswith(name)), key=len, default="")
    found = near.get(named)
    if found is None:
        faults.append(Fault("body", "body", given[:40]))
    return found or ""


@follows("places", "bodies")
def _bodies_near(unit: str) -> dict[str, str]:
    """The bodies of a place and of those it lies in, by full name; the nearest wins."""
    named: dict[str, str] = {}
    for where in sorted(ancestors(unit), key=len):
        for department in departments():
            try:
                body = find_body(f"{where}.{department}")
            except UnknownBody:
                continue
            named[body.name] = body.id
    return named


def _listed(given: str, field: str, faults: list[Fault]) -> tuple[str, ...]:
    said = [" ".join(one.split()) for one in given.translate(_BETWEEN).split("\n")]
    found = tuple(dict.fromkeys(one for one in said if one))
    if len(found) > MAX_LISTED or any(len(one) > MAX_NAME for one in found):
        faults.append(Fault(field, "too_long", found[0][:20], str(MAX_LISTED)))
    return found


def _number(given: str, faults: list[Fault]) -> int | None:
    if not given:
        return None
    # A sheet gives whole numbers as 120.0.
    bare = given.replace(",", "").removesuffix(".0")
    if not (bare.isdecimal() and bare.isascii() and int(bare[:12]) <= MOST_EMPLOYEES):
        faults.append(Fault("employees", "number", given[:20]))
        return None
    return int(bare)


def _kind(given: str, faults: list[Fault]) -> str:
    kind = kind_of(given) if given else Kind.FIRM
    if kind is None:
        faults.append(Fault("kind", "kind", given[:20]))
    return kind or Kind.FIRM


def body_in_charge(entry_body: str, industry: str, unit: str) -> str:
    """The id of the body that answers for a workplace; empty where neither row nor law says."""
    if entry_body:
        return entry_body
    led = route(industry, region_of(unit)) if industry and unit else None
    return led.body.id if led else ""


def search_area(unit: str) -> str:
    """The prefecture that names are compared within: the first four digits of its divisions."""
    # The highest number is the narrowest: 610000 < 610100 < 610113 < 610113001.
    return max((one for one in ancestors(unit) if one.isdigit()), default="")[:4]


class Grade(StrEnum):
    """How well a name fits an entry, the best first."""

    EXACT = "exact"
    ALIAS = "alias"
    ALIKE = "alike"
    """Equal but for area, form and branch."""
    SHORT = "short"
    """Equal but for the word that says what it makes or sells."""
    NEAR = "near"
    """One character differs."""


def grade(entry: Entry, given: str) -> Grade | None:
    """How well ``given`` fits the entry; None where it doesn't."""
    if given == entry.name:
        return Grade.EXACT
    if given in entry.aliases:
        return Grade.ALIAS
    keys = [normalised(name) for name in entry.names]
    key = normalised(given)
    if key in keys:
        return Grade.ALIKE
    if any(_near(key, one) for one in keys):
        return Grade.NEAR
    own = {bare_name(one) for one in keys}
    return Grade.SHORT if bare_name(key) in own else None


def _near(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _NEAR_FROM and bool(_shorter(one) & _shorter(other))


def _shorter(key: str) -> set[str]:
    """The key, and the key without each one of its characters."""
    if len(key) < _NEAR_FROM:
        return {key}
    return {key} | {key[:place] + key[place + 1 :] for place in range(len(key))}


def search_keys(names: tuple[str, ...], area: str) -> set[int]:
    """What an entry is found by within an area: 64-bit hashes, signed."""
    tight, loose = looked_for(names, area)
    return tight | loose


def looked_for(names: tuple[str, ...], area: str) -> tuple[set[int], set[int]]:
    """The same in two parts: by the name but for one character, and by what it is called alone.

    Very many may share the second: 宏达 is in each county's every trade.
    """
    keys = {normalised(name) for name in names}
    tight = {("n", short) for key in keys for short in _shorter(key)}
    loose = {("o", bare_name(key)) for key in keys}
    return set(_hashed(tight, area)), set(_hashed(loose, area))


def _hashed(words: set[tuple[str, str]], area: str) -> Iterator[int]:
    for sort, word in words:
        digest = hashlib.blake2b(f"{area}\x1f{sort}\x1f{word}".encode(), digest_size=8).digest()
        yield int.from_bytes(digest, "big", signed=True)
