"""The register of cases (台账): one line a case in plain facts, read in blocks however long it is.

No official list of its columns was found; these are derived from the rules that mention them. Who
reported, on which firm, where exactly and in what words is sealed and never in it; nor is whether
a colleague reported, which would narrow down who.
"""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from backend.db.models import Case, CaseEvent, Reward
from backend.domain.cases import Event
from backend.domain.deadlines import day_in_shanghai
from backend.domain.figures import Period
from backend.house import Work
from backend.services import bodies, staff
from backend.services.cases import Actor
from backend.services.figures_steps import ENDINGS, within
from backend.services.views import mine
from config.texts import text

BLOCK = 1_000
Value = str | int
_SHOWN = (
    Case.number, Case.created_at, Case.area, Case.industry, Case.urgency, Case.criteria,
    Case.body_id, Case.holder_id, Case.status, Case.refusals, Case.officers_named, Case.outcome,
    Case.closed_at, Case.criterion_confirmed, Case.crime, Case.penalty_yuan, Case.signatories,
    Case.due_at, Case.extended, Case.review_asked, Case.version,
)  # fmt: skip
"""What is read of a case: nothing sealed among it."""
_DECIDED = (Event.ACCEPT.value, Event.DECLINE.value)
_READ = (
    *_DECIDED, *ENDINGS, Event.TRANSFER.value, Event.VERIFY.value, Event.OVERDUE.value,
    Event.REOPEN.value, Event.ASK_REVIEW.value, Event.FIND.value,
)  # fmt: skip
"""The steps that a line is made of."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a line is made of, of one step."""

    event: str
    at: dt.datetime
    actor: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """What the lines are written with."""

    locale: str
    people: Mapping[str, str]

    def say(self, start: str, code: str | None) -> str:
        """The text of a code; nothing for none."""
        return text(self.locale, f"{start}{code}") if code else ""

    def who(self, step: Step | None) -> str:
        """Who took a step, if it was one of the body's own people."""
        return self.people.get(step.actor, "") if step else ""

    def body(self, body_id: object) -> str:
        """The name of a body."""
        try:
            return bodies.name_of(str(body_id), self.locale) if body_id else ""
        except KeyError:
            return str(body_id)

    def yes(self, value: bool) -> str:
        """Yes or no."""
        return text(self.locale, "figures.yes" if value else "figures.no")


@dataclass(slots=True)
class Entry:
    """What is known of one case."""

    case: Case
    words: Words
    reward: Reward | None = None
    steps: list[Step] = field(default_factory=list)

    def last(self, *events: str) -> Step | None:
        """The latest step of these kinds."""
        return next((one for one in reversed(self.steps) if one.event in events), None)

    def times(self, event: Event) -> int:
        """How often a step was taken."""
        return sum(one.event == event.value for one in self.steps)


def _day(moment: dt.datetime | None) -> str:
    return day_in_shanghai(moment) if moment else ""


def _at(entry: Entry, *events: str) -> str:
    step = entry.last(*events)
    return _day(step.at) if step else ""


def _reason(entry: Entry) -> str:
    step = entry.last(Event.DECLINE.value)
    return entry.words.say("case.reason_", step.facts.get("reason_code")) if step else ""


def _moved_to(entry: Entry) -> str:
    step = entry.last(Event.TRANSFER.value)
    return entry.words.body(step.facts.get("to_body")) if step else ""


def _decision(entry: Entry) -> str:
    step = entry.last(*_DECIDED)
    return entry.words.say("case.event_", step.event) if step else ""


