"""The ends of the audit chains, signed once a day and carried out of reach.

Whoever may write to the database could write a chain anew from some entry on. What was published,
or taken to another machine, says where each chain stood.
"""

import asyncio
import datetime as dt
import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from backend.db.models import AuditEntry, AuditHead
from backend.db.session import insert_if_absent
from backend.domain.audit import Check, Head, statement
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid
from backend.house import House, Work
from backend.services import audit, mail
from backend.vault import signed_by

log = logging.getLogger(__name__)
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


@dataclass(frozen=True, slots=True)
class DayHead:
    """One day's statement with its signature, as it leaves the machine."""

    day: str
    statement: str
    signature: bytes

    def dump(self) -> str:
        """One line of JSON: fit for a file, a page or a letter."""
        return json.dumps({"statement": self.statement, "signature": self.signature.hex()})


def parse_head(raw: str) -> DayHead:
    """What :meth:`DayHead.dump` wrote; raises Invalid for anything else or a false signature."""
    try:
        given = json.loads(raw)
        words, signature = given["statement"], bytes.fromhex(given["signature"])
        inside = json.loads(words)
        day, key = str(inside["day"]), bytes.fromhex(inside["key"])
        right = all(isinstance(one, str) for one in inside["leaves"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid("audit_head_unreadable") from error
    if not right or len(key) != _KEY_BYTES or len(signature) != _SIGNATURE_BYTES:
        raise Invalid("audit_head_unreadable")
    if not signed_by(key, words.encode(), signature):
        raise Invalid("audit_head_signature")
    return DayHead(day, words, signature)


async def check(
    work: Work, head: DayHead | None = None, tell: Callable[[Check], None] = lambda _: None
) -> Check:
    """Follow all chains from their beginning, against a head if one is given.

    ``tell`` hears now and then how far it is.
    """
    found = Check()
    if head is not None:
        found = Check(day=head.day, leaves=set(json.loads(head.statement)["leaves"]))
    return await _follow(work, found, tell=tell)


async def check_newest(work: Work) -> Check:
    """Follow what came after the last day's heads; all before was checked when they were made."""
    row = await _last(work)
    if row is None:
        return await check(work)
    known = {chain: Head(int(end[0]), str(end[1])) for chain, end in row.heads.items()}
    found = Check(heads=dict(known), breaks=dict(row.breaks))
    for chain, head in known.items():
        entry = await work.session.get(AuditEntry, (chain, head.seq))
        if entry is None or entry.hash != head.hash:
            found.breaks.setdefault(chain, head.seq)
    return await _follow(work, found, known)


async def _follow(
    work: Work,
    check: Check,
    after: dict[str, Head] | None = None,
    tell: Callable[[Check], None] = lambda _: None,
) -> Check:
    seen = 0
    async for entry, digest in audit.entries(work, after=after):
        check.take(entry, digest)
        seen += 1
        if seen % audit.READ_AT_ONCE == 0:
            # Others of this process are served in between.
            await asyncio.sleep(0)
            tell(check)
    return check


async def sign_day(house: House) -> DayHead | None:
    """Sign the heads once a day, after midnight for the day before; None when that was done.

    Of several processes one writes the row; all give its file to the folder.
    """
    folder = house.settings.audit_heads
    async with house.view() as view:
        day = (view.now.astimezone(SHANGHAI).date() - dt.timedelta(days=1)).isoformat()
        if await view.session.get(AuditHead, day) is not None:
            return None
        found = await check(view)
    key = house.vault.signing_key().hex()
    words = statement(day, found.heads, key)
    for chain, seq in found.breaks.items():
        log.error("the audit chain of %s is broken at entry %s", chain, seq)
    signature = house.vault.sign(words.encode())
    values = {
        "day": day,
        "heads": {chain: [head.seq, head.hash] for chain, head in found.heads.items()},
        "statement": words.encode(),
        "signature": signature,
        "breaks": found.breaks,
    }
    async with house.work() as work:
        insert = insert_if_absent(work.session, AuditHead, values).returning(AuditHead.day)
        if await work.session.scalar(insert) is not None:
            # With the row itself: of several processes one sends it, and once.
            await mail.tell_heads(work, day, DayHead(day, words, signature).dump())
    async with house.view() as view:
        row = await view.session.get_one(AuditHead, day)
    made = DayHead(row.day, row.statement.decode(), row.signature)
    if folder is not None:
        await asyncio.to_thread(_put, folder, made)
    return made


async def heads(work: Work, most: int | None = None) -> list[DayHead]:
    """The days' heads, the newest first."""
    rows = await work.session.scalars(select(AuditHead).order_by(AuditHead.day.desc()).limit(most))
    return [DayHead(row.day, row.statement.decode(), row.signature) for row in rows]


async def _last(work: Work) -> AuditHead | None:
    query = select(AuditHead).order_by(AuditHead.day.desc()).limit(1)
    found: AuditHead | None = await work.session.scalar(query)
    return found


def _put(folder: Path, head: DayHead) -> None:
    """Write a head's file, whole or not at all; one that is there stays as it is."""
    path = folder / f"{head.day}.json"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{head.day}.{secrets.token_hex(6)}"
    part.write_text(head.dump() + "\n", "utf-8")
    part.replace(path)


def fingerprint(key: bytes) -> str:
    """A key in few enough digits to be read out over the telephone."""
    digits = hashlib.sha256(key).hexdigest()[:24]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
