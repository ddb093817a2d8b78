"""What was sent to webhooks and how it went: the last tries of each, for a month at most."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, delete, select

from backend.db.models import Job, Webhook, WebhookTry
from backend.domain.webhooks import pause_after
from backend.house import House, Work
from backend.services.webhooks import WEBHOOK

KEPT, KEPT_DAYS = 100, 30
"""Tries of one webhook that the log holds, and for how long."""
SENT, AGAIN, PARKED, DROPPED, FAILED = "sent", "again", "parked", "dropped", "failed"
"""How a try went: ``parked`` waits for a person, ``dropped`` is wanted by nobody any more,
``failed`` was a test, tried once."""


async def note(
    house: House,
    payload: Mapping[str, Any],
    attempt: int,
    went: str,
    *,
    status: int | None = None,
    fault: str | None = None,
    failures: int | None = None,
) -> None:
    """Keep how a try went; ``failures``: how many there are now in a row, if it was made at all."""
    async with house.work() as work:
        row = await work.session.get(Webhook, payload["webhook"], with_for_update=True)
        if row is None:
            return
        if failures is not None:
            # Many that fail at once, after the same count, lengthen the pause only once.
            row.failures = max(row.failures, failures) if failures else 0
            row.paused_until = work.now + pause_after(row.failures) if failures else None
        one = WebhookTry(
            webhook_id=row.id,
            delivery=payload["id"],
            at=work.now,
            event=payload["event"],
            case_number=payload["case_number"],
            attempt=attempt,
            went=went,
            status=status,
            fault=fault,
        )
        work.session.add(one)
        await work.session.flush()
        old = await work.session.scalars(_newest(row.id).offset(KEPT))
        for each in list(old):
            await work.session.delete(each)


async def newest(work: Work, webhook_id: str) -> list[WebhookTry]:
    """The log of a webhook, the newest try first."""
    return list(await work.session.scalars(_newest(webhook_id).limit(KEPT)))


async def of_delivery(work: Work, webhook_id: str, delivery: str) -> WebhookTry | None:
    """The last try of one delivery to a webhook, if there was any."""
    query = _newest(webhook_id).where(WebhookTry.delivery == delivery).limit(1)
    return (await work.session.scalars(query)).first()


async def forget_old(work: Work) -> None:
    """Erase what is older than a month, parked deliveries that nobody tried again among it."""
    before = work.now - dt.timedelta(days=KEPT_DAYS)
    parked = (Job.kind == WEBHOOK, Job.state == "parked", Job.run_at < before)
    await work.session.execute(delete(Job).where(*parked))
    await work.session.execute(delete(WebhookTry).where(WebhookTry.at < before))


def _newest(webhook_id: str) -> Select[WebhookTry]:
    return (
        select(WebhookTry)
        .where(WebhookTry.webhook_id == webhook_id)
        .order_by(WebhookTry.at.desc(), WebhookTry.attempt.desc(), WebhookTry.id)
    )
