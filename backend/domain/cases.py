"""The life of a case: one table of events; nothing else changes a status."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.errors import IllegalTransition, Invalid, NotAllowed


class Status(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    """At the installation's intake desk: the body answerable isn't connected here yet."""
    TRIAGE = "triage"
    """A person must decide who is answerable: uncertain, or refused."""
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    """The intake desk has given it on outside this installation."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITING = "waiting_reporter"
    VERIFYING = "verifying"
    CLOSED = "closed"


class Event(StrEnum):
    """What may happen to a case."""

    ACCEPT = "accept"
    DECLINE = "decline"
    TRANSFER = "transfer"
    REFUSE = "refuse"
    HAND_OVER = "hand_over"
    CONNECT = "connect"
    REQUEST_INFO = "request_info"
    ANSWER = "answer"
    RESUME = "resume"
    VERIFY = "verify"
    EXTEND = "extend"
    MESSAGE = "message"
    CLOSE = "close"
    PENALTY = "penalty"
    APPROVE_REWARD = "approve_reward"
    REJECT_REWARD = "reject_reward"
    PAY_REWARD = "pay_reward"
    REOPEN = "reopen"


class Role(StrEnum):
    """What a member of staff, a token or the system may do."""

    INTAKE = "intake"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEGAL = "legal"
    PAYER = "payer"
    CUSTODIAN = "custodian"
    ADMINISTRATOR = "administrator"
    HELPER = "helper"
    """An officer of a body that takes part beside the one answerable: asks, decides nothing."""
    REPORTER = "reporter"
    SYSTEM = "system"


class Outcome(StrEnum):
    """What verification found: 属实, 部分属实, 不属实, 无法核实."""

    VERIFIED = "verified"
    PARTLY_VERIFIED = "partly_verified"
    UNFOUNDED = "unfounded"
    UNVERIFIABLE = "unverifiable"


class DeclineReason(StrEnum):
    """Why a report isn't taken up: the ministry's own list (举报须知, 2023-12)."""

    ALREADY_ACCEPTED = "already_accepted"
    """Only in old histories: it tells that others reported. Such a case is linked and lives on."""
    NO_CLEAR_OBJECT = "no_clear_object"
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_PROCEDURE = "other_procedure"


class RefusalReason(StrEnum):
    """Why a body gives a case back: the three reasons of every hotline, 属地, 权属, 职能."""

    WRONG_AREA = "wrong_area"
    WRONG_OWNER = "wrong_owner"
    OVERLAPPING_DUTIES = "overlapping_duties"


class Clock(StrEnum):
    """What an event does to the deadlines of a case."""

    ACCEPT = "accept"
    VERIFY = "verify"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table; ``to`` None keeps the status, ``notice`` is the reporter's text."""

    event: Event
    sources: frozenset[Status]
    to: Status | None
    roles: frozenset[Role]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    notice: str | None = None
    clock: Clock | None = None


def _row(
    event: Event,
    sources: tuple[Status, ...],
    to: Status | None,
    roles: tuple[Role, ...],
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    notice: str | None = None,
    clock: Clock | None = None,
) -> Transition:
    return Transition(
        event, frozenset(sources), to, frozenset(roles), required, optional, notice, clock
    )


E, S, R = Event, Status, Role
_OPEN = (S.RECEIVED, S.TRIAGE, S.ASSIGNED, S.ACCEPTED, S.VERIFYING)
_DESK = (R.INTAKE, R.OFFICER)
_TALK = (*_DESK, R.HELPER)

