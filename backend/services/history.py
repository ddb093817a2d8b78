"""The history of a case: each step with its words sealed."""

import json
from typing import Any

from sqlalchemy import func, select

from backend.db.models import Case, CaseEvent, Report
from backend.domain.cases import Event
from backend.domain.fields import EventFields
from backend.house import Work
from backend.services import bodies
from backend.vault import open_sealed, seal


async def write(
    work: Work,
    case: Case,
    event: Event,
    facts: dict[str, Any],
    fields: EventFields,
    actor_id: str,
    body_id: str,
) -> None:
    """Append one step; ``facts`` lie in the clear, the words of ``fields`` are sealed."""
    last = await work.session.scalar(
        select(func.max(CaseEvent.seq)).where(CaseEvent.case_number == case.number)
    )
    entry = CaseEvent(
        case_number=case.number,
        seq=(last or 0) + 1,
        at=work.now,
        event=event.value,
        actor=actor_id,
        body_id=body_id,
        to_status=case.status,
        facts=facts,
    )
    words: dict[str, Any] = {
        "reason": fields.reason,
        "how": fields.how,
        "other_number": fields.other_number,
        "voucher": fields.voucher,
        "officers": list(fields.officers) if fields.officers else None,
    }
    words = {name: value for name, value in words.items() if value}
    if words:
        key = await case_key(work, case)
        raw = json.dumps(words, ensure_ascii=False).encode()
        entry.texts = seal(key, raw, "case_events", f"{case.number}/{entry.seq}", "texts")
    work.session.add(entry)
    await work.session.flush()


def read_texts(key: bytes, entry: CaseEvent) -> dict[str, Any]:
    """The words of one step, opened."""
    if entry.texts is None:
        return {}
    place = ("case_events", f"{entry.case_number}/{entry.seq}", "texts")
    loaded: dict[str, Any] = json.loads(open_sealed(key, entry.texts, *place))
    return loaded


async def first_report(work: Work, case: Case) -> Report:
    """The report that made the case; the reward rules pay the first."""
    query = select(Report).where(Report.case_number == case.number)
    rows = await work.session.scalars(query.order_by(Report.submitted_at, Report.id).limit(1))
    return rows.one()


async def case_key(work: Work, case: Case) -> bytes:
    """The data key that seals the words of a case: its first report's."""
    return await bodies.data_key(work, (await first_report(work, case)).id)
