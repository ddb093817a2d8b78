"""Working a case: the one place where a status changes, with its history, audit and notices."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from backend.db.models import Case, CaseBody
from backend.domain import outgoing
from backend.domain.cases import Clock, Event, Outcome, Role, Status, Transition
from backend.domain.deadlines import day_in_shanghai, first_deadline, verify_deadline
from backend.domain.errors import Conflict, IllegalTransition
from backend.domain.fields import EventFields, check_fields
from backend.domain.outgoing import Stated
from backend.domain.ratings import ENDING
from backend.domain.rewards import IN_TURN
from backend.domain.transitions import BY_EVENT, advance
from backend.house import Work
from backend.services import (
    audit,
    bodies,
    check_backs,
    clocks,
    desks,
    dialogue,
    history,
    lessons,
    notifications,
    ratings,
    rewards,
    similar,
)
from backend.services.clocks import PROMISE, WAITING
from backend.services.effects import EFFECTS, Step

SYSTEM = "system"
_PATHS: dict[Event, tuple[Event, ...]] = {
    Event.ACCEPT: (Event.ACCEPT,),
    Event.VERIFY: (Event.ACCEPT, Event.VERIFY),
    Event.FIND: (Event.ACCEPT, Event.VERIFY, Event.FIND),
    Event.FINISH: (Event.ACCEPT, Event.VERIFY, Event.FIND, Event.FINISH),
    Event.CLOSE: (Event.ACCEPT, Event.VERIFY, Event.CLOSE),
}
"""What happens to later reports of the same matter too (并案), by steps that bring them there."""
_FIRST_DESK = (Status.RECEIVED, Status.TRIAGE)
ENDED = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.HANDED_OVER)
_TOLD_BESIDE = {
    Event.ACCEPT, Event.DECLINE, Event.TRANSFER, Event.FIND, Event.FINISH, Event.CLOSE,
}  # fmt: skip
"""Steps that joint and informed bodies hear of."""
_KEPT_BY_PROMISE = ("intake", "accept", "urgent_accept", "transfer", "arbiter")
"""Limits before acceptance: of them the reporter hears by the day they were promised."""
REWARD_EVENTS = set(IN_TURN) - {Event.FORFEIT_REWARD}
"""What people do with a reward."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``id`` as the audit names it, the body they act for, what they may do."""

    id: str
    body_id: str
    roles: frozenset[Role]
    areas: tuple[str, ...] = ()
    """Where their cases must lie, from the province on; empty for wherever the body's do."""


async def apply_event(
    work: Work, number: str, event: Event, raw: Mapping[str, object], actor: Actor
) -> Case:
    """Let ``event`` happen to a case; ``raw`` holds its fields and what is stated beside them.

    Raises NotFound for a case that isn't the actor's, NotAllowed, IllegalTransition, Conflict or
    Invalid; then nothing has changed.
    """
    raw, stated = outgoing.split(raw)
    case = await desks.find_case(work, number, actor, lock=True, above=True)
    check_kept(case)
    here = replace(actor, roles=await roles_on(work, case, actor))
    row = advance(Status(case.status), event, here.roles)
    fields = outgoing.checked(row, check_fields(row, raw), stated)
    leaves = outgoing.copy_leaves(event, case.status, case.refusals, case.urgency)
    if leaves and case.holder_id == actor.body_id:
        await _copy_was_checked(work, case, stated, actor)
    followers = await similar.followers(work, case) if event in _PATHS else []
    case = await carry_out(work, case, row, fields, here)
    for follower in followers:
        await _follow(work, follower, case, event, fields, here)
    return case


async def _copy_was_checked(work: Work, case: Case, stated: Stated, actor: Actor) -> None:
    """Nothing of a report goes to another body before a person has looked through it."""
    if case.copy_checked:
        return
    if not stated.copy_checked:
        raise Conflict("copy_unchecked")
    case.copy_checked = True
    await audit.record(work, actor.id, "check_copy", case.number, chain=actor.body_id, stated=True)


def check_kept(case: Case) -> None:
    """Raise IllegalTransition ``case_erased`` for a tombstone: nothing happens to it any more."""
    if case.erased_at is not None:
        raise IllegalTransition("case_erased")


async def _follow(
    work: Work, case: Case, first: Case, event: Event, fields: EventFields, actor: Actor
) -> None:
    """Bring a case of the same matter to where the first one now is, step by step."""
    case.officers_named, case.legal = first.officers_named, first.legal
    for step in _PATHS[event]:
        row = BY_EVENT[step]
        if Status(case.status) in row.sources:
            given = fields if step is event else EventFields()
            if step is Event.FIND and step is not event and first.outcome:
                given = EventFields(outcome=Outcome(first.outcome), reason=fields.reason)
            await carry_out(work, case, row, given, actor)


async def roles_on(work: Work, case: Case, actor: Actor) -> frozenset[Role]:
    """What the actor may be on this case: all their roles at its desk, less elsewhere."""
    if case.holder_id == actor.body_id:
        return actor.roles
    found: set[Role] = set()
    part = await work.session.get(CaseBody, (case.number, actor.body_id))
    # By the place's plan the town takes in and verifies: it may ask and answer, not decide.
    helps = part is not None and part.role in bodies.SEEING
    if helps and Role.OFFICER in actor.roles:
        found.add(Role.HELPER)
    above = {Role.OFFICER, Role.REVIEWER, Role.SUPERVISOR} & actor.roles
    if above and await desks.is_above(work, case, actor.body_id):
        found.add(Role.SUPERIOR)
    return frozenset(found)


