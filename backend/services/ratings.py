"""The reporter's rating of an ended case: one for each ending, changed while it may be given."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from backend.db.models import Case, CaseEvent, Rating, Report
from backend.domain.cases import Event, Status
from backend.domain.deadlines import day_of
from backend.domain.errors import IllegalTransition
from backend.domain.ratings import ENDING, RatingReason
from backend.domain.receipts import hide_receipts
from backend.house import Work
from backend.services import bodies, clocks
from backend.vault import open_sealed, seal
from nlp.redact import redact

GOOD, BAD = "rate.good", "rate.bad"
MOST_WORDS = 500
"""Characters a reporter may add to a rating."""
_RATABLE = (Status.CLOSED, Status.DECLINED)


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating, opened."""

    satisfied: bool
    reasons: tuple[str, ...]
    words: str
    day: date
    body_id: str


def notice_choices(event: Event, number: str) -> tuple[str, ...]:
    """The buttons under the reporter's notice of ``event``: they name their case."""
    return (f"{GOOD}:{number}", f"{BAD}:{number}") if event in ENDING else ()


async def may_rate(work: Work, case: Case) -> bool:
    """Whether the case has ended not long ago, at the desk of a body."""
    if Status(case.status) not in _RATABLE or case.holder_id == bodies.INSIDE:
        return False
    return case.erased_at is None and clocks.within_limit(work, case, "rating", case.closed_at)


async def ratable(work: Work, numbers: list[str]) -> list[str]:
    """Those of these cases that may be rated now, in their order."""
    cases = [await work.session.get_one(Case, number) for number in numbers]
    return [case.number for case in cases if await may_rate(work, case)]


async def rate(work: Work, report_id: str, *, satisfied: bool) -> Case:
    """Say satisfied or not; the latest word on an ending counts.

    Raises IllegalTransition ``rating_over`` when it is too early or too late.
    """
    report, case = await _find(work, report_id)
    row = await _row(work, report, case)
    if row.satisfied is not satisfied:
        row.reasons, row.words = [], None
    row.satisfied, row.day = satisfied, day_of(work.now)
    return case


async def add_reason(work: Work, report_id: str, reason: RatingReason) -> Case:
    """Why the reporter isn't satisfied; several may be given.

    Raises as rate, and ``rating_was_good`` where the last word was that they are.
    """
    report, case = await _find(work, report_id)
    row = await _row(work, report, case)
    if row.satisfied:
        # An older message's button: what was said last counts.
        raise IllegalTransition("rating_was_good")
    row.day = day_of(work.now)
    if reason.value not in row.reasons:
        row.reasons = [*row.reasons, reason.value]
    return case


async def add_words(work: Work, report_id: str, words: str) -> Case:
    """A few words beside the rating, without names and numbers. Raises as rate."""
    report, case = await _find(work, report_id)
    row = await _row(work, report, case)
    said = redact(hide_receipts(words.strip()[:MOST_WORDS]))
    key = await bodies.data_key(work, report.id)
    row.words = seal(key, said.encode(), "ratings", _place(row), "words") if said else None
    row.day = day_of(work.now)
    return case


async def latest(work: Work, report_id: str) -> bool | None:
    """Whether the reporter said satisfied of the last ending; None for no word."""
    query = select(Rating.satisfied).where(Rating.report_id == report_id)
    found: bool | None = await work.session.scalar(query.order_by(Rating.ending.desc()).limit(1))
    return found


async def of_case(work: Work, case: Case, body_id: str) -> list[Rated]:
    """The ratings of a case for a body that has it, the latest first; raises KeyMissing."""
    rows = await work.session.scalars(
        select(Rating)
        .where(Rating.case_number == case.number)
        .order_by(Rating.ending.desc(), Rating.report_id)
    )
    found = []
    for row in rows:
        one = Rated(row.satisfied, tuple(row.reasons), "", row.day, row.body_id)
        if row.words is not None:
            key = await bodies.data_key(work, row.report_id, body_id)
            words = open_sealed(key, row.words, "ratings", _place(row), "words").decode()
            one = replace(one, words=words)
        found.append(one)
    return found


async def _find(work: Work, report_id: str) -> tuple[Report, Case]:
    report = await work.session.get_one(Report, report_id)
    # Locked: an officer may open the case again at this moment.
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    if not await may_rate(work, case):
        raise IllegalTransition("rating_over")
    return report, case


async def _row(work: Work, report: Report, case: Case) -> Rating:
    last = select(func.max(CaseEvent.seq)).where(
        CaseEvent.case_number == case.number,
        CaseEvent.event.in_([event.value for event in ENDING]),
    )
    ending = int(await work.session.scalar(last) or 0)
    row = await work.session.get(Rating, (report.id, ending))
    if row is None:
        row = Rating(
            report_id=report.id,
            ending=ending,
            case_number=case.number,
            body_id=case.holder_id,
            satisfied=False,
            reasons=[],
            day=day_of(work.now),
        )
        work.session.add(row)
    return row


def _place(row: Rating) -> str:
    return f"{row.report_id}/{row.ending}"
