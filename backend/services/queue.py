"""A body's queue: what needs action first, what is urgent on top, and how much lies where.

A queue of any length opens at its top: each part of a tab is read in the order of an index, no
further than the page needs, and nothing is counted beyond what is worth saying.
"""

import datetime as dt
import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, literal, select
from sqlalchemy import union_all as union

from backend.db.models import Case, Reward, Staff
from backend.domain.cases import Role, Status
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import desks
from backend.services.cases import Actor
from backend.services.queue_search import BELOW, BY_CHANGE, TABS, Search, beside, parts_of, unhappy
from backend.services.views import mine

PAGE = 50
MOST_PAGES = 200
COUNTED = 1_000
"""Beyond so many a tab only says that there are more."""
ALL_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue in plain facts."""

    case: Case
    reward: RewardStatus | None
    unhappy: bool
    assignee: str


async def lines(work: Work, search: Search, actor: Actor) -> tuple[list[Line], bool]:
    """One page of a tab, the most pressing first, and whether there are more."""
    start = (search.page - 1) * PAGE
    found = await first(work, search, actor, start + PAGE + 1)
    return await _as_lines(work, found[start : start + PAGE]), len(found) > start + PAGE


async def count(work: Work, search: Search, actor: Actor) -> int:
    """How many cases a search finds; COUNTED + 1 for more than COUNTED."""
    parts = [
        part.with_only_columns(Case.number).order_by(None).limit(COUNTED + 1)
        for part in await parts_of(work, search, actor)
    ]
    every = union(*(select(part.subquery().c.number) for part in parts)).subquery()
    # A case may lie in two parts.
    total = select(func.count(func.distinct(every.c.number)))
    return min(int(await work.session.scalar(total) or 0), COUNTED + 1)


async def counts(work: Work, actor: Actor) -> dict[str, int]:
    """How many cases each tab holds for this person, each at most COUNTED + 1."""
    statuses = [
        select(literal(status.value).label("status"), func.count().label("n")).select_from(
            select(literal(1))
            .select_from(Case)
            .where(
                Case.holder_id == actor.body_id,
                Case.status == status.value,
                desks.in_areas(actor),
            )
            .limit(COUNTED + 1)
            .subquery()
        )
        for status in Status
    ]
    found = {row[0]: row[1] for row in await work.session.execute(union(*statuses))}
    taking_part = beside(actor.body_id).where(desks.in_areas(actor)).limit(COUNTED * 5)
    kinds = taking_part.with_only_columns(Case.status).subquery().c.status
    rows = await work.session.execute(select(kinds, func.count()).group_by(kinds))
    for status, number in rows:
        found[status] += number
    result = {tab: sum(found[s.value] for s in statuses_of(tab)) for tab in TABS}
    special = ["todo", "mine", *([BELOW] if Role.SUPERVISOR in actor.roles else [])]
    for tab in special:
        result[tab] = await count(work, Search(tab=tab), actor)
    return {tab: min(number, COUNTED + 1) for tab, number in result.items()}


def statuses_of(tab: str) -> tuple[Status, ...]:
    """The statuses of a tab; all where it isn't one of statuses."""
    return TABS[tab] or tuple(Status)


async def numbers(work: Work, search: Search, actor: Actor) -> list[str]:
    """The numbers of all cases that a search finds, in no order that matters."""
    parts = [
        part.with_only_columns(Case.number).order_by(None)
        for part in await parts_of(work, search, actor)
    ]
    return sorted({one for part in parts for one in await work.session.scalars(part)})


async def chunks(
    work: Work, found: list[str], actor: Actor, size: int = ALL_AT_ONCE
) -> AsyncIterator[list[Case]]:
    """The cases of these numbers that the actor's body still sees, some at a time."""
    for at in range(0, len(found), size):
        query = mine(actor).where(Case.number.in_(found[at : at + size]))
        yield list(await work.session.scalars(query.order_by(Case.number)))


async def mark(work: Work, actor: Actor) -> str:
    """A word that changes when the desk's queue does."""
    newest = select(func.max(Case.updated_at)).where(
        Case.holder_id == actor.body_id, desks.in_areas(actor)
    )
    known = f"{await work.session.scalar(newest)}/{await count(work, Search(), actor)}"
    # Not the moment itself: it is nobody's business beside the cases.
    return work.vault.lookup("queue", known)[:16]


async def first(work: Work, search: Search, actor: Actor, most: int) -> list[Case]:
    """The first ``most`` cases of a search, from parts that are each in order."""
    changed = search.tab in BY_CHANGE
    order = (
        (Case.updated_at.desc(), Case.number.desc()) if changed else (Case.queue_key, Case.number)
    )
    parts = [
        list(await work.session.scalars(part.order_by(*order).limit(most)))
        for part in await parts_of(work, search, actor)
    ]
    merged = heapq.merge(*parts, key=_latest if changed else _most_pressing, reverse=changed)
    seen: dict[str, Case] = {}
    for case in merged:
        seen.setdefault(case.number, case)
    return list(seen.values())[:most]


def _latest(case: Case) -> tuple[Any, ...]:
    return (case.updated_at, case.number)


def _most_pressing(case: Case) -> tuple[Any, ...]:
    return (case.queue_key, case.number)


async def _as_lines(work: Work, cases: list[Case]) -> list[Line]:
    session, found = work.session, [c.number for c in cases]
    rewards = await session.scalars(select(Reward).where(Reward.case_number.in_(found)))
    status = {reward.case_number: RewardStatus(reward.status) for reward in rewards}
    bad = set(
        await session.scalars(
            select(Case.number).where(Case.number.in_(found), Case.number.in_(unhappy()))
        )
    )
    people = {c.assignee_id for c in cases if c.assignee_id}
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(people)))
    names = {row.id: row.name for row in rows}
    return [
        Line(c, status.get(c.number), c.number in bad, names.get(c.assignee_id or "", ""))
        for c in cases
    ]


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A reward of this body's cases, in plain facts."""

    reward: Reward
    area: str
    industry: str
    closed_at: dt.datetime


async def rewards_of(work: Work, actor: Actor) -> list[RewardLine]:
    """The rewards at this body's desk: those that wait for somebody first, then the newest."""
    waits = either(
        {RewardStatus.CLAIMED.value: 0, RewardStatus.PROPOSED.value: 1},
        value=Reward.status,
        else_=2,
    )
    rows = await work.session.execute(
        select(Reward, Case.area, Case.industry, Case.updated_at)
        .join(Case, Case.number == Reward.case_number)
        .where(
            Case.holder_id == actor.body_id, desks.in_areas(actor), Reward.amount_yuan.is_not(None)
        )
        .order_by(waits, Reward.updated_at.desc(), Reward.case_number)
        .limit(200)
    )
    return [RewardLine(*row) for row in rows]
