"""The talk between a reporter and the body, neither knowing more of the other than they say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from backend.db.models import Attachment, Case, Message, Report, random_id
from backend.domain.deadlines import day_of
from backend.domain.receipts import hide_receipts
from backend.house import Work
from backend.media import Stored
from backend.services import bodies, history
from backend.vault import open_sealed, seal

PLACE = ("messages", "text")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dialogue, opened."""

    seq: int
    at: datetime
    from_reporter: bool
    body_id: str
    text: str
    read_on: date | None
    """The day the other side opened it."""
    files: tuple[Stored, ...] = ()


async def add_from_body(work: Work, case: Case, text: str, body_id: str) -> None:
    """A line from the body to the reporter of the case's first report."""
    report = await history.first_report(work, case)
    await _add(work, report, text, from_reporter=False, body_id=body_id)
    if not bodies.is_firm(body_id):
        # A firm's word answers nothing that was said to the body.
        case.unanswered = False


async def add_from_reporter(work: Work, report: Report, text: str) -> None:
    """A line from the reporter; a receipt inside it is hidden."""
    await mark_read(work, report.id, from_reporter=False)
    await _add(work, report, hide_receipts(text), from_reporter=True, body_id="")
    case = await work.session.get_one(Case, report.case_number)
    case.unanswered, case.updated_at = True, work.now


async def _add(work: Work, report: Report, text: str, *, from_reporter: bool, body_id: str) -> None:
    key = await bodies.data_key(work, report.id)
    last = await work.session.scalar(
        select(func.max(Message.seq)).where(Message.report_id == report.id)
    )
    line = Message(
        id=random_id(),
        report_id=report.id,
        seq=(last or 0) + 1,
        at=work.now,
        from_reporter=from_reporter,
        body_id=body_id,
    )
    line.text = seal(key, text.encode(), PLACE[0], line.id, PLACE[1])
    work.session.add(line)
    await work.session.flush()


async def read(work: Work, report: Report, key: bytes) -> list[Line]:
    """All lines of a report's dialogue, oldest first."""
    rows = await work.session.scalars(
        select(Message).where(Message.report_id == report.id).order_by(Message.seq)
    )
    files = await files_by_line(work, report.id, key)
    return [
        Line(
            row.seq,
            row.at,
            row.from_reporter,
            row.body_id,
            open_sealed(key, row.text, PLACE[0], row.id, PLACE[1]).decode(),
            row.read_on,
            files.get(row.id, ()),
        )
        for row in rows
    ]


async def files_by_line(work: Work, report_id: str, key: bytes) -> dict[str, tuple[Stored, ...]]:
    """The files of a report's dialogue, by the id of the message they go with."""
    rows = await work.session.scalars(
        select(Attachment)
        .where(Attachment.report_id == report_id, Attachment.message_id.is_not(None))
        .order_by(Attachment.seq)
    )
    found: dict[str, tuple[Stored, ...]] = {}
    for row in rows:
        stored = Stored.load(open_sealed(key, row.meta, "attachments", row.id, "meta"))
        found[str(row.message_id)] = (*found.get(str(row.message_id), ()), stored)
    return found


async def mark_read(work: Work, report_id: str, *, from_reporter: bool) -> None:
    """One side has opened the dialogue: what the other wrote is read from this day on."""
    await work.session.execute(
        update(Message)
        .where(
            Message.report_id == report_id,
            Message.from_reporter == from_reporter,
            Message.read_on.is_(None),
        )
        .values(read_on=day_of(work.now))
    )


def unread(lines: Iterable[Line], *, from_reporter: bool) -> bool:
    """Whether one side wrote something that the other hasn't opened yet."""
    return any(one.from_reporter == from_reporter and one.read_on is None for one in lines)
