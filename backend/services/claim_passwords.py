"""The claim password: a second secret that the reporter chose, without which a receipt pays nobody.

It is set with the report, or later from a chat that is still linked. A new one in an old one's
place waits some days and is told to every linked chat: who took a telephone takes no reward.
"""

import datetime as dt
import unicodedata

from sqlalchemy import select

from backend.db.models import Case, ClaimPassword, Link, Report
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import Invalid, NotAllowed
from backend.house import House, Work
from backend.services import audit, notifications
from backend.services.slow_hashes import fits, hash_words

SHORTEST, LONGEST = 6, 64
CHANGE_DAYS = 7
"""Days of the calendar until a new password is in force: an internal rule, not one of law."""
FREE_TRIES = 3
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=24)


async def hash_of(typed: str) -> str:
    """The slow hash of a new password; raises Invalid ``claim_password_length``."""
    clean = _clean(typed)
    if not SHORTEST <= len(clean) <= LONGEST:
        raise Invalid("claim_password_length", least=SHORTEST, most=LONGEST)
    return await hash_words(clean)


def _clean(typed: str) -> str:
    # Full-width digits of a Chinese keyboard are the same password.
    return unicodedata.normalize("NFKC", typed).strip()


def set_at_filing(work: Work, report_id: str, hashed: str) -> None:
    """Keep the password that came with a report."""
    work.session.add(ClaimPassword(report_id=report_id, hash=hashed))


async def is_set(work: Work, report_id: str) -> bool:
    """Whether claiming this report's reward needs a password."""
    return await work.session.get(ClaimPassword, report_id) is not None


async def change(work: Work, report_id: str, hashed: str, account_id: int | None) -> str:
    """Set a password from a linked chat; returns the day it is in force from, empty for at once.

    Raises NotAllowed ``claim_password_link`` for a chat that isn't linked to the report.
    """
    await _check_link(work, report_id, account_id)
    row = await work.session.get(ClaimPassword, report_id, with_for_update=True)
    if row is None:
        set_at_filing(work, report_id, hashed)
        return ""
    _settle(work, row)
    row.next_hash, row.next_from = hashed, work.now + dt.timedelta(days=CHANGE_DAYS)
    day = day_in_shanghai(row.next_from)
    await _tell(work, report_id, "case.notice_claim_password_changing", day=day)
    return day


async def keep(work: Work, report_id: str, account_id: int | None) -> None:
    """Take a change back while it isn't in force; raises as :func:`change`."""
    await _check_link(work, report_id, account_id)
    row = await work.session.get(ClaimPassword, report_id, with_for_update=True)
    if row is not None and row.next_from is not None and row.next_from > work.now:
        row.next_hash, row.next_from = None, None
        await _tell(work, report_id, "case.notice_claim_password_kept")


async def prove(house: House, report_id: str, typed: str) -> str:
    """Check a password; returns the proof that claiming asks for.

    Wrong tries make the next ones wait longer and longer, never for good. Each try is counted
    before it is looked at: many at once are no more tries than one after the other. Raises
    NotAllowed ``claim_password_wrong`` or ``claim_password_wait``.
    """
    async with house.work() as work:
        row = await work.session.get(ClaimPassword, report_id, with_for_update=True)
        if row is None:
            return ""
        if row.wait_until is not None and row.wait_until > work.now:
            minutes = -(-(row.wait_until - work.now) // dt.timedelta(minutes=1))
            raise NotAllowed("claim_password_wait", minutes=minutes)
        _settle(work, row)
        row.tries += 1
        row.wait_until = work.now + _wait(row.tries)
        hashed = row.hash
    if not await fits(hashed, _clean(typed)[:LONGEST]):
        async with house.work() as work:
            report = await work.session.get_one(Report, report_id)
            case = await work.session.get_one(Case, report.case_number)
            chain = case.body_id
            await audit.record(work, "reporter", "claim_refused", case.number, chain=chain)
        raise NotAllowed("claim_password_wrong")
    async with house.work() as work:
        row = await work.session.get_one(ClaimPassword, report_id, with_for_update=True)
        row.tries, row.wait_until = 0, None
    return hashed


async def check_proof(work: Work, report_id: str, proof: str) -> None:
    """Raise NotAllowed ``claim_password_needed`` unless the password was shown, or none is set."""
    row = await work.session.get(ClaimPassword, report_id)
    if row is None:
        return
    _settle(work, row)
    if proof != row.hash:
        raise NotAllowed("claim_password_needed")


def _settle(work: Work, row: ClaimPassword) -> None:
    """A new password whose days are over is the password."""
    if row.next_hash is not None and row.next_from is not None and row.next_from <= work.now:
        row.hash, row.next_hash, row.next_from = row.next_hash, None, None


def _wait(tries: int) -> dt.timedelta:
    doubled = max(tries - FREE_TRIES, 0)
    return min(FIRST_WAIT * 2 ** min(doubled - 1, 12), LONGEST_WAIT) if doubled else dt.timedelta()


async def _check_link(work: Work, report_id: str, account_id: int | None) -> None:
    query = select(Link.report_id).where(Link.report_id == report_id, Link.account_id == account_id)
    if account_id is None or await work.session.scalar(query) is None:
        raise NotAllowed("claim_password_link")


async def _tell(work: Work, report_id: str, key: str, **params: str) -> None:
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number)
    choices = ("claim.password_keep",) if params else ()
    await notifications.tell_report(work, report, case, key, dict(params), choices=choices)
