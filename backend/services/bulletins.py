"""The weekly bulletin: published by the sweep, once whatever dies, and read by everybody."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from backend.db.models import Bulletin, Case, CaseEvent, CaseLink, LedgerEntry
from backend.db.session import insert_if_absent
from backend.domain.bulletins import (
    ANSWERS,
    DECLINED,
    Answer,
    Figures,
    Week,
    due_week,
    figures,
    parse_figures,
    parse_week,
)
from backend.domain.cases import Event
from backend.domain.deadlines import SHANGHAI, day_of
from backend.house import House, Work
from backend.services import audit, typical_cases
from backend.services.ledger import Kind
from backend.services.similar import Kind as LinkKind

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Issue:
    """One bulletin as it was published."""

    week: Week
    cases_from: dt.date
    rewards_from: dt.date
    figures: Figures
    published_on: dt.date


async def publish(house: House) -> list[str]:
    """Publish every week that is due and wasn't published; returns those that this call wrote.

    Each in a transaction of its own. Of several processes one writes the row.
    """
    written: list[str] = []
    while True:
        async with house.work() as work:
            week = await _next_due(work)
            if week is None:
                return written
            if await _write(work, week):
                written.append(week.id)


async def _next_due(work: Work) -> Week | None:
    due = due_week(day_of(work.now))
    last = await _last(work)
    following = last.week.next if last else due
    return following if following.monday <= due.monday else None


async def _write(work: Work, week: Week) -> bool:
    last = await _last(work)
    cases_from = rewards_from = week.monday
    if last is not None:
        # What was too little to be told is told together with what came after it.
        cases_from = last.cases_from if last.figures.cases is None else cases_from
        rewards_from = last.rewards_from if last.figures.rewards is None else rewards_from
    end = _begin(week.next.monday)
    counted = figures(
        await _answers(work, _begin(cases_from), end),
        await _payments(work, _begin(rewards_from), end),
    )
    values = {
        "week": week.id,
        "cases_from": cases_from,
        "rewards_from": rewards_from,
        "figures": counted.dump(),
        "published_on": day_of(work.now),
    }
    insert = insert_if_absent(work.session, Bulletin, values).returning(Bulletin.week)
    if await work.session.scalar(insert) is None:
        return False
    await typical_cases.publish(work, week.id)
    await audit.record(work, SYSTEM, "publish_bulletin", week.id)
    return True


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


async def _answers(work: Work, start: dt.datetime, end: dt.datetime) -> list[Answer]:
    """The cases first answered from ``start`` to before ``end``, one of each matter."""
    events = [event.value for event in ANSWERS]
    at = func.min(CaseEvent.at)
    first = (
        select(CaseEvent.case_number, at.label("at"))
        .where(CaseEvent.event.in_(events))
        .group_by(CaseEvent.case_number)
        .having(at >= start, at < end)
        .subquery()
    )
    # Five colleagues who report the same are one answer: their number is nobody's business.
    again = select(CaseLink.later).where(
        CaseLink.later == Case.number, CaseLink.kind == LinkKind.SAME.value
    )
    query = (
        select(Case, CaseEvent)
        .join(first, first.c.case_number == Case.number)
        .join(
            CaseEvent,
            and_(
                CaseEvent.case_number == Case.number,
                CaseEvent.at == first.c.at,
                CaseEvent.event.in_(events),
            ),
        )
        .where(~again.exists())
    )
    found = {case.number: (case, event) for case, event in await work.session.execute(query)}
    return [
        Answer(
            case.unit_id,
            case.industry,
            DECLINED if event.event == Event.DECLINE.value else case.outcome or DECLINED,
            (day_of(event.at) - day_of(case.created_at)).days,
        )
        for case, event in found.values()
    ]


async def _payments(work: Work, start: dt.datetime, end: dt.datetime) -> list[int]:
    """The sums of the rewards paid, in yuan, without what was taken back in the same time."""
    kinds = (Kind.PAYMENT.value, Kind.COUNTER.value)
    rows = await work.session.execute(
        select(LedgerEntry.case_number, LedgerEntry.amount_yuan).where(
            LedgerEntry.kind.in_(kinds), LedgerEntry.at >= start, LedgerEntry.at < end
        )
    )
    paid: Counter[str | None] = Counter()
    for number, amount in rows:
        paid[number] -= amount
    return [yuan for yuan in paid.values() if yuan > 0]


async def _last(work: Work) -> Issue | None:
    found = await issues(work, most=1)
    return found[0] if found else None


async def issues(work: Work, most: int | None = None) -> list[Issue]:
    """The bulletins, the newest first."""
    rows = await work.session.scalars(select(Bulletin).order_by(Bulletin.week.desc()).limit(most))
    return [_issue(row) for row in rows]


async def of_week(work: Work, raw: str) -> Issue | None:
    """The bulletin of the week called ``raw``; None for one that wasn't published."""
    row = await work.session.get(Bulletin, raw) if parse_week(raw) else None
    return _issue(row) if row else None


def _issue(row: Bulletin) -> Issue:
    week = parse_week(row.week)
    assert week is not None  # noqa: S101 - written here
    return Issue(
        week, row.cases_from, row.rewards_from, parse_figures(row.figures), row.published_on
    )
