"""A custodian whose key is open, and cases whose reporters gave a name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.api import HAZARD

if TYPE_CHECKING:
    from backend.house import House

NAME, CONTACT = "举报者甲", "0877-0000000"
PASSPHRASE = "many quiet words keep it closed"


async def quick_custodian(house: "House", custodian: str = "custodian", name: str = "") -> bytes:
    """A custodian without a key file, so that no passphrase is stretched; its private key."""
    from backend.db.models import CustodianKey
    from backend.vault import new_key, public_half

    private = new_key()
    async with house.work() as work:
        row = CustodianKey(
            id=custodian, name=name, public_key=public_half(private), day=work.now.date()
        )
        work.session.add(row)
    return private


@dataclass(frozen=True, slots=True)
class Named:
    """A filed report whose reporter gave name and contact."""

    number: str
    receipt: str
    report_id: str


async def file_named(house: "House", text: str = HAZARD, name: str = NAME) -> Named:
    """File ``text`` as somebody called ``name``; there is a custodian."""
    from backend.services import drafts, identities, reports

    draft = drafts.Draft(named=True)
    draft.add_text(text)
    understood = drafts.understand(draft)
    async with house.work() as work:
        code = await identities.link_code(work, draft)
        await identities.take_in(work, code, name, CONTACT)
        filed = await reports.submit_report(work, draft, understood)
    return Named(filed.case_number, filed.receipt, filed.report_id)
