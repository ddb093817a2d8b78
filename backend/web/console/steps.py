"""The next steps of a case as forms: exactly the fields that the table of events asks for."""

from dataclasses import dataclass, replace
from typing import get_args

from backend.db.models import Case
from backend.domain.cases import Event, Outcome, Status, Transition
from backend.domain.crime import MOVES
from backend.domain.fields import MAX_TEXT, reason_codes
from backend.domain.outgoing import copy_leaves
from backend.domain.reward_rules import graded, raised_for_employees
from backend.domain.rewards import IN_TURN
from backend.services.cases import REWARD_EVENTS, Actor
from backend.services.rewards import where_of
from backend.services.views import CaseView
from config.ready_texts import offered
from config.rules import ReportGrade
from config.texts import text

WITH_FILES = frozenset({Event.MESSAGE, Event.REQUEST_INFO})
"""Steps whose words go to the reporter with files."""
FIRST_STEP: dict[Status, Event] = {
    Status.RECEIVED: Event.HAND_OVER,
    Status.TRIAGE: Event.TRANSFER,
    Status.ASSIGNED: Event.ACCEPT,
    Status.ACCEPTED: Event.VERIFY,
    Status.VERIFYING: Event.CLOSE,
    Status.HANDED_OVER: Event.CLOSE,
    Status.RECTIFYING: Event.FINISH,
    Status.REVIEW: Event.REOPEN,
}
"""The step that a case of this status waits for; its button stands out."""
GRAVE = {
    Event.DECLINE,
    Event.REFUSE,
    Event.REJECT_REWARD,
    Event.RETURN_LEGAL,
    Event.REVERSE_PAYMENT,
}
FOLDED = {
    Event.RAISE,
    Event.NAME_OFFICERS,
    Event.ASK_EXTENSION,
    Event.ASK_LEGAL,
    Event.CRIME_REPORT,
    Event.EXTEND_CLAIM,
    Event.REVERSE_PAYMENT,
    Event.NOTE,
}
"""Steps that few cases need; the page folds them away once a case is under way."""
AWAITED_REWARD = {Event.APPROVE_REWARD, Event.PAY_REWARD}
_WEIGHT = {Event.TRANSFER: 1} | dict.fromkeys(GRAVE, 2)
"""What sends a case away stands last, so that nobody presses it in passing."""
CRIMES = {event.value for event in MOVES}
NEW = {Status.RECEIVED, Status.TRIAGE, Status.ASSIGNED}
"""Statuses in which it is still open whose case it is."""
RARE = {"concealed_deaths", "report_grade", "by_employee", "signatories"}
"""Fields that few cases need; the page folds them away."""
KINDS = {
    "reason_code": "choice",
    "outcome": "choice",
    "reason": "text",
    "text": "text",
    "how": "text",
    "to": "body",
    "penalty_yuan": "number",
    "concealed_deaths": "number",
    "criterion_confirmed": "flag",
    "officers": "line",
    "other_number": "line",
    "report_grade": "choice",
    "by_employee": "flag",
    "signatories": "number",
    "claim_code": "code",
    "days": "number",
    "voucher": "line",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a step's form."""

    name: str
    kind: str
    label: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    value: str = ""
    error: str = ""
    limit: int = MAX_TEXT
    rare: bool = False


@dataclass(frozen=True, slots=True)
class StepForm:
    """One next step; ``tone`` is first, plain or grave, ``told`` what the reporter will read."""

    event: str
    label: str
    tone: str
    fields: tuple[Field, ...]
    told: str = ""
    open: bool = False
    folded: bool = False
    error: str = ""
    help: str = ""
    ready: tuple[tuple[str, str], ...] = ()
    """Ready texts that fit the status: key and words."""
    files: bool = False
    check_copy: bool = False
    """Whether what travels must be looked through first."""
    without: str = ""
    """The reporter's words-to-be without what names somebody: to be sent so, or confirmed."""


def forms(view: CaseView, locale: str) -> list[StepForm]:
    """The steps this person may take now, the awaited one first."""
    first = FIRST_STEP.get(Status(view.case.status))
    rows = [row for row in view.next_steps if _fits(row, view)]
    rows.sort(key=lambda row: (row.event is not first, _WEIGHT.get(row.event, 0)))
    flagged = view.content is not None and "criminal_link" in view.content.flags
    made = [_form(row, view.case, first, locale) for row in rows]
    # Where the words hint at a crime, its step isn't folded away.
    return [replace(f, folded=f.folded and not (flagged and f.event in CRIMES)) for f in made]


def is_reward_step(form: StepForm) -> bool:
    """Whether a step belongs into the box of the reward."""
    return Event(form.event) in REWARD_EVENTS


def _fits(row: Transition, view: CaseView) -> bool:
    """Whether a step of the reward is in its turn."""
    reward = view.reward
    if row.event not in REWARD_EVENTS:
        return True
    in_turn = reward is not None and reward.status in IN_TURN[row.event]
    return in_turn and reward is not None and reward.amount_yuan is not None


def needs_another(view: CaseView, actor: Actor) -> bool:
    """Whether this person closed the case, so that somebody else must review the sum."""
    mine = {step.event for step in view.steps if step.actor == actor.id}
    return bool(mine & {Event.CLOSE, Event.PENALTY})


def _form(row: Transition, case: Case, first: Event | None, locale: str) -> StepForm:
    awaited = row.event is first or row.event in AWAITED_REWARD
    tone = "first" if awaited else "grave" if row.event in GRAVE else "plain"
    label, help_key = text(locale, f"case.event_{row.event}"), f"console.step_{row.event}"
    if row.event is Event.TRANSFER and case.status == Status.TRIAGE:
        label, help_key = text(locale, "console.assign"), "console.step_assign"
    fields = tuple(
        _field(name, row, locale, required=name in row.required)
        for name in (*row.required, *row.optional)
        if _counts(name, case)
    )
    said = text(locale, help_key) if help_key in STEP_HELPS else ""
    folded = row.event in FOLDED and case.status not in NEW and not awaited
    leaves = copy_leaves(row.event, case.status, case.refusals, case.urgency)
    check = leaves and not case.copy_checked
    return StepForm(
        row.event.value,
        label,
        tone,
        fields,
        folded=folded,
        help=said,
        ready=tuple((key, text(locale, key)) for key in offered(row.event, case.status)),
        files=row.event in WITH_FILES,
        check_copy=check,
    )


def _counts(name: str, case: Case) -> bool:
    """Whether a field changes anything where the case lies: what doesn't isn't asked for."""
    where = where_of(case)
    if name == "report_grade":
        return graded(where)
    return name != "by_employee" or raised_for_employees(where)


def _field(name: str, row: Transition, locale: str, *, required: bool) -> Field:
    choices: tuple[tuple[str, str], ...] = ()
    if name == "reason_code":
        choices = tuple((c, text(locale, f"case.reason_{c}")) for c in reason_codes(row.event))
    elif name == "outcome":
        choices = tuple((o.value, text(locale, f"case.outcome_{o}")) for o in Outcome)
    elif name == "report_grade":
        grades = get_args(ReportGrade)
        choices = tuple((one, text(locale, f"console.report_grade_{one}")) for one in grades)
    key, own = f"console.help_{row.event}_{name}", f"console.label_{row.event}_{name}"
    return Field(
        name,
        KINDS[name],
        text(locale, own if own in LABELS else f"console.field_{name}"),
        required,
        choices,
        text(locale, key) if key in HELPS else "",
        rare=name in RARE,
    )


STEP_HELPS = {
    "console.step_note",
    "console.step_assign",
    "console.step_transfer",
    "console.step_decline",
    "console.step_refuse",
    "console.step_hand_over",
    "console.step_request_info",
    "console.step_reopen",
    "console.step_ask_extension",
    "console.step_ask_legal",
    "console.step_crime_report",
    "console.step_find",
    "console.step_raise",
    "console.step_report_finding",
    "console.step_uphold",
}
"""Steps that are easily taken for one another, each with a line that tells it apart."""
LABELS = {
    "console.label_crime_hand_over_other_number",
    "console.label_extend_other_number",
    "console.label_police_filed_other_number",
}
"""Fields that mean something of their own in one step."""
HELPS = {
    "console.help_close_reason",
    "console.help_close_penalty_yuan",
    "console.help_close_criterion_confirmed",
    "console.help_crime_report_officers",
    "console.help_extend_other_number",
    "console.help_find_reason",
    "console.help_finish_reason",
    "console.help_name_officers_officers",
    "console.help_verify_officers",
    "console.help_hand_over_how",
    "console.help_pay_reward_claim_code",
    "console.help_request_info_text",
    "console.help_message_text",
    "console.help_uphold_reason",
}
"""Fields with a line of help under them."""
