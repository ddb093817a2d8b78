"""The identity vault: a named reporter's name and contact, which only the custodian can open."""

import asyncio
import datetime as dt
import json

from sqlalchemy import select

from backend.db.models import Identity, Meta, OneTimeCode, Report
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House, Work
from backend.services import access_codes, audit
from backend.services.drafts import Draft
from backend.vault import KeyMissing, new_key, public_half, unwrap, wrap
from nlp.redact import redact

CUSTODIAN = "custodian"
"""The name of the custodian's key file, always closed with a passphrase."""
_PUBLIC = "custodian_public_key"
MIN_PASSPHRASE = 12
MIN_REASON = 4


def draft_hash(work: Work, draft: Draft) -> str:
    """What joins an identity to the report of the same draft; nothing else does."""
    return work.vault.lookup("draft", draft.id)


async def make_custodian_key(work: Work, passphrase: str) -> None:
    """Make the custodian's key pair; raises Conflict when there is one, Invalid when too short."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid("weak_password", limit=MIN_PASSPHRASE)
    if await public_key(work) is not None or work.vault.folder.has(CUSTODIAN):
        raise Conflict("custodian_exists")
    private = new_key()
    work.vault.folder.create(CUSTODIAN, private, passphrase)
    work.session.add(Meta(name=_PUBLIC, value=public_half(private).hex()))
    await audit.record(work, "system", "custodian_key", CUSTODIAN)


async def public_key(work: Work) -> bytes | None:
    """The custodian's public key; None means that named reports can't be taken here yet."""
    row = await work.session.get(Meta, _PUBLIC)
    return bytes.fromhex(row.value) if row else None


async def link_code(work: Work, draft: Draft) -> str:
    """A one-time code for the page that takes name and contact for this draft."""
    return await access_codes.new_code(work, "identity", draft_hash(work, draft))


async def code_is_open(work: Work, code: str) -> bool:
    """Whether the page of this code may still be shown."""
    row = await work.session.get(OneTimeCode, access_codes.code_hash(work, "identity", code))
    return row is not None and row.until >= work.now


async def take_in(work: Work, code: str, name: str, contact: str) -> None:
    """Seal name and contact to the custodian; spends the code.

    Raises NotFound for a wrong or old code, Invalid for empty or overlong fields.
    """
    fields = {"name": name.strip(), "contact": contact.strip()}
    for field, value in fields.items():
        if not value:
            raise Invalid("field_missing", field=field)
        if len(value) > 100:
            raise Invalid("field_too_long", field=field, limit=100)
    key = await public_key(work)
    if key is None:
        raise NotFound("code_unknown")
    found = await access_codes.use_code(work, "identity", code)
    sealed = wrap(key, json.dumps(fields, ensure_ascii=False).encode())
    day = work.now.astimezone(SHANGHAI).date()
    await work.session.merge(Identity(draft_hash=found, sealed=sealed, day=day))


async def is_given(work: Work, draft: Draft) -> bool:
    """Whether name and contact of this draft have arrived."""
    return await work.session.get(Identity, draft_hash(work, draft)) is not None


async def is_named(work: Work, report: Report) -> bool:
    """Whether the reporter of this report gave a name."""
    return await work.session.get(Identity, report.draft_hash) is not None


async def custodian_key(house: House, passphrase: str) -> bytes:
    """The custodian's private key; a second of work by design, so off the loop.

    Raises NotAllowed for a wrong passphrase.
    """
    try:
        return await asyncio.to_thread(house.vault.folder.read, CUSTODIAN, passphrase)
    except KeyMissing:
        raise NotAllowed("wrong_passphrase") from None


async def reveal(
    work: Work, report_id: str, reason: str, private: bytes, actor: str
) -> dict[str, str]:
    """Name and contact, opened with the custodian's key; the look is in the audit chain.

    Raises Invalid without a reason, NotFound when nameless. The entry is part of the transaction:
    no look without a trace.
    """
    if len(reason.strip()) < MIN_REASON:
        raise Invalid("field_missing", field="reason")
    report = await work.session.get(Report, report_id)
    row = await work.session.get(Identity, report.draft_hash) if report else None
    if report is None or row is None:
        raise NotFound("identity_not_found")
    fields: dict[str, str] = json.loads(unwrap(private, row.sealed))
    told = redact(_without(reason, fields)).strip()[:200]
    await audit.record(work, actor, "reveal_identity", report.case_number, reason=told)
    return fields


def _without(reason: str, fields: dict[str, str]) -> str:
    # The entry lies in the clear for ever: it says why somebody looked, never what they saw.
    for value in fields.values():
        reason = reason.replace(value, "····")
    return reason


async def forget_unused(work: Work, before_day: dt.date) -> int:
    """Erase identities whose draft was never submitted, older than ``before_day``."""
    rows = await work.session.scalars(
        select(Identity).where(
            Identity.day < before_day,
            ~select(Report.id).where(Report.draft_hash == Identity.draft_hash).exists(),
        )
    )
    erased = list(rows)
    for row in erased:
        await work.session.delete(row)
    return len(erased)
