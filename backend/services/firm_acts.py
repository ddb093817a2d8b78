"""What a firm's safety officer does with a case: ask, plan, say that it is mended, pay."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from backend.db.models import Case, InsideCase, InsideLine, random_id
from backend.domain import inside
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import Conflict, Invalid
from backend.domain.inside import Kind
from backend.house import House, Work
from backend.media import Stored
from backend.services import (
    audit,
    dialogue,
    firm_cases,
    history,
    jobs,
    notifications,
    sent_files,
)
from backend.services.cases import Actor
from backend.services.drafts import Upload
from backend.services.inside import SETTLE, arm
from backend.vault import seal
from config.links import links
from nlp.redact import redact

MAX_TEXT = 1_000
MOST_SAID = 3
"""Lines a day to one reporter: who is written to without end is being searched for."""
MOST_PAID = 1_000_000
"""Yuan that a firm may say it paid."""


async def say(work: Work, inside_id: str, text: str, actor: Actor) -> None:
    """Ask or tell the reporter; raises NotFound, NotAllowed, Invalid."""
    row = await firm_cases.find(work, inside_id, actor, lock=True)
    words = _words(text)
    said = select(func.count()).where(
        InsideLine.inside_id == row.id,
        InsideLine.day == firm_cases.today(work),
        InsideLine.from_reporter.is_(False),
        InsideLine.kind == Kind.TEXT.value,
    )
    if (await work.session.scalar(said) or 0) >= MOST_SAID:
        raise Conflict("inside_said_enough")
    await _add(work, row, Kind.TEXT, {"text": words}, actor, "case.inside_says", {"text": words})


async def plan(work: Work, inside_id: str, text: str, until: str, actor: Actor) -> None:
    """Say what will be done until when: once, within the days that a plan may take."""
    row = await firm_cases.find(work, inside_id, actor, lock=True)
    if row.planned or row.fixed_on is not None or firm_cases.today(work) > row.due_on:
        raise Conflict("inside_no_plan")
    words, day = _words(text), _day(until)
    case = await work.session.get_one(Case, row.case_number)
    _, key = await firm_cases.opened(work, case, actor.body_id)
    last = inside.latest_plan(row.shown_from, firm_cases.kept_of(row, key)["jurisdiction"])
    if not firm_cases.today(work) <= day <= last:
        raise Invalid("inside_plan_day", last=last.isoformat())
    row.planned, row.due_on = True, day
    if row.way == inside.Way.FIRST:
        await arm(work, row)
    said = {"text": words, "until": row.due_on.isoformat()}
    await _add(work, row, Kind.PLAN, said, actor, "case.inside_plans", said)


async def fix(house: House, inside_id: str, text: str, uploads: list[Upload], actor: Actor) -> None:
    """Say that it is mended, with photos of it; the reporter may deny it for some days."""
    async with house.view() as work:
        row = await firm_cases.find(work, inside_id, actor)
        case = await work.session.get_one(Case, row.case_number)
        _, key = await firm_cases.opened(work, case, actor.body_id)
    words = _words(text)
    files = await sent_files.take_in_photos(house, key, uploads)
    try:
        async with house.work() as work:
            await _fixed(work, inside_id, words, files, actor)
    except BaseException:
        for one in files:
            house.media.delete(one.id)
        raise


async def _fixed(work: Work, inside_id: str, words: str, files: list[Stored], actor: Actor) -> None:
    row = await firm_cases.find(work, inside_id, actor, lock=True)
    if row.fixed_on is not None:
        raise Conflict("inside_fixed_already")
    case = await work.session.get_one(Case, row.case_number)
    row.fixed_on = firm_cases.today(work)
    number = {"case": row.case_number}
    over = inside.answer_until(row.fixed_on)
    await jobs.enqueue(work, SETTLE, number, run_at=over, dedupe_key=f"{SETTLE}/{row.case_number}")
    said = {"text": words, "files": [asdict(one) for one in files]}
    told = {"text": words, "until": day_in_shanghai(over - dt.timedelta(seconds=1))}
    await _add(work, row, Kind.FIXED, said, actor, "case.inside_fixed", told)
    if files:
        await sent_files.attach(work, await history.first_report(work, case), files)


async def pay(work: Work, inside_id: str, yuan: str, actor: Actor) -> None:
    """Say what the firm pays the reporter by its own rules."""
    row = await firm_cases.find(work, inside_id, actor, lock=True)
    given = yuan.strip().replace(",", "")
    # Looked at as it will be stored; thousands of digits are no number to compute with.
    fits = given.isascii() and given.isdigit() and len(given) <= len(str(MOST_PAID))
    if not (fits and 0 < int(given) <= MOST_PAID):
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
        day=inside.day_of_line(work.now, from_reporter=from_reporter),
        from_reporter=from_reporter,
        shown_from=inside.line_shown_from(work.now, from_reporter=from_reporter),
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
    # At a moment that the firm can't foresee: it may be watching whose phone rings.
    at = inside.rings_at(work.now)
    await notifications.tell_reporters(
        work, case, notice, params, choices=("status.open",), run_at=at
    )
    # By its inside name: the chain of the firm must not know the number of the case.
    await audit.record(work, actor.id, f"firm_{kind}", row.name, chain=actor.body_id)


def _words(text: str) -> str:
    words = redact(text.strip())
    if links(words):
        # Whoever opens it shows their address to whose page it is.
        raise Invalid("inside_no_links", field="text")
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
