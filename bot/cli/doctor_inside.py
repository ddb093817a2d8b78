"""What `chuishao doctor` finds in an installation's database and keys."""

import datetime as dt
from collections.abc import Iterator
from importlib.util import find_spec

from sqlalchemy import func, select

from backend import backup
from backend.db.models import EnforcementBody, Job, Staff
from backend.domain.cases import Role
from backend.domain.changes import sorted_out
from backend.house import House, Work
from backend.services import audit_heads, bodies, changes, custodians
from backend.vault import VaultError, public_half
from bot.cli.speech import translated

Finding = tuple[str, str]
"""``ok``, ``warn`` or ``fail``, and the sentence."""
CASE_ROLES = frozenset({Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL})
BACKUP_DAYS = 7
"""How old the last backup may be before it is worth a word."""


async def inside(house: House) -> list[Finding]:
    """All findings; the database is reachable and up to date when this is called."""
    kind = "SQLite" if house.database.is_sqlite else "PostgreSQL"
    found: list[Finding] = [("ok", translated("doctor_database", kind=kind))]
    if not house.settings.public_url:
        found.append(("warn", translated("doctor_no_public_url")))
    if house.settings.demo:
        found.append(("warn", translated("doctor_demo")))
    if house.settings.oidc.on and find_spec("joserfc") is None:
        found.append(("fail", translated("doctor_no_oidc")))
    async with house.view() as view:
        rows = await bodies.known(view)
        found += _keys(house, rows)
        people = list(await view.session.scalars(select(Staff).where(~Staff.disabled)))
        found += _people(view, people)
        connected = [row.id for row in rows if row.connected]
        found.append(_level(connected, "doctor_connected", count=len(connected)))
        desk = bodies.intake_body(house.settings)
        manned = any(person.body_id == desk for person in people)
        found.append(_level(manned, "doctor_desk" if manned else "doctor_desk_empty", body=desk))
        parked = await view.session.scalar(
            select(func.count()).select_from(Job).where(Job.state == "parked")
        )
        found.append(_level(not parked, "doctor_parked", count=parked or 0))
        found.append(_custodians(house, [row.id for row in await custodians.known(view)]))
        found.append(_backup(await backup.last_made(view), view))
        found += await _changes(view)
        check = await audit_heads.check(view)
    if check.whole:
        return [*found, ("ok", translated("doctor_audit"))]
    return [
        *found,
        *(
            ("fail", translated("doctor_audit_broken", chain=chain, seq=seq))
            for chain, seq in check.breaks.items()
        ),
    ]


async def _changes(view: Work) -> list[Finding]:
    """Own changes that this release has no room for: they hold no more, and nobody was asked."""
    version, kept = await changes.stored(view.session)
    _, unfit = sorted_out(kept, version)
    if not unfit:
        return []
    listed = ", ".join(f"{one.kind}:{one.key}" for one in unfit)
    return [("warn", translated("doctor_changes_unfit", count=len(unfit), changes=listed))]


def _backup(made: dt.datetime | None, view: Work) -> Finding:
    if made is None:
        return "warn", translated("doctor_no_backup")
    days = (view.now - made).days
    return _level(days <= BACKUP_DAYS, "doctor_backup", days=days)


def _level(right: object, key: str, **params: object) -> Finding:
    return "ok" if right else "warn", translated(key, **params)


def _custodians(house: House, ids: list[str]) -> Finding:
    """Identities must stay open to somebody: two custodians, each with a key file."""
    gone = [one for one in ids if not house.vault.folder.has(one)]
    if gone:
        return "fail", translated("doctor_custodian_gone", keys=", ".join(gone))
    if len(ids) == 1:
        return "warn", translated("doctor_custodian_alone")
    return _level(ids, "doctor_custodian" if ids else "doctor_no_custodian")


def _keys(house: House, rows: list[EnforcementBody]) -> Iterator[Finding]:
    yield "ok", translated("doctor_keys_fit")
    folder = house.vault.folder
    lacking = []
    for row in rows:
        try:
            if public_half(folder.read(f"body.{row.id}")) != row.public_key:
                lacking.append(row.id)
        except VaultError:
            lacking.append(row.id)
    if lacking:
        yield "fail", translated("doctor_keys_lack", bodies=", ".join(lacking))
    plain = folder.open_ones()
    if house.settings.keys_passphrase.get_secret_value():
        yield _level(not plain, "doctor_sealed" if not plain else "doctor_plain_left",
                     keys=", ".join(plain))  # fmt: skip
    else:
        yield "warn", translated("doctor_plain")


def _people(view: Work, people: list[Staff]) -> Iterator[Finding]:
    yield _level(people, "doctor_staff", count=len(people))
    for person in people:
        roles = {Role(role) for role in person.roles}
        if Role.ADMINISTRATOR in roles and roles & CASE_ROLES:
            yield "warn", translated("doctor_two_hats", name=person.name)
        if person.one_time_until is not None and person.one_time_until < view.now:
            yield "warn", translated("doctor_ran_out", name=person.name)
    if not any(Role.REVIEWER in person.roles for person in people):
        yield "warn", translated("doctor_no_reviewer")
