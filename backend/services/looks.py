"""Looks at an identity: asked for, granted by a custodian, taken in time, told to the reporter.

A grant seals the identity's key to the browser that asked: not even the running server can open it
without that browser's session, of which it keeps a hash.
"""

import datetime as dt
import json
import secrets
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Select, select, update

from backend.db.models import Case, IdentityLook, IdentityRequest, Report
from backend.domain import areas
from backend.domain import looks as domain
from backend.domain.audit import words_hash
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.looks import LookReason, LookState
from backend.house import Work
from backend.services import audit, custodians, desks, history, identities, mail
from backend.services.cases import Actor
from backend.vault import KeyMissing, VaultError, open_sealed, seal, unwrap, wrap

MIN_WORDS, MAX_WORDS = 4, 500
SHOWN = 50


async def ask(
    work: Work, number: str, code: str, words: str, actor: Actor, public: bytes
) -> IdentityRequest:
    """Ask to look at the identity of a case on one's own desk; ``public`` is the browser's key.

    Raises NotFound for a case that isn't there or a nameless one, NotAllowed off the desk, Invalid
    without a reason, Conflict when one is waiting already.
    """
    reason, told = domain.reason_of(code), words.strip()
    if not MIN_WORDS <= len(told) <= MAX_WORDS:
        short = len(told) < MIN_WORDS
        raise Invalid(
            "field_missing" if short else "field_too_long", field="reason", limit=MAX_WORDS
        )
    case = await desks.find_case(work, number, actor)
    domain.check_asker(actor.roles, actor.body_id, case.holder_id)
    report = await history.first_report(work, case)
    if not await identities.is_named(work, report):
        raise NotFound("identity_not_found")
    waiting = select(IdentityRequest.id).where(
        IdentityRequest.case_number == case.number,
        IdentityRequest.asker == actor.id,
        IdentityRequest.state == LookState.ASKED.value,
    )
    if await work.session.scalar(waiting.limit(1)) is not None:
        raise Conflict("look_asked")
    row = IdentityRequest(
        case_number=case.number,
        report_id=report.id,
        asker=actor.id,
        body_id=actor.body_id,
        reason=reason.value,
        words=b"",
        public_key=public,
        asked_at=work.now,
        state=LookState.ASKED.value,
    )
    work.session.add(row)
    await work.session.flush()
    key, salt = await history.case_key(work, case), secrets.token_hex(16)
    row.words = seal(key, json.dumps([salt, told]).encode(), *_place(row.id))
    await audit.record(
        work, actor.id, "ask_look", case.number,
        words=words_hash(salt, told), reason=reason.value, request=row.id,
    )  # fmt: skip
    await mail.tell(work, actor.body_id, case, "look_asked")
    return row


def _place(request_id: str) -> tuple[str, str, str]:
    return "identity_requests", request_id, "words"


async def renew(work: Work, request_id: str, actor: Actor, public: bytes) -> None:
    """Let a request that waits be answered to another browser of its asker."""
    row = await _locked(work, request_id)
    if row.asker != actor.id or row.state != LookState.ASKED:
        raise NotAllowed
    row.public_key = public


async def grant(
    work: Work, request_id: str, actor: Actor, hours: int, custodian: str, private: bytes
) -> None:
    """Let the asker look for so many hours, with the custodian's open key.

    Raises NotAllowed for one's own request, one that is answered, or a case that has moved on.
    """
    row = await _locked(work, request_id)
    domain.check_decision(_decides(row), actor.id)
    case = await work.session.get_one(Case, row.case_number, with_for_update=True)
    if case.holder_id != row.body_id:
        raise NotAllowed("look_not_holder")
    found = await _draft_hash(work, row)
    key = await custodians.key_of(work, found, custodian, private)
    row.wrapped = wrap(row.public_key, key)
    row.state, row.decided_by = LookState.GRANTED.value, actor.id
    row.until = work.now + dt.timedelta(hours=hours)
    await audit.record(
        work, actor.id, "grant_look", row.case_number,
        reason=row.reason, request=row.id, hours=hours, asker=row.asker, custodian=custodian,
    )  # fmt: skip