TRANSITIONS: tuple[Transition, ...] = (
    _row(E.ACCEPT, (S.ASSIGNED,), S.ACCEPTED, (R.OFFICER,),
         notice="case.notice_accepted", clock=Clock.VERIFY),
    _row(E.DECLINE, (S.RECEIVED, S.TRIAGE, S.ASSIGNED), S.DECLINED, _DESK,
         required=("reason_code",), optional=("reason",),
         notice="case.notice_declined", clock=Clock.STOP),
    _row(E.TRANSFER, _OPEN, S.ASSIGNED, _DESK, required=("to",), optional=("reason",),
         notice="case.notice_transferred", clock=Clock.ACCEPT),
    _row(E.REFUSE, (S.ASSIGNED,), S.TRIAGE, (R.OFFICER,),
         required=("reason_code",), optional=("reason",), notice="case.notice_refused"),
    _row(E.HAND_OVER, (S.RECEIVED,), S.HANDED_OVER, _DESK,
         required=("how",), optional=("other_number",),
         notice="case.notice_handed_over", clock=Clock.STOP),
    _row(E.CONNECT, (S.RECEIVED,), S.ASSIGNED, (R.SYSTEM,),
         notice="case.notice_connected", clock=Clock.ACCEPT),
    _row(E.REQUEST_INFO, _OPEN, S.WAITING, _TALK, required=("text",),
         notice="case.notice_request_info", clock=Clock.PAUSE),
    _row(E.ANSWER, (S.WAITING,), None, (R.REPORTER,), clock=Clock.RESUME),
    _row(E.RESUME, (S.WAITING,), None, _DESK, clock=Clock.RESUME),
    _row(E.VERIFY, (S.ACCEPTED,), S.VERIFYING, (R.OFFICER,), optional=("officers",),
         notice="case.notice_verifying"),
    _row(E.EXTEND, (S.ACCEPTED, S.VERIFYING), None, (R.OFFICER,), required=("reason",),
         notice="case.notice_extended", clock=Clock.EXTEND),
    _row(E.MESSAGE, tuple(Status), None, _TALK, required=("text",), notice="case.notice_message"),
    _row(E.CLOSE, (S.VERIFYING, S.HANDED_OVER), S.CLOSED, _DESK,
         required=("outcome", "reason"),
         optional=("penalty_yuan", "criterion_confirmed", "concealed_deaths"),
         notice="case.notice_closed", clock=Clock.STOP),
    _row(E.PENALTY, (S.CLOSED,), None, (R.OFFICER, R.LEGAL), required=("penalty_yuan",),
         optional=("reason",), notice="case.notice_penalty"),
    _row(E.APPROVE_REWARD, (S.CLOSED,), None, (R.REVIEWER,), notice="case.notice_reward_approved"),
    _row(E.REJECT_REWARD, (S.CLOSED,), None, (R.REVIEWER,), required=("reason",),
         notice="case.notice_reward_rejected"),
    _row(E.PAY_REWARD, (S.CLOSED,), None, (R.PAYER,), required=("claim_password",),
         notice="case.notice_reward_paid"),
    _row(E.REOPEN, (S.CLOSED, S.DECLINED), S.VERIFYING, (R.OFFICER, R.REVIEWER),
         required=("reason",), notice="case.notice_reopened", clock=Clock.VERIFY),
)  # fmt: skip

BY_EVENT: dict[Event, Transition] = {row.event: row for row in TRANSITIONS}


def parse_event(name: str) -> Event:
    """The event called ``name``; raises Invalid for a word that is none."""
    try:
        return Event(name)
    except ValueError:
        raise Invalid("unknown_event", event=name[:40]) from None


def advance(status: Status, event: Event, roles: frozenset[Role]) -> Transition:
    """The transition ``event`` makes from ``status``.

    Raises NotAllowed when none of ``roles`` may cause it (asked first, so that a stranger doesn't
    learn the status) and IllegalTransition when it doesn't fit the status.
    """
    row = BY_EVENT[event]
    if not roles & row.roles:
        raise NotAllowed(event=event.value)
    if status not in row.sources:
        raise IllegalTransition(event=event.value, status=status.value)
    return row


def possible_events(status: Status, roles: frozenset[Role]) -> tuple[Transition, ...]:
    """The lines of the table that someone with ``roles`` may use now, in the table's order."""
    return tuple(row for row in TRANSITIONS if status in row.sources and roles & row.roles)
