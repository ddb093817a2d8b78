"""Typical cases 典型案例: written by one, approved by another, published with the next bulletin.

Of which case one tells is never kept: the number serves to compare the words and to keep out what
points to an employer's own people, and is forgotten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select

from backend.db.models import Case, CaseLink, InsideCase, TypicalCase, random_id
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import NotAllowed, NotFound
from backend.domain.typical_cases import (
    Betrays,
    Decided,
    Draft,
    SamePerson,
    State,
    Told,
    check_told,
    read_draft,
)
from backend.house import Work
from backend.services import audit
from backend.services.cases import Actor
from backend.services.reports import REPRISAL
from backend.services.similar import Kind as LinkKind
from backend.services.views import case_view

WRITERS = frozenset({Role.OFFICER, Role.REVIEWER})
MAX_WHY = 300
_OPEN = (State.WAITING.value, State.RETURNED.value)


@dataclass(frozen=True, slots=True)
class Seen:
    """A typical case as staff of its body see it."""

    row: TypicalCase
    told: Told | None
    """None once it was withdrawn."""
    why: str
    may_edit: bool
    may_decide: bool
    may_withdraw: bool


def words_place(row_id: str) -> tuple[str, ...]:
    """What the words of a typical case are bound to."""
    return "typical_cases", row_id, "words"


def why_place(row_id: str) -> tuple[str, ...]:
    """What the reason is bound to."""
    return "typical_cases", row_id, "why"


async def write(
    work: Work, raw: Mapping[str, str], number: str, actor: Actor, row_id: str = ""
) -> str:
    """Keep a typical case for another's decision, or one of ``row_id`` anew; returns its id.

    ``number`` is the case it tells of: its reporter's words are compared.
    Raises NotAllowed, NotFound, Decided, or Betrays for what points to somebody, and for a case
    that may not be told of at all.
    """
    _check_role(actor)
    draft = read_draft(raw, day_of(work.now))
    await _compare(work, draft.told, number, actor)
    if row_id:
        row = await _row(work, row_id, actor)
        if row.state not in _OPEN or row.written_by != actor.id:
            raise Decided
    else:
        row = TypicalCase(id=random_id(), body_id=actor.body_id)
        work.session.add(row)
    _fill(work, row, draft)
    row.state, row.written_by, row.written_on = State.WAITING.value, actor.id, day_of(work.now)
    row.decided_by = row.decided_on = row.why = None
    await work.session.flush()
    await audit.record(work, actor.id, "write_typical_case", row.id, chain=actor.body_id)
    return row.id


def _fill(work: Work, row: TypicalCase, draft: Draft) -> None:
    row.industry, row.unit_id, row.period = draft.industry, draft.unit, draft.period
    row.penalty, row.reward = draft.penalty, draft.reward
    raw = json.dumps(draft.told.dump(), ensure_ascii=False).encode()
    row.words = work.vault.seal(raw, *words_place(row.id))


async def _compare(work: Work, told: Told, number: str, actor: Actor) -> None:
    if not number.strip():
        raise Betrays("case_number")
    view = await case_view(work, number, actor)
    content = view.content
    # An erased case has no words left to compare with.
    if content is None or REPRISAL in content.flags or await _of_employees(work, view.case):
        raise Betrays("case")
    own = [line.text for line in view.lines if line.from_reporter]
    check_told(told, [*own, view.words, content.place], content.enterprise)


async def _of_employees(work: Work, case: Case) -> bool:
    """Whether a report of this matter was inside a firm, or an employee's by the finding."""
    links = await work.session.execute(
        select(CaseLink.later, CaseLink.earlier).where(
            CaseLink.kind == LinkKind.SAME.value,
            or_(CaseLink.later == case.number, CaseLink.earlier == case.number),
        )
    )
    numbers = {case.number, *(number for pair in links for number in pair)}
    inside = select(InsideCase.id).where(InsideCase.case_number == Case.number).exists()
    query = select(Case.number).where(Case.number.in_(numbers), or_(inside, Case.by_employee))
    return await work.session.scalar(query.limit(1)) is not None


