"""Whose desk a firm's is, and whether anybody sits at it."""

from sqlalchemy import select

from backend.db.models import Staff
from backend.house import Work
from backend.services import bodies

_DIGITS = 40
"""Hex digits of the keyed hash in a desk's id."""


def desk_id(work: Work, workplace_id: str) -> str:
    """The id of a workplace's desk: nothing in it tells whose it is."""
    return bodies.FIRM + work.vault.lookup("firm desk", workplace_id)[:_DIGITS]


async def officers(work: Work, workplace_id: str) -> list[Staff]:
    """The safety officers of a workplace who may sign in, by name."""
    return await at_desk(work, desk_id(work, workplace_id))


async def at_desk(work: Work, desk: str) -> list[Staff]:
    """Who may sign in at a desk, by name."""
    query = select(Staff).where(Staff.body_id == desk, Staff.disabled.is_(False))
    return list(await work.session.scalars(query.order_by(Staff.name)))


async def manned(work: Work, workplace_id: str) -> str | None:
    """The id of a workplace's desk if somebody sits there; else nothing may be sent to it."""
    found = await officers(work, workplace_id) if workplace_id else []
    return desk_id(work, workplace_id) if found else None
