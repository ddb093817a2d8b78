"""The talk between a reporter and the body, neither knowing more of the other than they say."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.db.models import Case, Message, Report, random_id
from backend.domain.receipts import hide_receipts
from backend.house import Work
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


async def add_from_body(work: Work, case: Case, text: str, body_id: str) -> None:
    """A line from the body to the reporter of the case's first report."""
    report = await history.first_report(work, case)
    await _add(work, report, text, from_reporter=False, body_id=body_id)


async def add_from_reporter(work: Work, report: Report, text: str) -> None:
    """A line from the reporter; a receipt inside it is hidden."""
    await _add(work, report, hide_receipts(text), from_reporter=True, body_id="")


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
    return [
        Line(
            row.seq,
            row.at,
            row.from_reporter,
            row.body_id,
            open_sealed(key, row.text, PLACE[0], row.id, PLACE[1]).decode(),
        )
        for row in rows
    ]
