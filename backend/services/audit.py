"""Writing the audit chain."""

import json

from sqlalchemy import select, text

from backend.db.models import AuditEntry
from backend.domain.audit import GENESIS, Entry, broken_at
from backend.house import Work

DETAIL_LIMIT = 400


async def record(work: Work, actor: str, action: str, subject: str, **facts: object) -> None:
    """Append one act to the chain, in the transaction of the act itself.

    ``facts`` are codes, numbers and ids; never a text of a report.
    """
    session = work.session
    if session.get_bind().dialect.name == "postgresql":
        # One writer at a time: a chain has one end.
        await session.execute(text("SELECT pg_advisory_xact_lock(727451)"))
    last = await session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    detail = json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""
    entry = Entry(
        last.seq + 1 if last else 1,
        work.now.isoformat(timespec="seconds"),
        actor,
        action,
        subject,
        detail[:DETAIL_LIMIT],
        last.hash if last else GENESIS,
    )
    session.add(
        AuditEntry(
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            previous=entry.previous,
            hash=entry.digest(),
        )
    )
    await session.flush()


async def first_broken(work: Work) -> int | None:
    """The number of the first entry that was tampered with, or None when the chain is whole."""
    rows = await work.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    return broken_at(
        (Entry(r.seq, r.at, r.actor, r.action, r.subject, r.detail, r.previous), r.hash)
        for r in rows
    )
