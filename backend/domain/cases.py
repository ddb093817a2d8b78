"""The words of a case's life: statuses, events, roles; the table of them is in transitions."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.errors import Invalid


class Status(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    """At the installation's intake desk: the body answerable isn't connected here yet."""
    TRIAGE = "triage"
    """A person must decide who is answerable: uncertain, or refused."""
    INSIDE = "inside"
    """With the firm itself, as the reporter chose; no body sees it yet."""
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    """The intake desk has given it on outside this installation."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITING = "waiting_reporter"
    VERIFYING = "verifying"
    RECTIFYING = "rectifying"
    """Verified: the hazard is being mended (整改中)."""
    CLOSED = "closed"
    REVIEW = "review"
    """The reporter asked to look again (复查)."""
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What may happen to a case."""

    ACCEPT = "accept"
    DECLINE = "decline"
    TRANSFER = "transfer"
    REFUSE = "refuse"
    RAISE = "raise"
    """镇街吹哨: the town calls the body above; it goes on verifying, the body above decides."""
    HAND_OVER = "hand_over"
    CONNECT = "connect"
    REQUEST_INFO = "request_info"
    ANSWER = "answer"
    RESUME = "resume"
    VERIFY = "verify"
    NAME_OFFICERS = "name_officers"
    REPORT_FINDING = "report_finding"
    """镇街主查: a helper says what it found; the body answerable decides."""
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    MESSAGE = "message"
    NOTE = "note"
    """Words among staff, which no reporter ever sees; they go on with the case."""
    ASK_LEGAL = "ask_legal"
    APPROVE_LEGAL = "approve_legal"
    RETURN_LEGAL = "return_legal"
    FIND = "find"
    """Verified, and the hazard must be mended before the case is closed."""
    FINISH = "finish"
    CLOSE = "close"
    PENALTY = "penalty"
    APPROVE_REWARD = "approve_reward"
    REJECT_REWARD = "reject_reward"
    PAY_REWARD = "pay_reward"
    EXTEND_CLAIM = "extend_claim"
    FORFEIT_REWARD = "forfeit_reward"
    REVERSE_PAYMENT = "reverse_payment"
    """A payment was wrong: a counter-entry in the ledger, and the reward may be claimed again."""
    ASK_REVIEW = "ask_review"
    UPHOLD = "uphold"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    OUTWARD = "outward"
    """The firm did not mend it, or the reporter says so: it goes to the enforcement body."""
    SETTLE = "settle"
    """The firm mended it and the reporter did not deny it."""
    URGE = "urge"
    OVERDUE = "overdue"
    CRIME_REPORT = "crime_report"
    CRIME_APPROVE = "crime_approve"
    CRIME_REJECT = "crime_reject"
    CRIME_HAND_OVER = "crime_hand_over"
    POLICE_FILED = "police_filed"
    POLICE_DECLINED = "police_declined"
    CRIME_OBJECT = "crime_object"


class Role(StrEnum):
    """What a member of staff, a token or the system may do."""

    INTAKE = "intake"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEGAL = "legal"
    PAYER = "payer"
    SUPERVISOR = "supervisor"
    """督导: sees where the cases of their body and those below stand, never what a report says."""
    STATISTICS = "statistics"
    """统计: sees figures, and no case."""
    CUSTODIAN = "custodian"
    ADMINISTRATOR = "administrator"
    SAFETY_OFFICER = "safety_officer"
    """Of a firm (安全管理员): sees what was reported to the firm, and nothing else here."""
    HELPER = "helper"
    """An officer of a body that takes part beside the one answerable: asks, decides nothing."""
    SUPERIOR = "superior"
    """Somebody of a body above, who was told of a limit that is over or asked for more time."""
    REPORTER = "reporter"
    SYSTEM = "system"


STAFF_ROLES = (
    Role.INTAKE,
    Role.OFFICER,
    Role.REVIEWER,
    Role.LEGAL,
    Role.PAYER,
    Role.SUPERVISOR,
    Role.STATISTICS,
    Role.CUSTODIAN,
    Role.ADMINISTRATOR,
)
"""What an administrator may make somebody of a body; the rest follow from what they do."""


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
    """Why a body gives a case back: 属地, 权属, 职能 of every hotline, or another reason."""

    WRONG_AREA = "wrong_area"
    WRONG_OWNER = "wrong_owner"
    OVERLAPPING_DUTIES = "overlapping_duties"
    OTHER = "other_refusal"


class Clock(StrEnum):
    """What an event does to the time limits of a case."""

    ACCEPT = "accept"
    TRANSFER = "transfer"
    ARBITER = "arbiter"
    VERIFY = "verify"
    RECTIFY = "rectify"
    REVIEW = "review"
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


def parse_event(name: str) -> Event:
    """The event called ``name``; raises Invalid for a word that is none."""
    try:
        return Event(name)
    except ValueError:
        raise Invalid("unknown_event", event=name[:40]) from None