async def refuse(work: Work, request_id: str, actor: Actor) -> None:
    """Refuse a request; raises NotAllowed for one's own or one that is answered."""
    row = await _locked(work, request_id)
    domain.check_decision(_decides(row), actor.id)
    row.state, row.decided_by = LookState.REFUSED.value, actor.id
    await audit.record(
        work, actor.id, "refuse_look", row.case_number,
        reason=row.reason, request=row.id, asker=row.asker,
    )  # fmt: skip


async def look(work: Work, request_id: str, actor: Actor, private: bytes) -> dict[str, str]:
    """Name and contact, opened with the asking browser's key; the entry is in this transaction.

    Show nothing before it is committed: no look without a trace. Raises NotAllowed for another
    person, after the time, or off the desk; NotFound outside the
    actor's areas; Conflict in another browser.
    """
    row = await _locked(work, request_id)
    case = await work.session.get_one(Case, row.case_number, with_for_update=True)
    if not areas.covers(actor.areas, case.area):
        raise NotFound("case_not_found")
    domain.check_asker(actor.roles, actor.body_id, case.holder_id)
    domain.check_look(_decides(row), actor.id, case.holder_id, work.now)
    try:
        key = unwrap(private, row.wrapped or b"")
    except VaultError:
        raise Conflict("look_other_browser") from None
    fields = await identities.opened(work, await _draft_hash(work, row), key)
    work.session.add(
        IdentityLook(
            request_id=row.id,
            report_id=row.report_id,
            actor=actor.id,
            body_id=actor.body_id,
            reason=row.reason,
            at=work.now,
        )
    )
    await audit.record(
        work, actor.id, "reveal_identity", row.case_number, reason=row.reason, request=row.id
    )
    return fields


async def _locked(work: Work, request_id: str) -> IdentityRequest:
    row = await work.session.get(IdentityRequest, request_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _decides(row: IdentityRequest) -> domain.Request:
    return domain.Request(row.asker, row.body_id, LookState(row.state), row.until)


async def _draft_hash(work: Work, row: IdentityRequest) -> str:
    report = await work.session.get(Report, row.report_id)
    if report is None:
        raise NotFound("identity_not_found")
    return report.draft_hash


async def mine(work: Work, actor: Actor) -> list[IdentityRequest]:
    """What somebody asked, the newest first."""
    return await _rows(work, select(IdentityRequest).where(IdentityRequest.asker == actor.id))


async def waiting(work: Work, body_id: str | None) -> list[IdentityRequest]:
    """Requests without an answer, of one body or of all."""
    query = select(IdentityRequest).where(IdentityRequest.state == LookState.ASKED.value)
    if body_id is not None:
        query = query.where(IdentityRequest.body_id == body_id)
    return await _rows(work, query)


async def _rows(work: Work, query: Select[IdentityRequest]) -> list[IdentityRequest]:
    query = query.order_by(IdentityRequest.asked_at.desc(), IdentityRequest.id).limit(SHOWN)
    return list(await work.session.scalars(query))


async def words_of(work: Work, row: IdentityRequest) -> str:
    """What the asker said; empty when the report was erased."""
    case = await work.session.get_one(Case, row.case_number)
    try:
        key = await history.case_key(work, case)
        sealed = open_sealed(key, row.words, *_place(row.id))
    except KeyMissing:
        return ""
    return str(json.loads(sealed)[1])


@dataclass(frozen=True, slots=True)
class Seen:
    """Looks of one day, body and reason, as the reporter sees them."""

    day: dt.date
    body_id: str
    reason: LookReason
    times: int


async def seen(work: Work, report_id: str) -> list[Seen]:
    """How often, when, by whose body and why the identity of a report was looked at."""
    rows = await work.session.scalars(
        select(IdentityLook).where(IdentityLook.report_id == report_id)
    )
    counts = Counter((day_of(row.at), row.body_id, row.reason) for row in rows)
    return [
        Seen(day, body_id, LookReason(reason), times)
        for (day, body_id, reason), times in sorted(counts.items())
    ]


async def forget_over(work: Work) -> None:
    """Erase the keys that were sealed to a browser whose time is over."""
    await work.session.execute(
        update(IdentityRequest)
        .where(IdentityRequest.until < work.now, IdentityRequest.wrapped.is_not(None))
        .values(wrapped=None)
    )
