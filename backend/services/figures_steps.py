"""Figures of what was done, counted by the database from the history of cases, month by month.

The history never changes, so neither does what was counted of a month that is over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backend.db.models import CaseEvent, LedgerEntry
from backend.db.moments import month_of
from backend.domain.cases import Event, Outcome, Status
from backend.domain.figures import Figure, Kind, Period, Stretch, count
from backend.house import Work
from backend.services.ledger import Kind as EntryKind

SUBMIT = "submit"
ENDINGS = (Event.CLOSE.value, Event.FINISH.value)
"""Steps that end a case with an outcome."""
_FINDINGS = (Event.FIND.value, *ENDINGS, Event.PENALTY.value)
_TRUE = (Outcome.VERIFIED.value, Outcome.PARTLY_VERIFIED.value)
_MONTH = month_of(CaseEvent.at)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose steps are counted, and by what they are told apart."""

    where: ColumnElement[bool]
    by: InstrumentedAttribute[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of one body or person in one month."""

    name: str
    by: str
    month: str
    figure: Figure


def of_bodies(ids: Sequence[str]) -> Whose:
    """The steps of these bodies, each body for itself."""
    return Whose(CaseEvent.body_id.in_(ids), CaseEvent.body_id)


def of_people(body_id: str) -> Whose:
    """The steps of one body, each person for themselves."""
    return Whose(CaseEvent.body_id == body_id, CaseEvent.actor)


def within(column: Any, when: Stretch | Period) -> ColumnElement[bool]:
    """Whether a moment lies in a stretch of time."""
    return and_(column >= when.begin, column < when.end)


async def steps(
    work: Work, whose: Whose, when: Stretch | Period, names: dict[str, Event]
) -> list[Counted]:
    """How often each of these kinds of step was taken."""
    name_of = {event.value: name for name, event in names.items()}
    query = (
        select(whose.by, _MONTH, CaseEvent.event, func.count())
        .where(whose.where, within(CaseEvent.at, when))
        .group_by(whose.by, _MONTH, CaseEvent.event)
    )
    rows = await work.session.execute(query)
    return [
        Counted(name_of[event], by, month, count(n))
        for by, month, event, n in rows
        if event in name_of
    ]


async def overdue(work: Work, whose: Whose, when: Stretch | Period) -> list[Counted]:
    """How many limits went over, and how many to three times their length."""
    point = CaseEvent.facts["point"].as_string()
    query = (
        select(whose.by, _MONTH, point, func.count())
        .where(whose.where, within(CaseEvent.at, when), CaseEvent.event == Event.OVERDUE.value)
        .group_by(whose.by, _MONTH, point)
    )
    rows = await work.session.execute(query)
    return [Counted(name, by, month, count(n)) for by, month, name, n in rows if name]


def arrivals(ids: Sequence[str], when: Stretch | Period) -> CompoundSelect[Any]:
    """The cases that came to these bodies: number, body, month, and ``received`` or ``moved_in``.

    What is with a firm alone has come to no body.
    """
    filed, to = aliased(CaseEvent), CaseEvent.facts["to_body"].as_string()
    there = and_(filed.case_number == CaseEvent.case_number, filed.seq == 1)
    inside = CaseEvent.to_status == Status.INSIDE.value
    head = (CaseEvent.case_number, _MONTH.label("month"))
    new, moved = literal("received").label("way"), literal("moved_in").label("way")
    return union_all(
        select(*head, CaseEvent.body_id.label("body"), new).where(
            CaseEvent.event == SUBMIT,
            CaseEvent.body_id.in_(ids),
            within(CaseEvent.at, when),
            not_(inside),
        ),
        # From a firm to the body that was answerable when it was filed.
        select(*head, filed.body_id.label("body"), new)
        .join(filed, there)
        .where(
            CaseEvent.event == Event.OUTWARD.value,
            filed.body_id.in_(ids),
            within(CaseEvent.at, when),
        ),
        select(*head, to.label("body"), moved).where(
            CaseEvent.event == Event.TRANSFER.value,
            to.in_(ids),
            to != CaseEvent.body_id,
            within(CaseEvent.at, when),
        ),
    )


async def came(work: Work, ids: Sequence[str], when: Stretch | Period) -> list[Counted]:
    """How many cases came to each body, new or from another."""
    rows = arrivals(ids, when).subquery()
    head = (rows.c.way, rows.c.body, rows.c.month)
    return await _counts(work, select(*head, func.count()).group_by(*head))


async def given_back(work: Work, ids: Sequence[str], when: Stretch | Period) -> list[Counted]:
    """How often what a body had handed on was refused by the receiver."""
    sender = _earlier(lambda step: step.body_id, (Event.TRANSFER.value,))
    rows = (
        select(sender.label("sender"), _MONTH.label("month"))
        .where(CaseEvent.event == Event.REFUSE.value, within(CaseEvent.at, when))
        .subquery()
    )
    head = (literal("given_back"), rows.c.sender, rows.c.month)
    query = select(*head, func.count()).where(rows.c.sender.in_(ids))
    return await _counts(work, query.group_by(rows.c.sender, rows.c.month))


async def outcomes(
    work: Work, whose: Whose, when: Stretch | Period
) -> list[tuple[str, str, str, int]]:
    """Whose, month, outcome, and how many cases were ended so.

    What was found before the hazard was mended holds where the end doesn't say it again.
    """
    found = _earlier(lambda step: step.facts["outcome"].as_string(), (Event.FIND.value,))
    outcome = func.coalesce(CaseEvent.facts["outcome"].as_string(), found)
    rows = (
        select(whose.by.label("by"), _MONTH.label("month"), outcome.label("outcome"))
        .where(whose.where, within(CaseEvent.at, when), CaseEvent.event.in_(ENDINGS))
        .subquery()
    )
    head = (rows.c.by, rows.c.month, rows.c.outcome)
    query = select(*head, func.count()).group_by(*head)
    return [(row[0], row[1], row[2], row[3]) for row in await work.session.execute(query)]


def concluded(found: Iterable[tuple[str, str, str, int]]) -> list[Counted]:
    """The ended cases, and the share of them that were found true, whole or in part."""
    counted = []
    for by, month, outcome, n in found:
        true = Figure(Kind.SHARE, n if outcome in _TRUE else 0, n)
        counted += [
            Counted("concluded", by, month, count(n)), Counted("verified", by, month, true)
        ]  # fmt: skip
    return counted


async def confirmed(work: Work, whose: Whose, when: Stretch | Period) -> list[Counted]:
    """In how many cases a major hazard (重大事故隐患) was confirmed, for the first time."""
    before = aliased(CaseEvent)
    earlier = exists().where(
        before.case_number == CaseEvent.case_number,
        before.seq < CaseEvent.seq,
        before.event.in_(_FINDINGS),
        before.facts["criterion_confirmed"].as_boolean(),
    )
    query = (
        select(literal("major_hazards"), whose.by, _MONTH, func.count())
        .where(whose.where, within(CaseEvent.at, when), CaseEvent.event.in_(_FINDINGS))
        .where(CaseEvent.facts["criterion_confirmed"].as_boolean(), ~earlier)
    )
    return await _counts(work, query.group_by(whose.by, _MONTH))


async def penalties(work: Work, whose: Whose, when: Stretch | Period) -> list[Counted]:
    """The penalties put on record, in yuan: a correction counts as what it adds or takes."""
    yuan = CaseEvent.facts["penalty_yuan"].as_integer()
    last = _earlier(lambda step: step.facts["penalty_yuan"].as_integer(), _FINDINGS, known=True)
    rows = (
        select(
            whose.by.label("by"),
            _MONTH.label("month"),
            (yuan - func.coalesce(last, 0)).label("more"),
            case((last.is_(None), 1), else_=0).label("first"),
        )
        .where(whose.where, within(CaseEvent.at, when), CaseEvent.event.in_(_FINDINGS))
        .where(yuan.is_not(None))
        .subquery()
    )
    query = (
        select(rows.c.by, rows.c.month, func.sum(rows.c.more), func.sum(rows.c.first))
        .where(rows.c.more != 0)
        .group_by(rows.c.by, rows.c.month)
    )
    return await _sums(work, "penalties", query)


async def paid(work: Work, ids: Sequence[str], when: Stretch | Period) -> list[Counted]:
    """What each body's books say was paid in rewards, in yuan, what was taken back deducted."""
    entry, month = LedgerEntry, month_of(LedgerEntry.at)
    payment = case((entry.kind == EntryKind.PAYMENT.value, 1), else_=-1)
    query = (
        select(entry.body_id, month, -func.sum(entry.amount_yuan), func.sum(payment))
        .where(entry.body_id.in_(ids), within(entry.at, when))
        .where(entry.kind.in_((EntryKind.PAYMENT.value, EntryKind.COUNTER.value)))
        .group_by(entry.body_id, month)
    )
    return await _sums(work, "rewards_paid", query)


async def reopened(work: Work, body_id: str, when: Stretch | Period) -> list[Counted]:
    """How many of the cases that somebody ended were opened again, by who ended them."""
    who = _earlier(lambda step: step.actor, (*ENDINGS, Event.DECLINE.value))
    rows = (
        select(who.label("who"), _MONTH.label("month"))
        .where(CaseEvent.body_id == body_id, CaseEvent.event == Event.REOPEN.value)
        .where(within(CaseEvent.at, when))
        .subquery()
    )
    head = (literal("reopened"), rows.c.who, rows.c.month)
    query = select(*head, func.count()).where(rows.c.who.is_not(None))
    return await _counts(work, query.group_by(rows.c.who, rows.c.month))


def _earlier(what: Any, events: Sequence[str], *, known: bool = False) -> ColumnElement[Any]:
    """``what`` of the latest of these steps before the one that is looked at."""
    step = aliased(CaseEvent)
    query = select(what(step)).where(
        step.case_number == CaseEvent.case_number,
        step.seq < CaseEvent.seq,
        step.event.in_(events),
    )
    if known:
        query = query.where(what(step).is_not(None))
    return query.order_by(step.seq.desc()).limit(1).scalar_subquery()


async def _counts(work: Work, query: Select[*tuple[Any, ...]]) -> list[Counted]:
    rows = await work.session.execute(query)
    return [Counted(name, by, month, count(n)) for name, by, month, n in rows]


async def _sums(work: Work, name: str, query: Select[*tuple[Any, ...]]) -> list[Counted]:
    rows = await work.session.execute(query)
    return [
        Counted(name, by, month, Figure(Kind.YUAN, int(yuan), int(n)))
        for by, month, yuan, n in rows
    ]