async def carry_out(
    work: Work,
    case: Case,
    row: Transition,
    fields: EventFields,
    actor: Actor,
    more: Mapping[str, Any] | None = None,
) -> Case:
    """Do what the transition says, for an actor and fields that were checked.

    ``more`` are plain facts of the event that no field of it carries.
    """
    before, answerable, holder = Status(case.status), case.body_id, case.holder_id
    facts = _facts(fields) | dict(more or {})
    params: dict[str, Any] = {"body": actor.body_id, "owner": case.body_id, **facts}
    step = Step(
        work, case, row, fields, actor.id, actor.body_id, actor.roles, row.to or before, params
    )
    saw = await desks.seers(work, case) if row.event in desks.MOVES else None
    effect = EFFECTS.get(row.event)
    if effect is not None:
        await effect(step)
    case.status = step.target.value
    case.updated_at = work.now
    if step.target is not before and step.target in ENDED:
        case.closed_at = work.now
        case.cut_told_at = case.erase_warned_at = None
        await check_backs.arm(work, case)
    if row.event in ENDING:
        # The reporter is told how it ended: what was said before waits for nothing any more.
        case.unanswered = False
    lessons.from_desk(work, case, row.event, fields, answerable)
    if step.target in similar.OVER:
        await similar.forget(work, case.number)
    await _run_clock(work, case, row.clock, before)
    if case.holder_id != holder:
        await clocks.move(work, case, holder, case.holder_id)
    if case.holder_id != holder or step.target in ENDED:
        # What was asked for by one desk, or before the end, waits for nobody's answer any more.
        case.extension_asked_by = None
    due = await clocks.promised(work, case) or case.due_at
    if due is not None:
        params["due"] = day_in_shanghai(due)
    by = (actor.id, actor.body_id)
    number, words = await history.write(work, case, row.event, facts, fields, *by)
    entry = {"status": case.status, "step": number, **facts}
    await audit.record(
        work, actor.id, row.event.value, case.number, chain=actor.body_id, words=words, **entry
    )
    if fields.text is not None:
        await dialogue.add_from_body(work, case, fields.text, actor.body_id)
    await _tell_reporters(work, case, row, fields, params)
    # Every step shows on the cards in the chat groups; most only change a card in place.
    await notifications.tell_bodies(work, case, row.event.value, saw)
    if row.event in _TOLD_BESIDE:
        await notifications.tell_beside(work, case, row.event.value)
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


async def _run_clock(work: Work, case: Case, clock: Clock | None, before: Status) -> None:
    """Begin, stop or shift the time limits; a transfer never begins the reporter's anew."""
    if clock is Clock.PAUSE:
        await clocks.pause(work, case)
        # Nobody is waited for without end: a silent reporter must not stop a case for good.
        await clocks.start(work, case, WAITING, main=False)
    elif clock is Clock.RESUME:
        await clocks.end(work, case, kind=WAITING)
        await clocks.resume(work, case)
    elif clock is Clock.EXTEND:
        await clocks.extend(work, case)
    elif clock is Clock.STOP:
        await clocks.end(work, case, main=True)
        await clocks.end(work, case, kind=PROMISE)
    elif clock is Clock.VERIFY:
        await clocks.end(work, case, kind=PROMISE)
        department = bodies.describe(case.body_id).department
        await clocks.start(work, case, verify_deadline(case.urgency, department))
    elif clock in (Clock.ACCEPT, Clock.TRANSFER):
        assigned = case.status == Status.ASSIGNED.value
        again = clock is Clock.TRANSFER and (case.refusals or before not in _FIRST_DESK)
        first = first_deadline(case.urgency, assigned=assigned)
        await clocks.start(work, case, "transfer" if again and first == "accept" else first)
        if clock is Clock.ACCEPT and before not in _FIRST_DESK:
            # From a firm: a body's word to the reporter begins only now.
            await clocks.promise(work, case)
    elif clock is not None:
        await clocks.start(work, case, clock.value)


def _facts(fields: EventFields) -> dict[str, Any]:
    """What of the fields may lie in the clear: codes, amounts and bodies, no words."""
    facts: dict[str, Any] = {
        "reason_code": fields.reason_code,
        "to_body": fields.to,
        "outcome": fields.outcome.value if fields.outcome else None,
        "penalty_yuan": fields.penalty_yuan,
        "criterion_confirmed": fields.criterion_confirmed,
        "concealed_deaths": fields.concealed_deaths,
        "report_grade": fields.report_grade,
        "signatories": fields.signatories,
        "days": fields.days,
    }
    return {name: value for name, value in facts.items() if value is not None}


async def _tell_reporters(
    work: Work, case: Case, row: Transition, fields: EventFields, params: dict[str, Any]
) -> None:
    quiet = row.event is Event.OVERDUE and params.get("limit") in _KEPT_BY_PROMISE
    if row.notice is not None and not quiet:
        key = row.notice
        if row.event is Event.TRANSFER and case.status == Status.RECEIVED:
            key = "case.notice_transferred_waiting"
        words = {"reason": fields.reason or "", "text": fields.text or ""}
        choices = (
            *rewards.notice_choices(row.event),
            *ratings.notice_choices(row.event, case.number),
        )
        await notifications.tell_reporters(work, case, key, {**words, **params}, choices=choices)


def overdue(case: Case, now: dt.datetime) -> bool:
    """Whether the running time limit of a case is over."""
    return case.due_at is not None and case.paused_at is None and case.due_at < now
