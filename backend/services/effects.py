"""What each event does to its case beside the status: one small function an event."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backend.db.models import Case, CaseEvent
from backend.domain import crime, legal
from backend.domain.cases import Event, Outcome, Role, Status, Transition
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.domain.fields import EventFields
from backend.domain.superiors import chain_above, superior_of
from backend.house import Work
from backend.services import bodies, clocks, desks, history, notifications, rewards
from config.jurisdictions import jurisdictions

OFFICERS = 2
"""How many must take part in an enforcement act (行政处罚法第42条)."""
ENDINGS = (Event.CLOSE, Event.FINISH, Event.DECLINE, Event.UPHOLD)


@dataclass(slots=True)
class Step:
    """One event under way; effects set where it leads and what is told of it."""

    work: Work
    case: Case
    row: Transition
    fields: EventFields
    actor_id: str
    body_id: str
    roles: frozenset[Role]
    target: Status
    params: dict[str, Any] = field(default_factory=dict)


async def _resume(step: Step) -> None:
    step.target = Status(step.case.resume_status or Status.ASSIGNED)


async def _wait(step: Step) -> None:
    step.case.resume_status = step.case.status


async def _transfer(step: Step) -> None:
    case = step.case
    to = step.fields.to if step.row.event is Event.TRANSFER else case.body_id
    assert to is not None  # noqa: S101 - required by the table
    # Refused twice: whoever chooses now decides for good (首责单位裁定).
    arbitrates = case.status == Status.TRIAGE.value and case.refusals >= desks.REFUSALS
    step.target = await desks.move(step.work, case, to)
    case.decided_finally = arbitrates and step.target is Status.ASSIGNED
    step.params |= {"to": to, "desk": case.holder_id}


async def _refuse(step: Step) -> None:
    case = step.case
    if case.decided_finally:
        raise IllegalTransition("decided_finally")
    case.refusals += 1
    step.params["to"] = await desks.after_refusal(step.work, case, case.refusals)
    await desks.give_desk(step.work, case, step.params["to"])


async def _raise(step: Step) -> None:
    """镇街吹哨、区县报到: the body above becomes answerable, the town goes on verifying."""
    work, case = step.work, step.case
    if case.holder_id != step.body_id:
        # The body above has it already: it is called, nothing moves.
        step.params["to"] = case.holder_id
        await notifications.tell_group(work, case.holder_id, case, "raised")
        return
    if bodies.describe(step.body_id).level != "town":
        raise IllegalTransition("only_towns_raise")
    above = superior_of(step.body_id)
    assert above is not None  # noqa: S101 - a town has a county
    town = step.body_id
    step.target = await desks.move(work, case, above.id, keep=town)
    step.params |= {"to": above.id, "desk": case.holder_id}
    await clocks.start(work, case, "accept" if step.target is Status.ASSIGNED else "intake")
    due = await clocks.promised(work, case) or case.due_at
    assert due is not None  # noqa: S101 - just begun
    words = {"body": town, "to": above.id, "due": day_in_shanghai(due)}
    await notifications.tell_reporters(work, case, "case.notice_raised", words)


async def _outward(step: Step) -> None:
    """From the firm to the body answerable, whose key was wrapped when the report was filed."""
    work, case = step.work, step.case
    step.target = await desks.move(work, case, case.body_id)
    case.closed_at = None
    step.params |= {"to": case.body_id, "desk": case.holder_id}


async def _verify(step: Step) -> None:
    # Too few are taken, and shown as missing: a report must not wait for a form.
    step.case.officers_named = len(set(step.fields.officers or ())) >= OFFICERS


async def _name_officers(step: Step) -> None:
    _enough(step.fields.officers or ())
    step.case.officers_named = True


def _enough(names: tuple[str, ...]) -> None:
    if len(set(names)) < OFFICERS:
        raise Invalid("too_few_officers", field="officers", least=OFFICERS)


async def _ask_extension(step: Step) -> None:
    case = step.case
    if case.extended:
        raise IllegalTransition("already_extended")
    case.extension_asked_by = step.actor_id
    above = superior_of(case.holder_id)
    if above is not None:
        await notifications.tell_group(step.work, above.id, case, "extension_asked")


async def _extend(step: Step) -> None:
    """At most once, approved by the superior, for the reason that was given when asking."""
    case = step.case
    if case.extended:
        raise IllegalTransition("already_extended")
    await _answers_extension(step)
    case.extended = True
    if Role.SUPERIOR not in step.roles and not step.fields.other_number:
        raise Invalid("field_missing", field="other_number")
    asked = await last_step(step.work, case, Event.ASK_EXTENSION)
    key = await history.case_key(step.work, case)
    step.params["reason"] = history.read_texts(key, asked).get("reason", "") if asked else ""


async def _refuse_extension(step: Step) -> None:
    await _answers_extension(step)
    await notifications.tell_group(step.work, step.case.holder_id, step.case, "extension_refused")


async def _answers_extension(step: Step) -> None:
    case = step.case
    if case.extension_asked_by is None:
        raise IllegalTransition("no_extension_asked")
    if case.extension_asked_by == step.actor_id:
        raise NotAllowed("needs_another_person")
    above = {one.id for one in chain_above(case.holder_id)}
    if Role.SUPERIOR in step.roles and step.body_id not in above:
        raise NotAllowed("not_the_superior")
    case.extension_asked_by = None


async def _ask_legal(step: Step) -> None:
    if step.case.legal == legal.NEEDED:
        raise IllegalTransition("legal_asked")
    step.case.legal = legal.NEEDED


async def _answer_legal(step: Step) -> None:
    if step.case.legal != legal.NEEDED:
        raise IllegalTransition("no_legal_asked")
    asked = await last_step(step.work, step.case, Event.ASK_LEGAL)
    if asked is not None and asked.actor == step.actor_id:
        raise NotAllowed("needs_another_person")
    passed = step.row.event is Event.APPROVE_LEGAL
    step.case.legal = legal.PASSED if passed else legal.RETURNED


def _pass_legal_review(step: Step) -> None:
    case = step.case
    if legal.blocks(case.legal, step.fields.penalty_yuan, case.jurisdiction):
        raise IllegalTransition("legal_review_needed")


def _officers_known(step: Step) -> None:
    """Where the place binds itself to it, no outcome without two officers on record."""
    place = jurisdictions().get(step.case.jurisdiction)
    if place and place.two_officers_binding and not step.case.officers_named:
        raise IllegalTransition("officers_missing")


async def _find(step: Step) -> None:
    if step.fields.outcome not in (Outcome.VERIFIED, Outcome.PARTLY_VERIFIED):
        raise Invalid("nothing_to_rectify", field="outcome")
    _pass_legal_review(step)
    _officers_known(step)
    rewards.note_finding(step.case, step.fields)


async def _close(step: Step) -> None:
    if step.row.event is Event.CLOSE:
        _pass_legal_review(step)
        if step.case.status == Status.VERIFYING.value:
            _officers_known(step)
    step.params |= {"outcome": step.case.outcome} if step.case.outcome else {}
    step.params |= await rewards.record_finding(step.work, step.case, step.fields, step.actor_id)


async def _reward(step: Step) -> None:
    by = (step.actor_id, step.body_id)
    step.params |= await rewards.carry_out(step.work, step.case, step.row.event, step.fields, *by)


async def _ask_review(step: Step) -> None:
    """The reporter may ask once, within its days, that another officer looks again."""
    work, case = step.work, step.case
    if case.holder_id == bodies.INSIDE:
        # No body has looked at all: it can be asked to, by the step outward.
        raise IllegalTransition("review_inside")
    if case.review_asked:
        raise IllegalTransition("review_used")
    if not clocks.within_limit(work, case, "review_request", case.closed_at):
        raise IllegalTransition("review_too_late")
    case.review_asked, case.resume_status = True, case.status


async def _reopen(step: Step) -> None:
    """Another verification needs its own legal review."""
    await _another_person(step)
    step.case.legal = None


async def _another_person(step: Step) -> None:
    """Whoever ended the case doesn't judge their own work when the reporter asks for a review."""
    if step.case.status != Status.REVIEW.value:
        return
    ended = [await last_step(step.work, step.case, event) for event in ENDINGS]
    if step.actor_id in {one.actor for one in ended if one is not None}:
        raise NotAllowed("needs_another_person")
    if step.row.event is Event.UPHOLD:
        await _resume(step)


