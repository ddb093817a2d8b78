"""What a reporter sees with the receipt: status, steps, dialogue and reward, never a person."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, CaseEvent, Link, Report, Reward
from backend.domain.cases import Event, Role, Status
from backend.domain.errors import IllegalTransition, Invalid, NotFound
from backend.domain.fields import EventFields, check_fields
from backend.domain.receipts import parse_receipt
from backend.domain.transitions import BY_EVENT, TRANSITIONS, advance
from backend.house import Work
from backend.media import Stored
from backend.services import (
    bodies,
    claim_passwords,
    clocks,
    dialogue,
    history,
    identities,
    looks,
    outward,
    ratings,
    rewards,
    sent_files,
)
from backend.services.cases import ENDED, Actor, carry_out, check_kept
from backend.services.notifications import tell_bodies
from backend.services.reports import receipt_hash
from backend.vault import KeyMissing
from config.overlay import OwnBody
from nlp.redact import redact

MAX_TEXT = 2_000
"""Characters of one message to a body."""
_TOLD = {row.event.value for row in TRANSITIONS if row.notice is not None}
_OWN = {row.event.value for row in TRANSITIONS if Role.REPORTER in row.roles}
SEEN = _TOLD | _OWN | {"submit", Event.RAISE.value, Event.URGE.value}
"""The steps a reporter sees: what they are told, what they did, and who above was called."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    at: dt.datetime
    event: str
    status: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Looks at the reporter's identity on one day by one body for one reason."""

    day: str
    body: str
    reason: str
    times: int


@dataclass(frozen=True, slots=True)
class ReporterView:
    """All that the holder of a receipt sees."""

    report_id: str
    case_number: str
    status: Status
    body: str
    desk: str
    reached: OwnBody
    """Where the desk it lies on, else the body, is reached."""
    due_at: dt.datetime | None
    paused: bool
    outcome: str | None
    steps: tuple[Step, ...]
    lines: tuple[dialogue.Line, ...]
    reward: Reward | None
    may_ask_review: bool
    may_rate: bool
    satisfied: bool | None
    """What the reporter said of the last ending; None for no word."""
    may_withdraw: bool
    linked: bool
    claim_password: bool
    """Whether claiming asks for a claim password."""
    erased: bool
    named: bool
    inside: outward.InsideStatus | None
    """The firm's side, where the reporter chose the firm."""
    looks: tuple[Looked, ...]
    """Who looked at a named reporter's identity, and why."""

    @property
    def closed(self) -> bool:
        """Whether the case has come to its end."""
        return self.status in ENDED


async def report_by_receipt(work: Work, receipt: str) -> str:
    """The id of the report of a receipt; raises NotFound ``receipt_unknown``."""
    digits = parse_receipt(receipt)
    if digits is not None:
        found = await work.session.scalar(
            select(Report.id).where(Report.receipt_hash == receipt_hash(work, digits))
        )
        if found is not None:
            return found
    raise NotFound("receipt_unknown")


def _says(body_id: str) -> bool:
    return bool(bodies.reached(body_id).phone)


async def reporter_view(work: Work, report_id: str, locale: str) -> ReporterView:
    """What the reporter of a report may know, bodies named in ``locale``."""
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number)
    try:
        key = await bodies.data_key(work, report.id)
    except KeyMissing:
        key = None
    rows = await work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_number == case.number).order_by(CaseEvent.seq)
    )
    steps = [_step(row, key, locale) for row in rows if row.event in SEEN]
    lines = await dialogue.read(work, report, key) if key else []
    reward = await work.session.get(Reward, case.number)
    linked = await work.session.scalar(select(Link).where(Link.report_id == report.id).limit(1))
    return ReporterView(
        report_id=report.id,
        case_number=case.number,
        status=Status(case.status),
        body=bodies.name_of(case.body_id, locale),
        desk=bodies.name_of(case.holder_id, locale),
        reached=bodies.reached(case.holder_id if _says(case.holder_id) else case.body_id),
        due_at=await clocks.promised(work, case) or case.due_at,
        paused=case.paused_at is not None,
        outcome=case.outcome,
        steps=tuple(steps),
        lines=tuple(lines),
        reward=reward if reward and reward.report_id == report.id else None,
        may_ask_review=_may_ask_review(work, case),
        may_rate=await ratings.may_rate(work, case),
        satisfied=await ratings.latest(work, report.id),
        may_withdraw=Status(case.status) in BY_EVENT[Event.WITHDRAW].sources,
        linked=linked is not None,
        claim_password=await claim_passwords.is_set(work, report.id),
        erased=key is None,
        named=await identities.is_named(work, report),
        inside=await outward.status_of(work, case, report.id),
        looks=tuple(
            Looked(one.day.isoformat(), bodies.name_of(one.body_id, locale), one.reason, one.times)
            for one in await looks.seen(work, report.id)
        ),
    )