_COLUMNS: dict[str, Callable[[Entry], Value]] = {
    "number": lambda e: e.case.number,
    "received": lambda e: _day(e.case.created_at),
    "area": lambda e: e.case.area,
    "industry": lambda e: e.words.say("routing.industry_", e.case.industry),
    "urgency": lambda e: e.words.say("case.urgency_", e.case.urgency),
    "criteria": lambda e: "; ".join(e.case.criteria),
    "body": lambda e: e.words.body(e.case.body_id),
    "desk": lambda e: e.words.body(e.case.holder_id),
    "status": lambda e: e.words.say("console.status_", e.case.status),
    "decision": _decision,
    "decline_reason": _reason,
    "decided": lambda e: _at(e, *_DECIDED),
    "decided_by": lambda e: e.words.who(e.last(*_DECIDED)),
    "moved_to": _moved_to,
    "moved": lambda e: _at(e, Event.TRANSFER.value),
    "refusals": lambda e: e.case.refusals,
    "verified_from": lambda e: _at(e, Event.VERIFY.value),
    "two_officers": lambda e: e.words.yes(e.case.officers_named),
    "outcome": lambda e: e.words.say("case.outcome_", e.case.outcome),
    "found": lambda e: _at(e, Event.FIND.value, Event.CLOSE.value),
    "mended": lambda e: _at(e, Event.FINISH.value),
    "closed": lambda e: _day(e.case.closed_at),
    "closed_by": lambda e: e.words.who(e.last(*ENDINGS)),
    "major_hazard": lambda e: e.words.yes(e.case.criterion_confirmed),
    "crime": lambda e: e.words.say("console.crime_", e.case.crime),
    "penalty": lambda e: "" if e.case.penalty_yuan is None else e.case.penalty_yuan,
    "signatories": lambda e: e.case.signatories,
    "due": lambda e: _day(e.case.due_at),
    "extended": lambda e: e.words.yes(e.case.extended),
    "overdue": lambda e: e.times(Event.OVERDUE),
    "review_asked": lambda e: e.words.yes(e.case.review_asked),
    "reopened": lambda e: e.times(Event.REOPEN),
    "reward": lambda e: e.words.say("case.reward_status_", e.reward.status) if e.reward else "",
    "reward_yuan": lambda e: (e.reward.amount_yuan or "") if e.reward else "",
    "reward_told": lambda e: _day(e.reward.window_from) if e.reward else "",
    "reward_until": lambda e: _day(e.reward.claim_until) if e.reward else "",
}  # fmt: skip
"""The columns in their order, headed by ``figures.docket_NAME``."""


def headings(locale: str) -> list[str]:
    """What stands above the columns."""
    return [text(locale, f"figures.docket_{name}") for name in _COLUMNS]


async def size(work: Work, actor: Actor, period: Period) -> int:
    """How many lines the register of a period has."""
    query = mine(actor).where(within(Case.created_at, period))
    return int(await work.session.scalar(query.with_only_columns(func.count())) or 0)


async def lines(
    work: Work, actor: Actor, period: Period, locale: str
) -> AsyncIterator[list[list[Value]]]:
    """The lines of what a body may see of the reports of a period, oldest first, in blocks."""
    people = {f"staff:{one.id}": one.name for one in await staff.people(work, actor.body_id)}
    words = Words(locale, people)
    query = mine(actor).where(within(Case.created_at, period))
    order = query.order_by(Case.created_at, Case.number).with_only_columns(Case.number)
    numbers = list(await work.session.scalars(order))
    for at in range(0, len(numbers), BLOCK):
        entries = await _known(work, numbers[at : at + BLOCK], words)
        yield [[make(entry) for make in _COLUMNS.values()] for entry in entries]
        # Nothing of a block stays in memory.
        work.session.expunge_all()


async def _known(work: Work, numbers: Sequence[str], words: Words) -> list[Entry]:
    cases = await work.session.scalars(
        select(Case).where(Case.number.in_(numbers)).options(load_only(*_SHOWN, raiseload=True))
    )
    found = {case.number: Entry(case, words) for case in cases}
    rows = await work.session.execute(
        select(
            CaseEvent.case_number, CaseEvent.event, CaseEvent.at, CaseEvent.actor, CaseEvent.facts
        )
        # Not by the kind of step: a database without statistics would read all of a kind.
        .where(CaseEvent.case_number.in_(numbers))
        .order_by(CaseEvent.case_number, CaseEvent.seq)
    )
    for number, *step in rows:
        if step[0] in _READ:
            found[number].steps.append(Step(*step))
    for reward in await work.session.scalars(select(Reward).where(Reward.case_number.in_(numbers))):
        found[reward.case_number].reward = reward
    return [found[number] for number in numbers if number in found]
