"""What time erases: old drafts' files, unconfirmed receipts, spent codes, old answers."""

import datetime as dt
import logging

from sqlalchemy import delete, select, update

from backend.db.models import (
    ApiAnswer,
    Attachment,
    ConversationState,
    Evidence,
    InboxMark,
    Job,
    OneTimeCode,
    StaffSession,
    WebReply,
)
from backend.domain.deadlines import day_of
from backend.house import House
from backend.services import (
    accounts,
    audit_heads,
    bulletins,
    claim_windows,
    clocks,
    digests,
    identities,
    looks,
    retention,
    traces,
    webhook_log,
)
from backend.services.staff import SESSION_HOURS

log = logging.getLogger(__name__)


async def run(house: House) -> None:
    """Erase what is over; days are counted in Asia/Shanghai, since rows carry no finer time."""
    settings = house.settings
    async with house.work() as work:
        today = day_of(work.now)
        drafts_before = today - dt.timedelta(days=settings.draft_days)
        # A row knows its day only: the hours are surely over when that many whole days are.
        receipt_days = -(-settings.receipt_hours // 24)
        receipts_before = today - dt.timedelta(days=receipt_days)
        session = work.session
        await session.execute(
            update(WebReply)
            .where(WebReply.day < receipts_before, WebReply.receipt.is_not(None))
            .values(receipt=None)
        )
        await session.execute(
            delete(ConversationState).where(ConversationState.day < drafts_before)
        )
        await session.execute(delete(InboxMark).where(InboxMark.day < receipts_before))
        await session.execute(delete(OneTimeCode).where(OneTimeCode.until < work.now))
        await session.execute(delete(ApiAnswer).where(ApiAnswer.until < work.now))
        old = work.now - dt.timedelta(hours=SESSION_HOURS)
        await session.execute(delete(StaffSession).where(StaffSession.created_at < old))
        await identities.forget_unused(work, drafts_before)
        await looks.forget_over(work)
        await webhook_log.forget_old(work)
        await accounts.forget_idle(work, drafts_before)
        # An answer nobody could be told holds a receipt: it goes when a shown one would.
        too_late = work.now - dt.timedelta(hours=settings.receipt_hours)
        await session.execute(
            delete(Job).where(
                Job.state == "parked", Job.account_id.is_not(None), Job.run_at < too_late
            )
        )
    await clocks.arm_waiting(house)
    await digests.arm(house)
    await claim_windows.announce_late(house)
    await retention.run(house)
    await bulletins.publish(house)
    await audit_heads.sign_day(house)
    await traces.wipe(house)
    await _drop_orphans(house, settings.draft_days)


async def _drop_orphans(house: House, days: int) -> None:
    """Files of drafts that were never submitted: on disk for long, and in no row."""
    limit = house.clock().timestamp() - days * 86_400
    old = house.media.ids_older_than(limit)
    for start in range(0, len(old), 200):
        batch = old[start : start + 200]
        async with house.view() as view:
            sent = select(Attachment.id).where(Attachment.id.in_(batch))
            taken = select(Evidence.id).where(Evidence.id.in_(batch))
            kept = set(await view.session.scalars(sent.union_all(taken)))
        for file_id in set(batch) - kept:
            house.media.delete(file_id)
    if old:
        log.info("looked at %s old files", len(old))
