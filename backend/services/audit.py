"""Writing the audit chains: each body's acts in its own."""

import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select, text

from backend.db.models import ApiToken, AuditEntry, Staff
from backend.db.session import before_commit
from backend.domain.audit import INSTALLATION, Entry, Head
from backend.house import Work

_WAITING = "audit"
DETAIL_LIMIT = 4_000


@dataclass(frozen=True, slots=True)
class _Act:
    """An entry that hasn't its place in a chain yet."""

    chain: str
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: str
    words: str


async def record(
    work: Work,
    actor: str,
    action: str,
    subject: str,
    *,
    chain: str = "",
    words: str = "",
    **facts: object,
) -> None:
    """Put one act on record, in the transaction of the act itself.

    ``chain`` is the body that acts; the actor's own if it isn't said. ``words`` is the salted
    hash of words that lie sealed elsewhere. ``facts`` are codes, numbers and ids; never a text
    of a report. Raises ValueError for more than an entry holds: that is no code.
    """
    detail = json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""
    if len(detail) > DETAIL_LIMIT:
        raise ValueError(f"{action}: too much for an audit entry")
    session = work.session
    if _WAITING not in session.info:
        session.info[_WAITING] = []
        before_commit(session, lambda: _append(work))
    chain = chain or await _body_of(work, actor)
    session.info[_WAITING].append(_Act(chain, work.now, actor, action, subject, detail, words))


async def _body_of(work: Work, actor: str) -> str:
    kind, _, key = actor.partition(":")
    row: Staff | ApiToken | None = None
    if kind == "staff":
        row = await work.session.get(Staff, key)
    elif kind == "token":
        row = await work.session.get(ApiToken, key)
    return row.body_id if row is not None else INSTALLATION


async def _append(work: Work) -> None:
    """Give all acts of the transaction their places, at its end.

    A chain has one end and one writer at a time: whoever holds one asks for nothing else any
    more, and takes several in one order, so that no two wait for each other.
    """
    acts: list[_Act] = work.session.info.pop(_WAITING)
    for chain in sorted({act.chain for act in acts}, key=_lock_of):
        head = await _end_of(work, chain)
        for act in acts:
            if act.chain == chain:
                head = _add(work, act, head)
    await work.session.flush()


def _lock_of(chain: str) -> int:
    return int.from_bytes(hashlib.blake2b(chain.encode(), digest_size=8).digest(), signed=True)


async def _end_of(work: Work, chain: str) -> Head:
    session = work.session
    if session.get_bind().dialect.name == "postgresql":
        key = {"key": _lock_of(chain)}
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), key)
    query = select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.chain == chain)
    last = (await session.execute(query.order_by(AuditEntry.seq.desc()).limit(1))).first()
    return Head(*last) if last else Head()


def _add(work: Work, act: _Act, head: Head) -> Head:
    entry = Entry(
        act.chain,
        head.seq + 1,
        act.at.isoformat(timespec="seconds"),
        act.actor,
        act.action,
        act.subject,
        act.detail,
        act.words,
        head.hash,
    )
    digest = entry.digest()
    work.session.add(
        AuditEntry(
            chain=entry.chain,
            seq=entry.seq,
            form=entry.form,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            words=entry.words,
            previous=entry.previous,
            hash=digest,
        )
    )
    return Head(entry.seq, digest)


READ_AT_ONCE = 2_000
"""Entries; a million in one answer would fill the memory."""
_COLUMNS = (
    AuditEntry.chain, AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.action,
    AuditEntry.subject, AuditEntry.detail, AuditEntry.words, AuditEntry.previous, AuditEntry.form,
    AuditEntry.hash,
)  # fmt: skip


async def entries(
    work: Work, chain: str | None = None, after: dict[str, Head] | None = None
) -> AsyncIterator[tuple[Entry, str]]:
    """All entries with their hashes, chain by chain, in order: of one chain, or of all of them.

    ``after`` leaves out what lies before a head, by chain.
    """
    chains = [chain] if chain is not None else await chains_of(work)
    for name in chains:
        start = (after or {}).get(name, Head()).seq
        query = select(*_COLUMNS).where(AuditEntry.chain == name, AuditEntry.seq > start)
        rows = await work.session.stream(
            query.order_by(AuditEntry.seq), execution_options={"yield_per": READ_AT_ONCE}
        )
        async for part in rows.partitions():
            for *fields, digest in part:
                yield Entry(*fields), digest


async def chains_of(work: Work) -> list[str]:
    """The names of all chains, sorted."""
    names = await work.session.scalars(select(AuditEntry.chain).distinct())
    return sorted(names)
