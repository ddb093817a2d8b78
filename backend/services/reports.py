"""Filing a report: receipt, case, route, deadlines, audit and notices in one transaction."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from backend.db.models import (
    Attachment,
    Case,
    CaseBody,
    CaseEvent,
    Link,
    Report,
    random_id,
)
from backend.domain.bodies import Body
from backend.domain.cases import Status
from backend.domain.deadlines import first_deadline
from backend.domain.errors import Conflict
from backend.domain.receipts import hide_receipts, new_case_number, new_receipt
from backend.house import Work
from backend.media import Stored
from backend.services import (
    audit,
    bodies,
    claim_passwords,
    clocks,
    identities,
    inside,
    lessons,
    notifications,
    similar,
    workplace_seals,
)
from backend.services.drafts import Draft, Placement, Understood
from backend.vault import seal, shared_key
from nlp.redact import redact

PREFIXES = {"xixian": "XX", "xian": "XA", "luan_yeji": "YJ", "nanjing": "NJ", "yuxi": "YX"}
NATIONAL_PREFIX = "CN"
REPRISAL = "reprisal"
"""The flag of a report that its reporter is paid back for an earlier one."""


@dataclass(frozen=True, slots=True)
class Original:
    """What stays with the first desk: the reporter's own words, and where exactly they stood."""

    text: str
    latitude: float | None
    longitude: float | None
    team: str = ""

    def dump(self) -> bytes:
        """As JSON, for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Content:
    """The copy that travels with the case: the redacted words, and what derives from them."""

    redacted: str
    place: str
    enterprise: str
    source: str
    named: bool
    flags: list[str]
    matched: list[dict[str, Any]]
    confidence: float
    industry_by_reporter: bool
    external_id: str = ""
    channel: str = ""

    def dump(self) -> bytes:
        """As JSON, for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Filed:
    """What the reporter is told: the receipt exists nowhere else in the clear."""

    report_id: str
    receipt: str
    case_number: str
    body: Body
    desk: Body
    connected: bool
    status: Status
    due_at: dt.datetime


async def place(work: Work, understood: Understood) -> Placement:
    """Decide whose desk a new case comes to: the answerable body's if connected, else intake's."""
    desk = bodies.intake_body(work.house.settings)
    route = understood.route
    if route is None or understood.industry_asked or understood.place_asked:
        return Placement(Status.TRIAGE, desk, desk, {desk: "desk"})
    parts: dict[str, str] = {co.body.id: co.role for co in route.co_bodies}
    parts[route.body.id] = "main"
    here = await bodies.connected(work, {route.body.id}) | {desk}
    if route.body.id in here:
        return Placement(Status.ASSIGNED, route.body.id, route.body.id, parts)
    return Placement(Status.RECEIVED, route.body.id, desk, {**parts, desk: "desk"})


async def submit_report(
    work: Work,
    draft: Draft,
    understood: Understood,
    *,
    account_id: int | None = None,
    actor: str = "reporter",
    channel: str = "",
    external_id: str = "",
) -> Filed:
    """File ``draft``; everything it needs is in this transaction and nothing is sent yet.

    ``account_id`` links the account that hears of it; None stores no link. The same draft twice
    raises Conflict ``already_filed``: its first receipt holds.
    """
    session = work.session
    draft_hash = identities.draft_hash(work, draft)
    if await session.scalar(select(Report.id).where(Report.draft_hash == draft_hash)):
        raise Conflict("already_filed")
    placement = await place(work, understood)
    begins = inside.placed(placement) if inside.goes_inside(draft, understood) else placement
    case = await _open_case(work, understood, begins, actor)
    report = Report(
        id=random_id(),
        case_number=case.number,
        draft_hash=draft_hash,
        submitted_at=work.now,
    )
    receipt = new_receipt()
    report.receipt_hash = receipt_hash(work, receipt)
    original = Original(
        hide_receipts(draft.text), draft.latitude, draft.longitude, hide_receipts(draft.team)
    )
    report.original = seal(draft.data_key, original.dump(), "reports", report.id, "original")
    content = _content(draft, understood, channel, external_id)
    copy_key = shared_key(draft.data_key)
    report.content = seal(copy_key, content.dump(), "reports", report.id, "content")
    session.add(report)
    await session.flush()
    await _seal_parts(work, draft, report)
    if begins.status is not Status.INSIDE:
        # What is with a firm alone is no other desk's business: not even that it exists.
        pictures = [str(raw["dhash"]) for raw in draft.files if raw.get("dhash")]
        remember(work, case, content, pictures)
    if draft.workplace:
        workplace_seals.put(work, case, draft.workplace, copy_key)
    seeing = {body for body, part in placement.parts.items() if part in bodies.SEEING}
    holders = await bodies.connected(work, seeing) | {placement.holder_id}
    for body_id in sorted(holders):
        await bodies.grant(work, report.id, draft.data_key, body_id, full=True)
    if draft.claim_hash:
        claim_passwords.set_at_filing(work, report.id, draft.claim_hash)
    if account_id is not None:
        session.add(Link(report_id=report.id, account_id=account_id))
    await lessons.from_filing(work, understood, corrected=draft.industry is not None)
    facts = {"body": case.body_id, "status": case.status}
    await audit.record(work, actor, "submit", case.number, chain=case.holder_id, **facts)
    await notifications.tell_bodies(work, case, "submit")
    await notifications.tell_beside(work, case, "submit")
    due = case.due_at
    if draft.way:
        known = (draft, understood, placement)
        due = await inside.begin(work, case, report.id, *known, content.redacted) or due
    assert due is not None  # noqa: S101 - a desk's limit, or the firm's
    return Filed(
        report.id,
        receipt,
        case.number,
        bodies.describe(case.body_id),
        bodies.desk_of(case.holder_id),
        begins.status is Status.ASSIGNED,
        begins.status,
        due,
    )


