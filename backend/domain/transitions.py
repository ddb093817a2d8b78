"""The life of a case: one table of events; nothing else changes a status."""

from backend.domain.cases import Clock, Event, Role, Status, Transition
from backend.domain.errors import IllegalTransition, NotAllowed


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
_WORKED = (S.ACCEPTED, S.VERIFYING)
_RUNNING = (*_OPEN, S.WAITING, S.RECTIFYING, S.REVIEW)
_CRIME = (S.VERIFYING, S.RECTIFYING, S.CLOSED)
_DESK = (R.INTAKE, R.OFFICER)
_TALK = (*_DESK, R.HELPER)
_ABOVE = (R.SUPERIOR, R.REVIEWER)
_FINDING = (
    "penalty_yuan",
    "criterion_confirmed",
    "concealed_deaths",
    "report_grade",
    "by_employee",
    "signatories",
)

TRANSITIONS: tuple[Transition, ...] = (
    _row(E.ACCEPT, (S.ASSIGNED,), S.ACCEPTED, (R.OFFICER,),
         notice="case.notice_accepted", clock=Clock.VERIFY),
    _row(E.DECLINE, (S.RECEIVED, S.TRIAGE, S.ASSIGNED), S.DECLINED, _DESK,
         required=("reason_code",), optional=("reason",),
         notice="case.notice_declined", clock=Clock.STOP),
    _row(E.TRANSFER, _OPEN, S.ASSIGNED, _DESK, required=("to",), optional=("reason",),
         notice="case.notice_transferred", clock=Clock.TRANSFER),
    _row(E.REFUSE, (S.ASSIGNED,), S.TRIAGE, (R.OFFICER,),
         required=("reason_code",), optional=("reason",),
         notice="case.notice_refused", clock=Clock.ARBITER),
    _row(E.RAISE, (S.ASSIGNED, *_WORKED), None, (R.OFFICER, R.HELPER), required=("reason",)),
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
    _row(E.NAME_OFFICERS, (S.VERIFYING, S.RECTIFYING, S.CLOSED), None, (R.OFFICER,),
         required=("officers",)),
    _row(E.REPORT_FINDING, _WORKED, None, (R.HELPER,), required=("reason",),
         optional=("outcome",)),
    _row(E.ASK_EXTENSION, _WORKED, None, (R.OFFICER,), required=("reason",)),
    _row(E.EXTEND, _WORKED, None, _ABOVE, optional=("other_number",),
         notice="case.notice_extended", clock=Clock.EXTEND),
    _row(E.REFUSE_EXTENSION, _WORKED, None, _ABOVE, required=("reason",)),
    _row(E.MESSAGE, tuple(Status), None, _TALK, required=("text",), notice="case.notice_message"),
    _row(E.NOTE, tuple(Status), None, _TALK, required=("reason",)),
    _row(E.ASK_LEGAL, (S.VERIFYING,), None, (R.OFFICER,), optional=("reason",)),
    _row(E.APPROVE_LEGAL, (S.VERIFYING,), None, (R.LEGAL,), optional=("reason",)),
    _row(E.RETURN_LEGAL, (S.VERIFYING,), None, (R.LEGAL,), required=("reason",)),
    _row(E.FIND, (S.VERIFYING,), S.RECTIFYING, (R.OFFICER,),
         required=("outcome", "reason"), optional=_FINDING,
         notice="case.notice_found", clock=Clock.RECTIFY),
    _row(E.FINISH, (S.RECTIFYING,), S.CLOSED, (R.OFFICER,), required=("reason",),
         optional=_FINDING, notice="case.notice_finished", clock=Clock.STOP),
    _row(E.CLOSE, (S.VERIFYING, S.HANDED_OVER), S.CLOSED, _DESK,
         required=("outcome", "reason"), optional=_FINDING,
         notice="case.notice_closed", clock=Clock.STOP),
    _row(E.PENALTY, (S.CLOSED,), None, (R.OFFICER, R.LEGAL), required=("penalty_yuan",),
         optional=("reason",), notice="case.notice_penalty"),
    _row(E.APPROVE_REWARD, (S.CLOSED,), None, (R.REVIEWER,), notice="case.notice_reward_approved"),
    _row(E.REJECT_REWARD, (S.CLOSED,), None, (R.REVIEWER,), required=("reason",),
         notice="case.notice_reward_rejected"),
    _row(E.PAY_REWARD, (S.CLOSED,), None, (R.PAYER,), required=("claim_code", "voucher"),
         notice="case.notice_reward_paid"),
    _row(E.EXTEND_CLAIM, (S.CLOSED,), None, (R.REVIEWER,), required=("days", "reason"),
         notice="case.notice_claim_extended"),
    _row(E.FORFEIT_REWARD, (S.CLOSED,), None, (R.SYSTEM,), notice="case.notice_reward_forfeited"),
    _row(E.REVERSE_PAYMENT, (S.CLOSED,), None, (R.REVIEWER,), required=("reason",),
         notice="case.notice_payment_reversed"),
    _row(E.ASK_REVIEW, (S.CLOSED, S.DECLINED), S.REVIEW, (R.REPORTER,), required=("reason",),
         clock=Clock.REVIEW),
    _row(E.UPHOLD, (S.REVIEW,), None, (R.OFFICER, R.REVIEWER), required=("reason",),
         notice="case.notice_upheld", clock=Clock.STOP),
    _row(E.REOPEN, (S.CLOSED, S.DECLINED, S.REVIEW), S.VERIFYING, (R.OFFICER, R.REVIEWER),
         required=("reason",), notice="case.notice_reopened", clock=Clock.VERIFY),
    _row(E.WITHDRAW, (S.RECEIVED, S.TRIAGE, S.ASSIGNED), S.WITHDRAWN, (R.REPORTER,),
         clock=Clock.STOP),
    _row(E.OUTWARD, (S.INSIDE, S.CLOSED), S.ASSIGNED, (R.SYSTEM,),
         notice="case.notice_outward", clock=Clock.ACCEPT),
    _row(E.SETTLE, (S.INSIDE,), S.CLOSED, (R.SYSTEM,), notice="case.notice_settled"),
    _row(E.URGE, _RUNNING, None, (R.SUPERIOR,), required=("reason",)),
    _row(E.OVERDUE, _RUNNING, None, (R.SYSTEM,), notice="case.notice_overdue"),
    _row(E.CRIME_REPORT, _CRIME, None, (R.OFFICER,), required=("reason", "officers")),
    _row(E.CRIME_APPROVE, _CRIME, None, (R.REVIEWER,)),
    _row(E.CRIME_REJECT, _CRIME, None, (R.REVIEWER,), required=("reason",)),
    _row(E.CRIME_HAND_OVER, _CRIME, None, (R.OFFICER,), required=("how",),
         optional=("other_number",)),
    _row(E.POLICE_FILED, _CRIME, None, (R.OFFICER,), optional=("other_number",)),
    _row(E.POLICE_DECLINED, _CRIME, None, (R.OFFICER,), required=("reason",)),
    _row(E.CRIME_OBJECT, _CRIME, None, (R.OFFICER,), required=("how",)),
)  # fmt: skip

BY_EVENT: dict[Event, Transition] = {row.event: row for row in TRANSITIONS}


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
