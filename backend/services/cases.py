"""Working a case: the one place where a status changes, with its history, audit and notices."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.db.models import Case, CaseBody
from backend.domain.cases import (
    BY_EVENT,
    Clock,
    Event,
    Role,
    Status,
    Transition,
    advance,
)
from backend.domain.deadlines import day_in_shanghai, day_of, due_at, first_deadline
from backend.domain.errors import IllegalTransition
from backend.domain.fields import EventFields, check_fields
from backend.house import Work
from backend.services import (
    audit,
    bodies,
    desks,
    dialogue,
    history,
    lessons,
    notifications,
    rewards,
    similar,
)
from config.rules import deadlines

SYSTEM = "system"
_SHARED = (Event.ACCEPT, Event.VERIFY, Event.CLOSE)
"""What happens to later reports of the same matter too, in this order."""
REWARD_EVENTS = {Event.APPROVE_REWARD, Event.REJECT_REWARD, Event.PAY_REWARD}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``id`` as the audit names it, the body they act for, what they may do."""

    id: str
    body_id: str
    roles: frozenset[Role]


async def apply_event(
    work: Work, number: str, event: Event, raw: Mapping[str, object], actor: Actor
) -> Case:
    """Let ``event`` happen to a case.

    Raises NotFound for a case that isn't the actor's, NotAllowed, IllegalTransition or Invalid;
    then nothing has changed.
    """
    case = await desks.find_case(work, number, actor.body_id, lock=True)
    row = advance(Status(case.status), event, await roles_on(work, case, actor))
    fields = check_fields(row, raw)
    followers = await similar.followers(work, case) if event in _SHARED else []
    case = await carry_out(work, case, row, fields, actor)
    for follower in followers:
        await _follow(work, follower, event, fields, actor)
    return case


async def _follow(work: Work, case: Case, event: Event, fields: EventFields, actor: Actor) -> None:
    """Bring a case of the same matter to where the first one now is, step by step."""
    for step in _SHARED[: _SHARED.index(event) + 1]:
        row = BY_EVENT[step]
        if Status(case.status) in row.sources:
            given = fields if step is event else EventFields()
            await carry_out(work, case, row, given, actor)


async def roles_on(work: Work, case: Case, actor: Actor) -> frozenset[Role]:
    """What the actor may be on this case: all their roles at its desk, less where it only helps."""
    if case.holder_id == actor.body_id:
        return actor.roles
    part = await work.session.get(CaseBody, (case.number, actor.body_id))
    # By the place's plan the town takes in and verifies: it may ask and answer, not decide.
    helps = part is not None and part.role in bodies.SEEING
    return frozenset({Role.HELPER}) if helps and Role.OFFICER in actor.roles else frozenset()


async def carry_out(
    work: Work, case: Case, row: Transition, fields: EventFields, actor: Actor
) -> Case:
    """Do what the transition says, for an actor and fields that were checked."""
    before, answerable = Status(case.status), case.body_id
    facts = _facts(fields)
    params: dict[str, Any] = {"body": actor.body_id, "owner": case.body_id, **facts}
    target = row.to or before
    if row.event in (Event.ANSWER, Event.RESUME):
        target = Status(case.resume_status or Status.ASSIGNED)
    elif row.event is Event.REQUEST_INFO:
        case.resume_status = before.value
    elif row.event is Event.EXTEND:
        if case.extended:
            raise IllegalTransition("already_extended")
        case.extended = True
    elif row.event in (Event.TRANSFER, Event.CONNECT):
        to = fields.to if row.event is Event.TRANSFER else case.body_id
        assert to is not None  # noqa: S101 - required by the table
        target = await desks.move(work, case, to)
        params |= {"to": to, "desk": case.holder_id}
    elif row.event is Event.REFUSE:
        case.refusals += 1
        params["to"] = await desks.arbiter(work, case)
        await desks.give_desk(work, case, params["to"])
    elif row.event in REWARD_EVENTS:
        params |= await rewards.carry_out(work, case, row.event, fields, actor.id)
    elif row.event in (Event.CLOSE, Event.PENALTY):
        params |= await rewards.record_finding(work, case, fields, actor.id)
    case.status = target.value
    case.updated_at = work.now
    lessons.from_desk(work, case, row.event, fields, answerable)
    if target in similar.OVER:
        await similar.forget(work, case.number)
    _run_clock(work, case, row.clock)
    if case.due_at is not None:
        params["due"] = day_in_shanghai(case.due_at)
    await history.write(work, case, row.event, facts, fields, actor.id, actor.body_id)
    await audit.record(work, actor.id, row.event.value, case.number, status=case.status, **facts)
    if fields.text is not None:
        await dialogue.add_from_body(work, case, fields.text, actor.body_id)
    await _tell(work, case, row, fields, params)
    return case