def _step(row: CaseEvent, key: bytes | None, locale: str) -> Step:
    # Words of a step that tells the reporter nothing are between the bodies.
    told = row.event in _TOLD and key is not None
    texts = history.read_texts(key, row) if told and key else {}
    return Step(
        row.at,
        row.event,
        row.to_status,
        bodies.name_of(str(row.facts.get("to_body") or row.body_id), locale),
        str(texts.get("reason", "")),
    )


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A report an account is linked to, and where it stands."""

    report_id: str
    case_number: str
    status: Status


async def linked_cases(work: Work, account_id: int) -> list[LinkedCase]:
    """The reports an account hears of, newest first."""
    rows = await work.session.execute(
        select(Report.id, Case.number, Case.status)
        .join(Link, Link.report_id == Report.id)
        .join(Case, Case.number == Report.case_number)
        .where(Link.account_id == account_id)
        .order_by(Report.submitted_at.desc(), Report.id)
    )
    return [LinkedCase(report_id, number, Status(status)) for report_id, number, status in rows]


async def say_to_body(work: Work, report_id: str, text: str, files: Sequence[Stored] = ()) -> str:
    """A reporter's message with its files; answers an open question and lets its clock run on.

    Returns the case number. Raises Invalid for a text that is too long.
    """
    if len(text) > MAX_TEXT:
        raise Invalid("field_too_long", field="text", limit=MAX_TEXT)
    report = await work.session.get_one(Report, report_id)
    # Locked: an officer may be at the same case at this moment.
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    check_kept(case)
    await dialogue.add_from_reporter(work, report, text)
    # What travels has grown: nobody has looked at that yet.
    case.copy_checked = False
    if files:
        await sent_files.attach(work, report, list(files))
    await outward.hear(work, case, text)
    if case.status == Status.WAITING:
        reporter = Actor("reporter", case.holder_id, frozenset({Role.REPORTER}))
        await carry_out(work, case, BY_EVENT[Event.ANSWER], EventFields(), reporter)
    else:
        await tell_bodies(work, case, "reporter_message")
    return case.number


async def unit_of_report(work: Work, report_id: str) -> str:
    """The county a report's case lies in; empty where nobody knows."""
    report = await work.session.get_one(Report, report_id)
    return (await work.session.get_one(Case, report.case_number)).unit_id


async def case_number(work: Work, report_id: str) -> str:
    """The number of a report's case."""
    return (await work.session.get_one(Report, report_id)).case_number


async def may_ask_review(work: Work, report_id: str) -> bool:
    """Whether the reporter may still ask that another officer looks again."""
    report = await work.session.get_one(Report, report_id)
    return _may_ask_review(work, await work.session.get_one(Case, report.case_number))


def _may_ask_review(work: Work, case: Case) -> bool:
    ended = Status(case.status) in BY_EVENT[Event.ASK_REVIEW].sources
    if not ended or case.review_asked or case.holder_id == bodies.INSIDE:
        # What the firm settled goes outward when it isn't mended: nobody else has seen it.
        return False
    return clocks.within_limit(work, case, "review_request", case.closed_at)


async def ask_review(work: Work, report_id: str, reason: str) -> str:
    """The reporter asks, once and within its days, that another officer looks again (复查).

    Returns the case number. Raises IllegalTransition when it is too early, too late or used, and
    Invalid for a reason that can't be.
    """
    # It stays in the history, which goes on with the case: nothing in it says who asked.
    words = redact(reason[:MAX_TEXT])
    return await _reporter_does(work, report_id, Event.ASK_REVIEW, {"reason": words})


async def withdraw(work: Work, report_id: str) -> str:
    """The reporter takes the report back; once accepted it can't be: ``withdraw_too_late``."""
    try:
        return await _reporter_does(work, report_id, Event.WITHDRAW, {})
    except IllegalTransition as refusal:
        raise IllegalTransition("withdraw_too_late") from refusal


async def _reporter_does(work: Work, report_id: str, event: Event, raw: dict[str, object]) -> str:
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    check_kept(case)
    reporter = Actor("reporter", case.holder_id, frozenset({Role.REPORTER}))
    row = advance(Status(case.status), event, reporter.roles)
    await carry_out(work, case, row, check_fields(row, raw), reporter)
    return case.number


@dataclass(frozen=True, slots=True)
class ClaimedReward:
    """What the reporter is told once: the code is stored only hashed."""

    amount_yuan: int
    case_number: str
    code: str
    until: dt.datetime | None
    body: str


async def claim_reward(work: Work, report_id: str, proof: str = "") -> ClaimedReward:
    """Claim for a report whose receipt was shown; raises as services.rewards.claim.

    ``proof`` is what claim_passwords.prove gave; NotAllowed where a password is set and it is not
    of it.
    """
    await claim_passwords.check_proof(work, report_id, proof)
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    reward, code = await rewards.claim(work, case, report.id)
    body = bodies.name_of(case.holder_id)
    return ClaimedReward(reward.amount_yuan or 0, case.number, code, reward.claim_until, body)
