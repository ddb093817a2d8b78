"""The mark of dishonesty 失信 of a workplace: set by staff on a decision until a day, or lifted."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import WorkplaceMark, random_id
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.fields import MAX_TEXT
from backend.house import Work
from backend.services import audit, workplaces
from backend.services.cases import Actor

MARKERS = frozenset({Role.OFFICER, Role.REVIEWER})
LONGEST = dt.timedelta(days=3 * 366)
"""A mark without an end is a mistake of typing; the longest period of the rules is three years."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its words opened."""

    id: str
    basis: str
    until: dt.date
    body_id: str
    at: dt.datetime
    stands: bool
    lifted_why: str


async def set_mark(work: Work, workplace_id: str, basis: str, until: str, actor: Actor) -> None:
    """Mark a workplace; raises NotFound, NotAllowed, Invalid for words or a day that can't be,
    Conflict ``marked_already``.
    """
    row = await workplaces.get(work, workplace_id)
    _check_may(actor)
    words = _words(basis, "basis")
    today = day_of(work.now)
    try:
        last = dt.date.fromisoformat(until.strip())
    except ValueError:
        raise Invalid("field_not_date", field="until") from None
    if not today <= last <= today + LONGEST:
        raise Invalid("mark_until", last=(today + LONGEST).isoformat())
    if any(one.stands and one.body_id == actor.body_id for one in await marks(work, row.id)):
        raise Conflict("marked_already")
    mark_id = random_id()
    work.session.add(
        WorkplaceMark(
            id=mark_id,
            workplace_id=row.id,
            basis=_seal(work, mark_id, "basis", words),
            until=last,
            body_id=actor.body_id,
            actor=actor.id,
            at=work.now,
        )
    )
    await audit.record(work, actor.id, "mark_workplace", row.id, until=last.isoformat())


async def lift(work: Work, mark_id: str, why: str, actor: Actor) -> str:
    """End a mark before its day, with the reason; returns the workplace's id.

    Raises NotFound for a mark that isn't this body's or stands no more, NotAllowed, Invalid.
    """
    row = await work.session.get(WorkplaceMark, mark_id[:32])
    if row is None or row.body_id != actor.body_id or row.lifted_at is not None:
        raise NotFound("workplace_not_found")
    _check_may(actor)
    row.lifted_why = _seal(work, row.id, "lifted_why", _words(why, "why"))
    row.lifted_by, row.lifted_at = actor.id, work.now
    await audit.record(work, actor.id, "unmark_workplace", row.workplace_id)
    return row.workplace_id


async def marks(work: Work, workplace_id: str) -> list[Mark]:
    """All marks of a workplace, the newest first; those that stand are said to."""
    today = day_of(work.now)
    query = (
        select(WorkplaceMark)
        .where(WorkplaceMark.workplace_id == workplace_id)
        .order_by(WorkplaceMark.at.desc())
    )
    return [
        Mark(
            row.id,
            _open(work, row.id, "basis", row.basis),
            row.until,
            row.body_id,
            row.at,
            row.lifted_at is None and row.until >= today,
            _open(work, row.id, "lifted_why", row.lifted_why),
        )
        for row in await work.session.scalars(query)
    ]


def _check_may(actor: Actor) -> None:
    if not MARKERS & actor.roles:
        raise NotAllowed(event="mark_workplace")


def _words(given: str, field: str) -> str:
    words = given.strip()
    if not words or len(words) > MAX_TEXT:
        raise Invalid("field_missing", field=field)
    return words


def _seal(work: Work, mark_id: str, column: str, words: str) -> bytes:
    return work.vault.seal(words.encode(), "workplace_marks", mark_id, column)


def _open(work: Work, mark_id: str, column: str, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    return work.vault.open(sealed, "workplace_marks", mark_id, column).decode()
