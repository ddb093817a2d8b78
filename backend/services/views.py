"""What a body sees of its cases: the queue in plain facts, one case with its words opened."""

import contextlib
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, or_, select

from backend.db.models import Attachment, Case, CaseBody, CaseEvent, Report, Reward
from backend.domain import areas
from backend.domain.cases import Event, Role, Transition
from backend.domain.cases import Status as CaseStatus
from backend.domain.errors import NotFound
from backend.domain.offers import Marks, fits
from backend.domain.receipts import parse_case_number
from backend.domain.transitions import possible_events
from backend.house import Work
from backend.media import Stored
from backend.services import bodies, desks, dialogue, history, identities, ratings
from backend.services.cases import Actor, roles_on
from backend.services.reports import Content, Original
from backend.vault import KeyMissing, open_sealed
from nlp.redact import redact

PAGE = 100
_HANDED_ON = (Event.TRANSFER, Event.REFUSE, Event.CONNECT)
_AT_THE_DESK = (*bodies.SEEING, "main", "desk", "past")
"""Parts of bodies that have or had a case on their desk; the others only ever hear of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case with its words."""

    at: dt.datetime
    event: str
    status: str
    actor: str
    body_id: str
    facts: dict[str, Any]
    texts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as an officer of a body that holds it sees it."""

    case: Case
    content: Content | None
    """None when the report's key was forgotten: it was erased."""
    original: Original | None
    """None at a desk to which the case was transferred: only the copy travels."""
    report_id: str
    submitted_at: dt.datetime
    files: tuple[Stored, ...]
    steps: tuple[Step, ...]
    lines: tuple[dialogue.Line, ...]
    reward: Reward | None
    ratings: tuple[ratings.Rated, ...]
    parts: dict[str, str]
    named: bool
    next_steps: tuple[Transition, ...]

    @property
    def words(self) -> str:
        """The reporter's words: their own where the original lies, else the redacted copy."""
        if self.original is not None:
            return self.original.text
        return self.content.redacted if self.content else ""


def mine(actor: Actor) -> Select[Case]:
    """The cases an actor may see, as a query."""
    return select(Case).where(desks.seen_by(actor))


async def list_cases(
    work: Work,
    actor: Actor,
    *,
    status: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> list[Case]:
    """An actor's cases, oldest first, from the one after the number ``after`` on.

    Raises NotFound when ``after`` was never a case of their body.
    """
    query = mine(actor)
    if status:
        query = query.where(Case.status == status)
    if after:
        last = await _once_here(work, after, actor)
        query = query.where(
            or_(
                Case.created_at > last.created_at,
                and_(Case.created_at == last.created_at, Case.number > last.number),
            )
        )
    query = query.order_by(Case.created_at, Case.number).limit(limit)
    return list(await work.session.scalars(query))


async def _once_here(work: Work, number: str, actor: Actor) -> Case:
    """A case to go on from; one that was given away meanwhile must not end the listing."""
    parsed = parse_case_number(number) or ""
    part = await work.session.get(CaseBody, (parsed, actor.body_id))
    case = await work.session.get(Case, parsed)
    had = part is not None and part.role in _AT_THE_DESK
    if case is None or not (
        (had and areas.covers(actor.areas, case.area)) or await desks.may_see(work, case, actor)
    ):
        raise NotFound("case_not_found")
    return case


async def case_view(work: Work, number: str, actor: Actor) -> CaseView:
    """One case, opened with the key of the actor's body; raises NotFound."""
    case = await desks.find_case(work, number, actor)
    return await view_of(work, case, actor)


async def view_of(work: Work, case: Case, actor: Actor) -> CaseView:
    """The view of a case that was already found for this actor."""
    report = await history.first_report(work, case)
    key = None
    # The first desk keeps the key of the original; what its people see ends with its part.
    if await desks.may_see(work, case, actor):
        with contextlib.suppress(KeyMissing):
            key = await bodies.data_key(work, report.id, actor.body_id)
    content = original = None
    files: list[Stored] = []
    lines: list[dialogue.Line] = []
    if key is not None:
        raw = open_sealed(key, report.content, "reports", report.id, "content")
        content = Content(**json.loads(raw))
        original = await _original(work, report, actor.body_id)
        files = await files_of(work, report.id, key)
        lines = await dialogue.read(work, report, key)
    found = await work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_number == case.number).order_by(CaseEvent.seq)
    )
    rows = list(found)
    if original is None:
        lines = _as_they_travel(lines, rows)
    steps = tuple(
        Step(
            row.at,
            row.event,
            row.to_status,
            row.actor,
            row.body_id,
            row.facts,
            history.read_texts(key, row) if key else {},
        )
        for row in rows
    )
    parts = await work.session.scalars(select(CaseBody).where(CaseBody.case_number == case.number))
    return CaseView(
        case=case,
        content=content,
        original=original,
        report_id=report.id,
        submitted_at=report.submitted_at,
        files=tuple(files),
        steps=steps,
        lines=tuple(lines),
        reward=await work.session.get(Reward, case.number),
        ratings=tuple(await ratings.of_case(work, case, actor.body_id)) if key else (),
        parts={part.body_id: part.role for part in parts},
        named=await identities.is_named(work, report),
        next_steps=_next_steps(case, await roles_on(work, case, actor)),
    )


def _next_steps(case: Case, roles: frozenset[Role]) -> tuple[Transition, ...]:
    """The steps that status and roles allow and that have something to act on."""
    marks = Marks(
        extended=case.extended,
        extension_asked=case.extension_asked_by is not None,
        officers_named=case.officers_named,
        decided_finally=case.decided_finally,
        legal=case.legal,
        crime=case.crime,
        at_a_town=bodies.describe(case.holder_id).level == "town",
    )
    rows = possible_events(CaseStatus(case.status), roles)
    return tuple(row for row in rows if fits(row, marks, roles))


def _as_they_travel(lines: list[dialogue.Line], steps: list[CaseEvent]) -> list[dialogue.Line]:
    """What was said to an earlier desk comes redacted, as the report does; the rest as it is."""
    came = max((step.at for step in steps if step.event in _HANDED_ON), default=None)
    if came is None:
        return lines
    return [
        replace(line, text=redact(line.text)) if line.from_reporter and line.at <= came else line
        for line in lines
    ]


async def _original(work: Work, report: Report, body_id: str) -> Original | None:
    full = await bodies.original_key(work, report.id, body_id)
    if full is None:
        return None
    raw = open_sealed(full, report.original, "reports", report.id, "original")
    return Original(**json.loads(raw))


async def files_of(work: Work, report_id: str, key: bytes) -> list[Stored]:
    """The files of a report itself, in order; those of its dialogue stand at their lines."""
    rows = await work.session.scalars(
        select(Attachment)
        .where(Attachment.report_id == report_id, Attachment.message_id.is_(None))
        .order_by(Attachment.seq)
    )
    return [Stored.load(open_sealed(key, row.meta, "attachments", row.id, "meta")) for row in rows]


async def open_file(
    work: Work, number: str, file_id: str, actor: Actor
) -> tuple[Stored, bytes] | None:
    """A shown file and the key that opens its clean copy; None when the case has no such file."""
    view = await case_view(work, number, actor)
    for stored in (*view.files, *(one for line in view.lines for one in line.files)):
        if stored.id == file_id:
            key = await bodies.data_key(work, view.report_id, actor.body_id)
            return stored, key
    return None
