"""What a reporter sees with the receipt: status, steps, dialogue and reward, never a person."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, CaseEvent, Link, Report, Reward
from backend.domain.cases import Event, Status
from backend.domain.errors import NotFound
from backend.domain.fields import EventFields
from backend.domain.receipts import parse_receipt
from backend.house import Work
from backend.services import bodies, dialogue, history
from backend.services.cases import Actor, carry_out
from backend.services.reports import receipt_hash
from backend.vault import KeyMissing


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    at: dt.datetime
    event: str
    status: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReporterView:
    """All that the holder of a receipt sees."""

    report_id: str
    case_number: str
    status: Status
    body: str
    desk: str
    due_at: dt.datetime | None
    paused: bool
    outcome: str | None
    steps: tuple[Step, ...]
    lines: tuple[dialogue.Line, ...]
    reward: Reward | None
    linked: bool
    erased: bool

    @property
    def closed(self) -> bool:
        """Whether the case has come to its end."""
        return self.status in (Status.CLOSED, Status.DECLINED, Status.HANDED_OVER)


async def report_by_receipt(work: Work, receipt: str) -> Report:
    """The report of a receipt; raises NotFound ``receipt_unknown``."""
    digits = parse_receipt(receipt)
    if digits is not None:
        found = await work.session.scalar(
            select(Report).where(Report.receipt_hash == receipt_hash(work, digits))
        )
        if found is not None:
            return found
    raise NotFound("receipt_unknown")


async def reports_of(work: Work, account_id: int) -> list[Report]:
    """The reports an account is linked to, newest first."""
    rows = await work.session.scalars(
        select(Report)
        .join(Link, Link.report_id == Report.id)
        .where(Link.account_id == account_id)
        .order_by(Report.submitted_at.desc())
    )
    return list(rows)


async def reporter_view(work: Work, report: Report, locale: str) -> ReporterView:
    """What the reporter of ``report`` may know, bodies named in ``locale``."""
    case = await work.session.get_one(Case, report.case_number)
    try:
        key = await bodies.data_key(work, report.id)
    except KeyMissing:
        key = None
    rows = await work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_number == case.number).order_by(CaseEvent.seq)
    )
    steps = [_step(row, key, locale) for row in rows]
    lines = await dialogue.read(work, report, key) if key else []
    reward = await work.session.get(Reward, case.number)
    linked = await work.session.scalar(select(Link).where(Link.report_id == report.id).limit(1))
    return ReporterView(
        report_id=report.id,
        case_number=case.number,
        status=Status(case.status),
        body=bodies.name_of(case.body_id, locale),
        desk=bodies.name_of(case.holder_id, locale),
        due_at=case.due_at,
        paused=case.paused_at is not None,
        outcome=case.outcome,
        steps=tuple(steps),
        lines=tuple(lines),
        reward=reward if reward and reward.report_id == report.id else None,
        linked=linked is not None,
        erased=key is None,
    )


def _step(row: CaseEvent, key: bytes | None, locale: str) -> Step:
    texts = history.read_texts(key, row) if key else {}
    return Step(
        row.at,
        row.event,
        row.to_status,
        bodies.name_of(str(row.facts.get("to_body") or row.body_id), locale),
        str(texts.get("reason", "")),
    )


async def say_to_body(work: Work, report: Report, text: str) -> Case:
    """A reporter's message on their report; answers an open question and starts its clock again."""
    case = await work.session.get_one(Case, report.case_number)
    await dialogue.add_from_reporter(work, report, text)
    if case.status == Status.WAITING:
        from backend.domain.cases import BY_EVENT, Role

        reporter = Actor("reporter", case.holder_id, frozenset({Role.REPORTER}))
        await carry_out(work, case, BY_EVENT[Event.ANSWER], EventFields(), reporter)
    else:
        from backend.services.notifications import tell_bodies

        await tell_bodies(work, case, "reporter_message")
    return case