def remember(work: Work, case: Case, content: Content, pictures: list[str]) -> None:
    """Let later reports of the same matter find this case."""
    words = {"place": content.place, "enterprise": content.enterprise}
    similar.remember(work, case, text=content.redacted, pictures=pictures, **words)


async def case_of_draft(work: Work, draft: Draft) -> Case | None:
    """The case that this draft became, if it was filed before."""
    return await work.session.scalar(
        select(Case)
        .join(Report, Report.case_number == Case.number)
        .where(Report.draft_hash == identities.draft_hash(work, draft))
    )


def receipt_hash(work: Work, receipt: str) -> str:
    """What a receipt is found by: a keyed hash, its key outside the database."""
    return work.vault.lookup("receipt", receipt.replace(" ", ""))


async def _open_case(work: Work, understood: Understood, placement: Placement, actor: str) -> Case:
    session = work.session
    prefix = PREFIXES.get(understood.jurisdiction, NATIONAL_PREFIX)
    number = new_case_number(prefix)
    while await session.get(Case, number) is not None:
        number = new_case_number(prefix)
    region, route = understood.region, understood.route
    assigned = placement.status is Status.ASSIGNED
    case = Case(
        number=number,
        status=placement.status.value,
        industry=understood.industry,
        jurisdiction=understood.jurisdiction,
        unit_id=region.unit if region else "",
        area="".join(region.path) if region else "",
        urgency=understood.analysis.urgency.value,
        criteria=[f"{c.standard} {c.item}" for c in understood.criteria],
        body_id=placement.body_id,
        holder_id=placement.holder_id,
        arbiter_id=route.arbiter.id if route and route.arbiter else None,
        routing=route.facts() if route else {},
        created_at=work.now,
        updated_at=work.now,
    )
    session.add(case)
    await session.flush()
    for body_id, part in placement.parts.items():
        session.add(CaseBody(case_number=number, body_id=body_id, role=part))
    session.add(
        CaseEvent(
            case_number=number,
            seq=1,
            at=work.now,
            event="submit",
            actor=actor,
            body_id=placement.body_id,
            to_status=placement.status.value,
            facts={"holder": placement.holder_id},
        )
    )
    if placement.status is not Status.INSIDE:
        # A firm's own days are counted apart: no body's clock runs before it has the case.
        first = first_deadline(understood.analysis.urgency, assigned=assigned)
        await clocks.start(work, case, first)
        await clocks.promise(work, case)
    return case


def _content(draft: Draft, understood: Understood, channel: str, external_id: str) -> Content:
    analysis = understood.analysis
    return Content(
        redacted=hide_receipts(analysis.redacted),
        # Typed freely, these too may say who somebody is.
        place=redact(draft.place if draft.place is not None else analysis.place.place),
        enterprise=redact(
            draft.enterprise if draft.enterprise is not None else analysis.enterprise
        ),
        source=draft.source,
        named=draft.named,
        flags=[*analysis.flags, *([REPRISAL] if draft.reprisal else [])],
        matched=[
            {
                "term": match.term,
                "kind": match.kind,
                "weight": match.weight,
                "written": draft.text[match.start : match.end],
            }
            for match in analysis.classification.matched
        ],
        confidence=analysis.classification.confidence,
        industry_by_reporter=draft.industry is not None,
        external_id=external_id,
        channel=channel,
    )


async def _seal_parts(work: Work, draft: Draft, report: Report) -> None:
    key = shared_key(draft.data_key)
    for seq, raw in enumerate(draft.files):
        stored = Stored(**raw)
        meta = seal(key, stored.dump(), "attachments", stored.id, "meta")
        work.session.add(Attachment(id=stored.id, report_id=report.id, seq=seq, meta=meta))
