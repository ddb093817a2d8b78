"""What a firm's safety officer sees: the firm's own cases, in words that name nobody.

Nothing here depends on what became of the case elsewhere: a page of before the step outward and one
of after it are the same.
"""

import datetime as dt
import json
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, InsideCase, InsideLine, Report
from backend.domain import inside
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import NotAllowed, NotFound
from backend.domain.inside import State
from backend.house import Work
from backend.media import Stored
from backend.services import (
    bodies,
    history,
    views,
)
from backend.services.cases import Actor
from backend.vault import open_sealed


@dataclass(frozen=True, slots=True)
class Line:
    """One line, opened; ``files`` are photos of the firm."""

    day: dt.date
    from_reporter: bool
    kind: str
    text: str
    until: str
    yuan: int | None
    files: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class FirmView:
    """One inside case as its firm sees it."""

    row: InsideCase
    state: State
    industry: str
    text: str
    photos: tuple[Stored, ...]
    lines: tuple[Line, ...]
    latest_plan: dt.date


def today(work: Work) -> dt.date:
    """The day in China."""
    return day_of(work.now)


def state_of(work: Work, row: InsideCase) -> State:
    """Where it stands for the firm."""
    return inside.firm_state(today(work), row.due_on, row.fixed_on, planned=row.planned)


async def listed(work: Work, actor: Actor) -> list[tuple[InsideCase, State]]:
    """The cases of the actor's firm, by what is due first and then by name: never by arrival."""
    _check_officer(actor)
    query = select(InsideCase).where(
        InsideCase.desk_id == actor.body_id, InsideCase.shown_from <= work.now
    )
    found = [row for row in await work.session.scalars(query) if _is_shown(work, row)]
    rows = [(row, state_of(work, row)) for row in found]
    ended = (State.FIXED, State.SETTLED)
    rows.sort(key=lambda one: (one[1] in ended, one[0].due_on, one[0].name))
    return rows


async def find(work: Work, inside_id: str, actor: Actor, *, lock: bool = False) -> InsideCase:
    """A case of the actor's firm that it may see already; raises NotFound, NotAllowed."""
    _check_officer(actor)
    query = select(InsideCase).where(InsideCase.id == inside_id[:32])
    row = await work.session.scalar(query.with_for_update() if lock else query)
    if row is None or row.desk_id != actor.body_id or not _is_shown(work, row):
        raise NotFound("inside_not_found")
    return row


def _is_shown(work: Work, row: InsideCase) -> bool:
    last = inside.shown_until(row.due_on, row.fixed_on)
    return row.shown_from <= work.now and today(work) <= last


async def view(work: Work, inside_id: str, actor: Actor) -> FirmView:
    """One case with its words, opened with the firm's key."""
    row = await find(work, inside_id, actor)
    case = await work.session.get_one(Case, row.case_number)
    report, key = await opened(work, case, actor.body_id)
    kept = kept_of(row, key)
    files = await views.files_of(work, report.id, key)
    return FirmView(
        row,
        state_of(work, row),
        kept["industry"],
        kept["text"],
        tuple(one for one in files if one.kind == "photo"),
        tuple(await lines(work, row, key)),
        inside.latest_plan(row.shown_from, kept["jurisdiction"]),
    )


def kept_of(row: InsideCase, key: bytes) -> dict[str, str]:
    """What the firm was given at filing; nothing that a body changes since."""
    kept: dict[str, str] = json.loads(
        open_sealed(key, row.content, "inside_cases", row.id, "content")
    )
    return kept


async def lines(work: Work, row: InsideCase, key: bytes) -> list[Line]:
    """The lines of an inside case that its firm may see by now, oldest first."""
    query = (
        select(InsideLine)
        .where(InsideLine.inside_id == row.id, InsideLine.shown_from <= work.now)
        .order_by(InsideLine.seq)
    )
    found = []
    for one in await work.session.scalars(query):
        said = json.loads(open_sealed(key, one.content, "inside_lines", one.id, "content"))
        files = tuple(Stored(**raw) for raw in said.get("files", ()))
        more = (said.get("until", ""), said.get("yuan"), files)
        found.append(Line(one.day, one.from_reporter, one.kind, said["text"], *more))
    return found


async def opened(work: Work, case: Case, desk: str) -> tuple[Report, bytes]:
    report = await history.first_report(work, case)
    return report, await bodies.data_key(work, report.id, desk)


async def open_photo(
    work: Work, inside_id: str, file_id: str, actor: Actor
) -> tuple[Stored, bytes] | None:
    """A photo of the report or of the firm, and its key; None for any other file."""
    found = await view(work, inside_id, actor)
    for stored in (*found.photos, *(one for line in found.lines for one in line.files)):
        if stored.id == file_id:
            case = await work.session.get_one(Case, found.row.case_number)
            return stored, (await opened(work, case, actor.body_id))[1]
    return None


def _check_officer(actor: Actor) -> None:
    if Role.SAFETY_OFFICER not in actor.roles:
        raise NotAllowed(event="firm")
