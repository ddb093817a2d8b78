"""Webhooks of bodies: set by administrators, told the plain facts of each step, logged for a month.

A delivery holds what mail to a body may hold: a number and where the case stands, never a word, a
place or an enterprise, and nothing of a reporter. Order isn't promised; ``version`` tells which of
two is newer.
"""

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from backend.db.models import Case, Webhook, WebhookTry, random_id
from backend.domain.errors import Invalid, NotFound
from backend.domain.webhooks import (
    SUBMIT,
    TEST,
    Address,
    checked_address,
    group_of,
    parse_groups,
)
from backend.house import House, Work
from backend.services import audit, bodies, desks, jobs

WEBHOOK = "webhook"
"""The kind of job that sends one delivery; payload: webhook, id, event, case_number, at, left, and
body, the very text that is sent at every try."""
MOST = 5
"""Webhooks of one body."""
MOST_NAME = 40
PROBE = dt.timedelta(seconds=30)
"""How long one try of a receiver that failed keeps all others off."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery that is to be sent, opened."""

    webhook_id: str
    id: str
    event: str
    case_number: str | None
    at: dt.datetime
    address: Address
    secret: str
    body: bytes
    failures: int
    """Tries in a row that failed before."""

    @property
    def test(self) -> bool:
        """Whether an administrator waits for how it goes."""
        return self.event == TEST


async def add(
    work: Work, body_id: str, name: str, address: str, groups: Iterable[str], actor: str
) -> tuple[Webhook, str]:
    """Set another webhook of a body; returns it and its secret, which nobody is shown again.

    Raises Invalid for what can't be one.
    """
    await bodies.ensure_desk(work, body_id)
    checked = checked_address(address, work.house.settings.webhooks.allowed)
    chosen, name = parse_groups(groups), _checked_name(name)
    count = select(func.count()).where(Webhook.body_id == body_id)
    if (await work.session.scalar(count) or 0) >= MOST:
        raise Invalid("webhook_too_many", most=MOST)
    row = Webhook(id=random_id(), body_id=body_id, name=name, event_groups=list(chosen))
    row.address = _seal(work, row.id, "address", checked.url)
    secret = _fresh_secret(work, row)
    work.session.add(row)
    await audit.record(
        work, actor, "set_webhook", body_id, webhook=row.id, groups=[each.value for each in chosen]
    )
    return row, secret


async def change(
    work: Work,
    body_id: str,
    webhook_id: str,
    actor: str,
    *,
    groups: Iterable[str],
    active: bool,
    address: str = "",
) -> None:
    """Other events, on or off, another address unless it is empty; raises NotFound, Invalid."""
    row = await of_body(work, body_id, webhook_id)
    chosen = parse_groups(groups)
    if address.strip():
        checked = checked_address(address, work.house.settings.webhooks.allowed)
        row.address = _seal(work, row.id, "address", checked.url)
    row.event_groups, row.active = list(chosen), active
    row.failures, row.paused_until = 0, None
    moved = bool(address.strip())
    await audit.record(
        work,
        actor,
        "change_webhook",
        body_id,
        webhook=row.id,
        groups=[each.value for each in chosen],
        active=active,
        moved=moved,
    )


async def renew_secret(work: Work, body_id: str, webhook_id: str, actor: str) -> str:
    """Another secret, shown once; what waits is signed with it. Raises NotFound."""
    row = await of_body(work, body_id, webhook_id)
    secret = _fresh_secret(work, row)
    await audit.record(work, actor, "renew_webhook", body_id, webhook=row.id)
    return secret


async def remove(work: Work, body_id: str, webhook_id: str, actor: str) -> None:
    """Take a webhook away with its log; what waits for it is forgotten. Raises NotFound."""
    row = await of_body(work, body_id, webhook_id)
    await audit.record(work, actor, "remove_webhook", body_id, webhook=row.id)
    await work.session.execute(delete(WebhookTry).where(WebhookTry.webhook_id == row.id))
    await work.session.delete(row)