async def _crime(step: Step) -> None:
    """行刑衔接: each step in its turn, two officers to report, another person to decide."""
    work, case, event = step.work, step.case, step.row.event
    move = crime.move_of(event, case.crime)
    if event is Event.CRIME_REPORT:
        _enough(step.fields.officers or ())
    elif event in (Event.CRIME_APPROVE, Event.CRIME_REJECT):
        reported = await last_step(work, case, Event.CRIME_REPORT)
        if reported is not None and reported.actor == step.actor_id:
            raise NotAllowed("needs_another_person")
    for kind in crime.LIMITS:
        await clocks.end(work, case, kind=kind)
    if move.limit is not None:
        await clocks.start(work, case, move.limit, main=False)
    case.crime = move.to.value


async def last_step(work: Work, case: Case, event: Event) -> CaseEvent | None:
    """The latest step of a kind in the history of a case."""
    query = (
        select(CaseEvent)
        .where(CaseEvent.case_number == case.number, CaseEvent.event == event.value)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    return await work.session.scalar(query)


EFFECTS: dict[Event, Callable[[Step], Awaitable[None]]] = {
    Event.ANSWER: _resume,
    Event.RESUME: _resume,
    Event.REQUEST_INFO: _wait,
    Event.TRANSFER: _transfer,
    Event.CONNECT: _transfer,
    Event.REFUSE: _refuse,
    Event.RAISE: _raise,
    Event.VERIFY: _verify,
    Event.NAME_OFFICERS: _name_officers,
    Event.ASK_EXTENSION: _ask_extension,
    Event.EXTEND: _extend,
    Event.REFUSE_EXTENSION: _refuse_extension,
    Event.ASK_LEGAL: _ask_legal,
    Event.APPROVE_LEGAL: _answer_legal,
    Event.RETURN_LEGAL: _answer_legal,
    Event.FIND: _find,
    Event.FINISH: _close,
    Event.CLOSE: _close,
    Event.PENALTY: _close,
    Event.APPROVE_REWARD: _reward,
    Event.REJECT_REWARD: _reward,
    Event.PAY_REWARD: _reward,
    Event.EXTEND_CLAIM: _reward,
    Event.FORFEIT_REWARD: _reward,
    Event.REVERSE_PAYMENT: _reward,
    Event.OUTWARD: _outward,
    Event.ASK_REVIEW: _ask_review,
    Event.UPHOLD: _another_person,
    Event.REOPEN: _reopen,
    **dict.fromkeys(crime.MOVES, _crime),
}
