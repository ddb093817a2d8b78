"""Telling people: rows first, sent by the outbox after the commit."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from backend.db.models import Account, BodyGroup, Case, CaseBody, Report
from backend.house import Work
from backend.services import accounts, bodies, jobs, mail, robots, webhooks

NOTICE = "notice"
"""The kind of job that tells a reporter; payload: account, key, params, choices, case_number."""
PAST = "past"
"""The part of a body that had the case: its group's card still says that it went on."""
BESIDE = ("joint", "informed")
"""Parts of bodies that only hear of a case."""
BESIDE_STEP = "beside_"
"""Begins what a card's job says of a step that such a body hears of."""
UNIT_CARD = "unit_card"
"""The kind of job that tells a body's chat group; payload: group, case_number, event."""


async def tell_reporters(
    work: Work,
    case: Case,
    key: str,
    params: dict[str, Any],
    *,
    choices: tuple[str, ...] = (),
    run_at: dt.datetime | None = None,
) -> None:
    """A notice to every account that is linked to the case's reports; nobody else is known."""
    reports = await work.session.scalars(select(Report).where(Report.case_number == case.number))
    for report in list(reports):
        await tell_report(work, report, case, key, params, choices=choices, run_at=run_at)


async def tell_report(
    work: Work,
    report: Report,
    case: Case,
    key: str,
    params: dict[str, Any],
    *,
    choices: tuple[str, ...] = (),
    run_at: dt.datetime | None = None,
) -> None:
    """A notice to the accounts that are linked to one report."""
    for account in await accounts.linked_accounts(work, [report.id]):
        payload = {
            "account": account.id,
            "key": key,
            "params": {"number": case.number, **params},
            "choices": list(choices),
            "case_number": case.number,
        }
        await jobs.enqueue(work, NOTICE, payload, account_id=account.id, run_at=run_at)


async def tell_bodies(
    work: Work, case: Case, event: str, saw: frozenset[str] | None = None
) -> None:
    """A card to the chat groups of the bodies that have, or had, the case on their desk.

    ``saw`` are the bodies that saw it before the event, where it may have moved the case.
    """
    parts = await work.session.scalars(
        select(CaseBody.body_id).where(
            CaseBody.case_number == case.number, CaseBody.role.in_((*bodies.SEEING, PAST))
        )
    )
    await _to_groups(work, {case.holder_id, *parts}, case, event)
    await webhooks.tell(work, case, event, saw)
    await mail.tell(work, case.holder_id, case, event)
    await robots.tell(work, case.holder_id, case, event)


async def tell_beside(work: Work, case: Case, event: str) -> None:
    """One line to the groups of the bodies that handle a case jointly or are informed of it.

    Of a mine the local body and the mine safety office hear of each other this way. They get no
    word of the report: who answers for it, and which step was taken.
    """
    parts = await work.session.scalars(
        select(CaseBody.body_id).where(
            CaseBody.case_number == case.number, CaseBody.role.in_(BESIDE)
        )
    )
    told = set(parts) - {case.holder_id}
    await _to_groups(work, told, case, f"{BESIDE_STEP}{event}")
    for body_id in sorted(told):
        await mail.tell(work, body_id, case, event, mail.BESIDE)


async def tell_group(work: Work, body_id: str, case: Case, event: str) -> None:
    """One line to the chat groups of a body that needn't have a part in the case: a superior."""
    await _to_groups(work, {body_id}, case, event)
    await mail.tell(work, body_id, case, event)
    await robots.tell(work, body_id, case, event)


async def _to_groups(work: Work, body_ids: set[str], case: Case, event: str) -> None:
    groups = await work.session.execute(
        select(BodyGroup.group_hash, Account.id)
        .join(Account, Account.external_hash == BodyGroup.group_hash)
        .where(BodyGroup.body_id.in_(body_ids))
    )
    for group, account_id in groups:
        payload = {"group": group, "case_number": case.number, "event": event}
        await jobs.enqueue(work, UNIT_CARD, payload, account_id=account_id)