def _checked_name(given: str) -> str:
    name = " ".join(given.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid("webhook_name", most=MOST_NAME)
    return name


def _seal(work: Work, webhook_id: str, column: str, value: str) -> bytes:
    return work.vault.seal(value.encode(), "webhooks", webhook_id, column)


def _open(work: Work, row: Webhook, column: str) -> str:
    value: bytes = getattr(row, column)
    return work.vault.open(value, "webhooks", row.id, column).decode()


def _fresh_secret(work: Work, row: Webhook) -> str:
    secret = secrets.token_urlsafe(32)
    row.secret = _seal(work, row.id, "secret", secret)
    return secret


def address_of(work: Work, row: Webhook) -> Address:
    """Where a webhook's deliveries go; raises Invalid when the settings allow it no more."""
    return checked_address(_open(work, row, "address"), work.house.settings.webhooks.allowed)


async def of_body(work: Work, body_id: str, webhook_id: str) -> Webhook:
    """One webhook of a body; raises NotFound."""
    row = await work.session.get(Webhook, webhook_id)
    if row is None or row.body_id != body_id:
        raise NotFound
    return row


async def listed(work: Work, body_id: str) -> list[Webhook]:
    """The webhooks of a body, by name."""
    rows = await work.session.scalars(
        select(Webhook).where(Webhook.body_id == body_id).order_by(Webhook.name, Webhook.id)
    )
    return list(rows)


async def tell(work: Work, case: Case, event: str, saw: frozenset[str] | None = None) -> None:
    """Queue a delivery to each webhook of the bodies that see the case, or just now lost it.

    ``saw`` are the bodies that saw it before the event, where it moved the case. What is with a
    firm is told to no body.
    """
    if bodies.is_firm(case.holder_id):
        return
    sees = await desks.seers(work, case)
    told = sees | (saw or frozenset())
    query = select(Webhook).where(Webhook.active, Webhook.body_id.in_(told))
    hooks = list(await work.session.scalars(query))
    # The version that the row has from now on.
    await work.session.flush()
    for hook in hooks:
        came = event == SUBMIT or (saw is not None and hook.body_id not in saw)
        if group_of(event, came=came) in hook.event_groups:
            await _enqueue(work, hook, event, case, left=hook.body_id not in sees)


async def test(work: Work, body_id: str, webhook_id: str) -> str:
    """Send a delivery of no case; returns its id. Raises NotFound."""
    return await _enqueue(work, await of_body(work, body_id, webhook_id), TEST, None, left=False)


async def _enqueue(work: Work, hook: Webhook, event: str, case: Case | None, *, left: bool) -> str:
    number = case.number if case else None
    delivery = {
        "id": random_id(),
        "event": event,
        "case_number": number,
        "version": case.version if case else None,
        "status": case.status if case else None,
        "body": case.body_id if case else hook.body_id,
        "left": left,
        "at": work.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "api": f"{work.house.public_url}/api/v1/cases/{number}" if case else None,
    }
    payload = {
        **{name: delivery[name] for name in ("id", "event", "case_number", "left")},
        "webhook": hook.id,
        "at": work.now.timestamp(),
        "body": json.dumps(delivery),
    }
    await jobs.enqueue(work, WEBHOOK, payload)
    return str(delivery["id"])


async def load(work: Work, payload: Mapping[str, Any]) -> Sending | str | None:
    """What a job sends; the reason why not any more; None when the webhook is gone.

    Raises Invalid when the settings have changed and its address may be called no more.
    """
    row = await work.session.get(Webhook, payload["webhook"])
    if row is None:
        return None
    if not row.active and payload["event"] != TEST:
        return "off"
    if payload["case_number"] and not payload["left"]:
        case = await work.session.get(Case, payload["case_number"])
        if case is None or row.body_id not in await desks.seers(work, case):
            return "left"
    return Sending(
        webhook_id=row.id,
        id=payload["id"],
        event=payload["event"],
        case_number=payload["case_number"],
        at=dt.datetime.fromtimestamp(payload["at"], dt.UTC),
        address=address_of(work, row),
        secret=_open(work, row, "secret"),
        body=payload["body"].encode(),
        failures=row.failures,
    )


async def take_turn(house: House, webhook_id: str) -> float:
    """Whether a receiver may be called now: 0, or how many seconds it is to be left alone.

    After a failure one delivery probes, in the name of all processes, and the others wait for it.
    """
    async with house.view() as view:
        # Looking costs no lock: nearly always nothing is wrong.
        seen = await view.session.get(Webhook, webhook_id)
        if seen is None or not seen.failures:
            return 0.0
        if (wait := _wait(seen, view.now)) > 0:
            return wait
    async with house.work() as work:
        row = await work.session.get(Webhook, webhook_id, with_for_update=True)
        if row is None or (wait := _wait(row, work.now)) <= 0:
            if row is not None and row.failures:
                row.paused_until = work.now + PROBE
            return 0.0
        return wait


def _wait(row: Webhook, now: dt.datetime) -> float:
    return (row.paused_until - now).total_seconds() if row.paused_until else 0.0
