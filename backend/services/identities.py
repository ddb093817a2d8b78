"""The identity vault: a named reporter's name and contact, which only a custodian can open."""

import datetime as dt
import json

from sqlalchemy import select

from backend.db.models import Identity, OneTimeCode, Report
from backend.domain.deadlines import day_of
from backend.domain.errors import Invalid, NotFound
from backend.house import Work
from backend.services import access_codes, custodians
from backend.services.drafts import Draft
from backend.vault import new_key, open_sealed, seal


def draft_hash(work: Work, draft: Draft) -> str:
    """What joins an identity to the report of the same draft; nothing else does."""
    return work.vault.lookup("draft", draft.id)


async def takes_names(work: Work) -> bool:
    """Whether named reports can be taken here: there is a custodian."""
    return bool(await custodians.known(work))


async def link_code(work: Work, draft: Draft) -> str:
    """A one-time code for the page that takes name and contact for this draft."""
    return await access_codes.new_code(work, "identity", draft_hash(work, draft))


async def code_is_open(work: Work, code: str) -> bool:
    """Whether the page of this code may still be shown."""
    row = await work.session.get(OneTimeCode, access_codes.code_hash(work, "identity", code))
    return row is not None and row.until >= work.now


async def take_in(work: Work, code: str, name: str, contact: str) -> None:
    """Seal name and contact to all custodians; spends the code.

    Raises NotFound for a wrong or old code, Invalid for empty or overlong fields.
    """
    fields = {"name": name.strip(), "contact": contact.strip()}
    for field, value in fields.items():
        if not value:
            raise Invalid("field_missing", field=field)
        if len(value) > 100:
            raise Invalid("field_too_long", field=field, limit=100)
    await custodians.hold(work)
    if not await takes_names(work):
        raise NotFound("code_unknown")
    found = await access_codes.use_code(work, "identity", code)
    key, words = new_key(), json.dumps(fields, ensure_ascii=False).encode()
    sealed = seal(key, words, *custodians.place_of(found))
    day = day_of(work.now)
    await work.session.merge(Identity(draft_hash=found, sealed=sealed, day=day))
    await work.session.flush()
    await custodians.wrap_for_all(work, found, key)


async def opened(work: Work, found: str, key: bytes) -> dict[str, str]:
    """Name and contact of the identity of a draft hash, opened with its own key.

    The caller has checked who looks and left an entry. Raises NotFound when it is gone, VaultError
    when the key is another's.
    """
    row = await work.session.get(Identity, found)
    if row is None:
        raise NotFound("identity_not_found")
    fields: dict[str, str] = json.loads(open_sealed(key, row.sealed, *custodians.place_of(found)))
    return fields


async def is_given(work: Work, draft: Draft) -> bool:
    """Whether name and contact of this draft have arrived."""
    return await work.session.get(Identity, draft_hash(work, draft)) is not None


async def is_named(work: Work, report: Report) -> bool:
    """Whether the reporter of this report gave a name."""
    return await work.session.get(Identity, report.draft_hash) is not None


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
