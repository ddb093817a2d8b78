"""Codes of posters: issued for a workplace, scanned by whoever stands before it, taken back."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import PosterCode, Workplace
from backend.domain.deadlines import day_of
from backend.domain.errors import NotFound
from backend.house import Work
from backend.services import audit, workplaces
from backend.services.cases import Actor

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
"""Signs of a code: 49 bits, which nobody finds by trying; none reads like another."""
ENTRY = "p_"
"""What a code begins with in a deep link."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a good code says: the workplace, and who answers for it."""

    workplace_id: str
    name: str
    unit: str
    industry: str
    body_in_register: str
    people: int | None
    """How many work there, if the register says."""
    body: str
    """The body in charge, by register or law; empty where neither says."""


async def issue(work: Work, workplace_id: str, actor: Actor, *, anew: bool = False) -> str:
    """The code of a workplace's poster: the one it has, else a fresh one.

    ``anew`` takes the old ones back first: posters that hang already lead nowhere then.
    Raises NotFound.
    """
    row = await workplaces.get(work, workplace_id)
    current = await codes(work, row.id)
    if current and not anew:
        return current[0].code
    for one in current:
        await revoke(work, one.code, actor)
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    work.session.add(
        PosterCode(
            code=code,
            workplace_id=row.id,
            issued_on=day_of(work.now),
            issued_by=actor.id,
        )
    )
    await work.session.flush()
    await audit.record(work, actor.id, "issue_poster", row.id)
    return code


async def revoke(work: Work, code: str, actor: Actor) -> str:
    """Take a code back; returns the workplace's id. Raises NotFound for one that isn't in force."""
    row = await work.session.get(PosterCode, code[:LENGTH])
    if row is None or row.revoked_on is not None:
        raise NotFound("poster_not_found")
    row.revoked_on = day_of(work.now)
    row.revoked_by = actor.id
    await audit.record(work, actor.id, "revoke_poster", row.workplace_id)
    return row.workplace_id


async def codes(work: Work, workplace_id: str) -> list[PosterCode]:
    """The codes in force of a workplace, the newest first."""
    query = (
        select(PosterCode)
        .where(PosterCode.workplace_id == workplace_id, PosterCode.revoked_on.is_(None))
        .order_by(PosterCode.issued_on.desc(), PosterCode.code)
    )
    return list(await work.session.scalars(query))


async def scanned(work: Work, code: str) -> Scan | None:
    """What a scanned code says; None for one that isn't ours or was taken back."""
    row = await work.session.get(PosterCode, code.strip().upper()[:LENGTH])
    if row is None or row.revoked_on is not None:
        return None
    firm = await work.session.get(Workplace, row.workplace_id)
    if firm is None:
        return None
    return Scan(
        firm.id,
        firm.name,
        firm.unit_id,
        firm.industry,
        firm.body_id,
        firm.employees,
        workplaces.in_charge(firm),
    )
