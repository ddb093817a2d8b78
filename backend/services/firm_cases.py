"""What a firm's safety officer sees and does: one's own cases, in words that name nobody.

Nothing here depends on what became of the case elsewhere: a page of before the step outward and one
of after it are the same.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from backend.db.models import Case, InsideCase, InsideLine, Report, random_id
from backend.domain import inside
from backend.domain.cases import Role
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.inside import Kind, State
from backend.house import House, Work
from backend.media import Stored
from backend.services import (
    audit,
    bodies,
    dialogue,
    history,
    jobs,
    notifications,
    sent_files,
    views,
)
from backend.services.cases import Actor
from backend.services.drafts import Upload
from backend.services.inside import SETTLE, arm
from backend.services.reports import Content
from backend.services.sent_files import MOST
from backend.vault import open_sealed, seal
from nlp.redact import redact

MAX_TEXT = 1_000
MOST_PAID = 1_000_000
"""Yuan that a firm may say it paid."""


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
    return work.now.astimezone(SHANGHAI).date()


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
    report, key = await _opened(work, case, actor.body_id)
    content = Content(
        **json.loads(open_sealed(key, report.content, "reports", report.id, "content"))
    )
    files = await views.files_of(work, report.id, key)
    return FirmView(
        row,
        state_of(work, row),
        case.industry,
        content.redacted,
        tuple(one for one in files if one.kind == "photo"),
        tuple(await lines(work, row, key)),
        inside.latest_plan(row.shown_from, case.jurisdiction),
    )


async def lines(work: Work, row: InsideCase, key: bytes) -> list[Line]:
    """The lines of an inside case, oldest first."""
    query = select(InsideLine).where(InsideLine.inside_id == row.id).order_by(InsideLine.seq)
    found = []
    for one in await work.session.scalars(query):
        said = json.loads(open_sealed(key, one.content, "inside_lines", one.id, "content"))
        files = tuple(Stored(**raw) for raw in said.get("files", ()))
        more = (said.get("until", ""), said.get("yuan"), files)
        found.append(Line(one.day, one.from_reporter, one.kind, said["text"], *more))
    return found


async def say(work: Work, inside_id: str, text: str, actor: Actor) -> None:
    """Ask or tell the reporter; raises NotFound, NotAllowed, Invalid."""
    row = await find(work, inside_id, actor, lock=True)
    words = _words(text)
    await _add(work, row, Kind.TEXT, {"text": words}, actor, "case.inside_says", {"text": words})


async def plan(work: Work, inside_id: str, text: str, until: str, actor: Actor) -> None:
    """Say what will be done until when: once, within the days that a plan may take."""
    row = await find(work, inside_id, actor, lock=True)
    if row.planned or row.fixed_on is not None or today(work) > row.due_on:
        raise Conflict("inside_no_plan")
    words, day = _words(text), _day(until)
    case = await work.session.get_one(Case, row.case_number)
    last = inside.latest_plan(row.shown_from, case.jurisdiction)
    if not today(work) <= day <= last:
        raise Invalid("inside_plan_day", last=last.isoformat())
    row.planned, row.due_on = True, day
    if row.way == inside.Way.FIRST:
        await arm(work, row)
    said = {"text": words, "until": row.due_on.isoformat()}
    await _add(work, row, Kind.PLAN, said, actor, "case.inside_plans", said)


async def fix(house: House, inside_id: str, text: str, uploads: list[Upload], actor: Actor) -> None:
    """Say that it is mended, with photos of it; the reporter may deny it for some days."""
    async with house.view() as work:
        row = await find(work, inside_id, actor)
        case = await work.session.get_one(Case, row.case_number)
        _, key = await _opened(work, case, actor.body_id)
    words = _words(text)
    if len(uploads) > MOST:
        raise Invalid("too_many_files", limit=MOST)
    files = [
        await house.media.take_in_copy(random_id(), key, one.name, one.content) for one in uploads
    ]
    async with house.work() as work:
        row = await find(work, inside_id, actor, lock=True)
        if row.fixed_on is not None:
            raise Conflict("inside_fixed_already")
        row.fixed_on = today(work)
        number = {"case": row.case_number}
        over = inside.answer_until(row.fixed_on)
        await jobs.enqueue(
            work, SETTLE, number, run_at=over, dedupe_key=f"{SETTLE}/{row.case_number}"
        )
        said = {"text": words, "files": [asdict(one) for one in files]}
        last = (over - dt.timedelta(seconds=1)).astimezone(SHANGHAI).date()
        told = {"text": words, "until": last.isoformat()}
        await _add(work, row, Kind.FIXED, said, actor, "case.inside_fixed", told)
        if files:
            await sent_files.attach(work, await history.first_report(work, case), files)


async def pay(work: Work, inside_id: str, yuan: str, actor: Actor) -> None:
    """Say what the firm pays the reporter by its own rules."""
    row = await find(work, inside_id, actor, lock=True)
    given = yuan.strip().replace(",", "")
    if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) <= MOST_PAID):
        raise Invalid("inside_yuan", most=MOST_PAID)
    if row.paid_yuan is not None:
        raise Conflict("inside_paid_already")
    row.paid_yuan = int(given)
    said = {"text": "", "yuan": row.paid_yuan}
    await _add(work, row, Kind.PAID, said, actor, "case.inside_paid", {"yuan": row.paid_yuan})


async def add_line(
    work: Work,
    row: InsideCase,
    kind: Kind,
    said: dict[str, Any],
    *,
    from_reporter: bool,
) -> None:
    """Append a line, sealed with the report's travelling key."""
    case = await work.session.get_one(Case, row.case_number)
    key = await history.case_key(work, case)
    query = select(func.max(InsideLine.seq)).where(InsideLine.inside_id == row.id)
    line = InsideLine(
        id=random_id(),
        inside_id=row.id,
        seq=(await work.session.scalar(query) or 0) + 1,
        day=today(work),
        from_reporter=from_reporter,
        kind=kind.value,
    )
    content = json.dumps(said, ensure_ascii=False).encode()
    line.content = seal(key, content, "inside_lines", line.id, "content")
    work.session.add(line)
    await work.session.flush()


async def _add(
    work: Work,
    row: InsideCase,
    kind: Kind,
    said: dict[str, Any],
    actor: Actor,
    notice: str,
    params: dict[str, Any],
) -> None:
    await add_line(work, row, kind, said, from_reporter=False)
    case = await work.session.get_one(Case, row.case_number)
    if said["text"]:
        # The body reads the whole talk once the case is outward, and the reporter always.
        await dialogue.add_from_body(work, case, said["text"], actor.body_id)
    await notifications.tell_reporters(work, case, notice, params, choices=("status.open",))
    # By its inside name: the chain of the firm must not know the number of the case.
    await audit.record(work, actor.id, f"firm_{kind}", row.name, chain=actor.body_id)


async def _opened(work: Work, case: Case, desk: str) -> tuple[Report, bytes]:
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
            return stored, (await _opened(work, case, actor.body_id))[1]
    return None


def _check_officer(actor: Actor) -> None:
    if Role.SAFETY_OFFICER not in actor.roles:
        raise NotAllowed(event="firm")


def _words(text: str) -> str:
    words = redact(text.strip())
    if not words:
        raise Invalid("field_missing", field="text")
    if len(words) > MAX_TEXT:
        raise Invalid("field_too_long", field="text", limit=MAX_TEXT)
    return words


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given.strip())
    except ValueError:
        raise Invalid("field_not_date", field="until") from None