async def decide(work: Work, row_id: str, *, approve: bool, why: str, actor: Actor) -> None:
    """Another person lets it go out with the next bulletin, or gives it back with a reason.

    Raises NotAllowed, SamePerson, NotFound, Decided, or Betrays.
    """
    _check_role(actor)
    row = await _row(work, row_id, actor)
    if row.state != State.WAITING.value:
        raise Decided
    if row.written_by == actor.id:
        raise SamePerson
    if approve:
        # The programs may have learnt since it was written.
        check_told(_opened(work, row))
    else:
        _keep_why(work, row, why)
    row.state = (State.APPROVED if approve else State.RETURNED).value
    row.decided_by, row.decided_on = actor.id, day_of(work.now)
    act = "approve_typical_case" if approve else "return_typical_case"
    await audit.record(work, actor.id, act, row.id, chain=actor.body_id)


async def withdraw(work: Work, row_id: str, why: str, actor: Actor) -> None:
    """Take it back, published or not: its words go. Raises like :func:`decide`."""
    _check_role(actor)
    row = await _row(work, row_id, actor)
    if row.state == State.WITHDRAWN.value:
        raise Decided
    _keep_why(work, row, why)
    row.words = row.public = None
    row.state = State.WITHDRAWN.value
    row.decided_by, row.decided_on = actor.id, day_of(work.now)
    await audit.record(work, actor.id, "withdraw_typical_case", row.id, chain=actor.body_id)


def _keep_why(work: Work, row: TypicalCase, why: str) -> None:
    clean = why.replace("\x00", "").strip()
    if not clean:
        raise Betrays("why")
    row.why = work.vault.seal(clean[:MAX_WHY].encode(), *why_place(row.id))


async def publish(work: Work, week: str) -> None:
    """Put what was approved into the clear, with the bulletin of ``week``; for that alone."""
    query = select(TypicalCase).where(TypicalCase.state == State.APPROVED.value)
    for row in list(await work.session.scalars(query.with_for_update())):
        row.public, row.words = _opened(work, row).dump(), None
        row.state, row.week = State.PUBLISHED.value, week
        await audit.record(work, "system", "publish_typical_case", row.id, chain=row.body_id)


async def published(work: Work, week: str | None = None) -> list[tuple[TypicalCase, Told]]:
    """What the public may read, of one bulletin or of all, the newest first."""
    query = select(TypicalCase).where(
        TypicalCase.state == State.PUBLISHED.value, TypicalCase.public.is_not(None)
    )
    if week is not None:
        query = query.where(TypicalCase.week == week)
    rows = await work.session.scalars(query.order_by(TypicalCase.week.desc(), TypicalCase.id))
    return [(row, Told(**row.public)) for row in rows if row.public is not None]


async def of_body(work: Work, actor: Actor) -> list[Seen]:
    """All typical cases of the actor's body, what waits for somebody first."""
    query = select(TypicalCase).where(TypicalCase.body_id == actor.body_id)
    rows = await work.session.scalars(query.order_by(TypicalCase.written_on.desc()))
    order = list(State)
    return sorted(
        (_seen(work, row, actor) for row in rows), key=lambda one: order.index(State(one.row.state))
    )


def _seen(work: Work, row: TypicalCase, actor: Actor) -> Seen:
    told = Told(**row.public) if row.public else _opened(work, row) if row.words else None
    why = work.vault.open(row.why, *why_place(row.id)).decode() if row.why else ""
    mine = row.written_by == actor.id
    return Seen(
        row,
        told,
        why,
        may_edit=mine and row.state in _OPEN,
        may_decide=not mine and row.state == State.WAITING.value,
        may_withdraw=row.state != State.WITHDRAWN.value,
    )


def _opened(work: Work, row: TypicalCase) -> Told:
    assert row.words is not None  # noqa: S101 - of one that waits
    return Told(**json.loads(work.vault.open(row.words, *words_place(row.id))))


async def _row(work: Work, row_id: str, actor: Actor) -> TypicalCase:
    row = await work.session.get(TypicalCase, row_id[:32], with_for_update=True)
    if row is None or row.body_id != actor.body_id:
        raise NotFound
    return row


def _check_role(actor: Actor) -> None:
    if not WRITERS & actor.roles:
        raise NotAllowed(event="typical_case")