async def connect_body(work: Work, body_id: str, actor: str = SYSTEM) -> None:
    """Mark a body as connected and bring it at once the cases that wait for it."""
    row = await bodies.ensure(work, body_id)
    if row.connected:
        return
    row.connected = True
    await work.session.flush()
    await audit.record(work, actor, "connect_body", body_id)
    await bodies.give_waiting_keys(work, body_id)
    waiting = await work.session.scalars(
        select(Case)
        .where(Case.body_id == body_id, Case.status == Status.RECEIVED.value)
        .with_for_update()
    )
    system = Actor(SYSTEM, bodies.intake_body(work.house.settings), frozenset({Role.SYSTEM}))
    for case in list(waiting):
        transition = advance(Status(case.status), Event.CONNECT, system.roles)
        await carry_out(work, case, transition, EventFields(), system)


def _run_clock(work: Work, case: Case, clock: Clock | None) -> None:
    limits = deadlines()
    if clock is Clock.STOP:
        case.deadline_kind, case.due_at, case.paused_at = None, None, None
    elif clock is Clock.PAUSE:
        case.paused_at = work.now
    elif clock is Clock.RESUME:
        if case.paused_at is not None and case.due_at is not None:
            # Whole days, as limits are counted: a limit ends with its day, whatever the hour.
            case.due_at += day_of(work.now) - day_of(case.paused_at)
        case.paused_at = None
    elif clock is Clock.EXTEND:
        case.due_at = due_at(case.due_at or work.now, limits["extend"])
    elif clock is not None:
        kind = clock.value
        if clock is Clock.ACCEPT:
            assigned = case.status == Status.ASSIGNED.value
            kind = first_deadline(case.urgency, assigned=assigned)
        case.deadline_kind, case.paused_at = kind, None
        case.due_at = due_at(work.now, limits[kind])


def _facts(fields: EventFields) -> dict[str, Any]:
    """What of the fields may lie in the clear: codes, amounts and bodies, no words."""
    facts: dict[str, Any] = {
        "reason_code": fields.reason_code,
        "to_body": fields.to,
        "outcome": fields.outcome.value if fields.outcome else None,
        "penalty_yuan": fields.penalty_yuan,
        "criterion_confirmed": fields.criterion_confirmed,
        "concealed_deaths": fields.concealed_deaths,
    }
    return {name: value for name, value in facts.items() if value is not None}


async def _tell(
    work: Work, case: Case, row: Transition, fields: EventFields, params: dict[str, Any]
) -> None:
    if row.notice is not None:
        key = row.notice
        if row.event is Event.TRANSFER and case.status == Status.RECEIVED:
            key = "case.notice_transferred_waiting"
        words = {"reason": fields.reason or "", "text": fields.text or ""}
        choices = rewards.notice_choices(row.event)
        await notifications.tell_reporters(work, case, key, {**words, **params}, choices=choices)
    # Every step shows on the cards in the chat groups; most only change a card in place.
    await notifications.tell_bodies(work, case, row.event.value)


def overdue(case: Case, now: dt.datetime) -> bool:
    """Whether the running time limit of a case is over."""
    return case.due_at is not None and case.paused_at is None and case.due_at < now
