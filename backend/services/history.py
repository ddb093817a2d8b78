"""The history of a case: each step with its words sealed."""

import json
import secrets
from typing import Any

from sqlalchemy import func, select

from backend.db.models import Case, CaseEvent, Report
from backend.domain.audit import words_hash
from backend.domain.cases import Event
from backend.domain.fields import EventFields
from backend.house import Work
from backend.services import bodies
from backend.vault import open_sealed, seal

_SALT = "salt"


async def write(
    work: Work,
    case: Case,
    event: Event,
    facts: dict[str, Any],
    fields: EventFields,
    actor_id: str,
    body_id: str,
) -> tuple[int, str]:
    """Append one step; ``facts`` lie in the clear, the words of ``fields`` are sealed.

    Returns its number and the salted hash of its words, which the audit entry holds.
    """
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
    digest = ""
    if words:
        key = await case_key(work, case)
        salt = secrets.token_hex(16)
        digest = words_hash(salt, _canonical(words))
        raw = json.dumps({_SALT: salt, **words}, ensure_ascii=False).encode()
        entry.texts = seal(key, raw, "case_events", f"{case.number}/{entry.seq}", "texts")
    work.session.add(entry)
    await work.session.flush()
    return entry.seq, digest


def read_texts(key: bytes, entry: CaseEvent) -> dict[str, Any]:
    """The words of one step, opened."""
    return _open(key, entry)[0]


def digest_of(key: bytes, entry: CaseEvent) -> str | None:
    """The salted hash of the words of one step; None for words from before there was a salt."""
    words, salt = _open(key, entry)
    if not words:
        return ""
    return words_hash(salt, _canonical(words)) if salt else None


def _open(key: bytes, entry: CaseEvent) -> tuple[dict[str, Any], str]:
    if entry.texts is None:
        return {}, ""
    place = ("case_events", f"{entry.case_number}/{entry.seq}", "texts")
    loaded: dict[str, Any] = json.loads(open_sealed(key, entry.texts, *place))
    return loaded, str(loaded.pop(_SALT, ""))


def _canonical(words: dict[str, Any]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


async def first_report(work: Work, case: Case) -> Report:
    """The report that made the case; the reward rules pay the first."""
    query = select(Report).where(Report.case_number == case.number)
    rows = await work.session.scalars(query.order_by(Report.submitted_at, Report.id).limit(1))
    return rows.one()


async def case_key(work: Work, case: Case) -> bytes:
    """The data key that seals the words of a case: its first report's."""
    return await bodies.data_key(work, (await first_report(work, case)).id)
