"""A body's queue: what needs action first, what is urgent on top, and how much lies where."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from backend.db.models import Case, Message, Report, Reward
from backend.domain.cases import Role, Status
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services.bodies import FIRM
from backend.services.cases import Actor
from backend.services.views import mine
from nlp.types import Urgency

S = Status
TABS: dict[str, tuple[Status, ...]] = {
    "todo": (
        S.RECEIVED,
        S.TRIAGE,
        S.ASSIGNED,
        S.ACCEPTED,
        S.VERIFYING,
        S.RECTIFYING,
        S.REVIEW,
    ),
    "new": (S.RECEIVED, S.TRIAGE, S.ASSIGNED),
    "accepted": (S.ACCEPTED,),
    "verifying": (S.VERIFYING, S.RECTIFYING, S.REVIEW),
    "waiting": (S.WAITING,),
    "done": (S.CLOSED, S.DECLINED, S.HANDED_OVER, S.WITHDRAWN),
    "all": tuple(S),
}
"""The tabs of the queue by name; ``todo`` holds beside its statuses what waits for an answer."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What an officer looks for; an empty field asks nothing."""

    tab: str = "todo"
    area: str = ""
    industry: str = ""
    urgency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue in plain facts."""

    case: Case
    unanswered: bool
    """The reporter had the last word."""
    reward: RewardStatus | None


def spoken_last() -> ColumnElement[bool]:
    """Whether the last line of a case's dialogue is the reporter's.

    Found from the messages, not case by case: most cases have none.
    """
    later = aliased(Message)
    return Case.number.in_(
        select(Report.case_number)
        .join(Message, Message.report_id == Report.id)
        .where(
            Message.from_reporter,
            ~exists(
                select(later.id).where(
                    later.report_id == Message.report_id,
                    later.seq > Message.seq,
                    # A firm's word answers nothing that was said to the body.
                    ~later.body_id.startswith(FIRM, autoescape=True),
                )
            ),
        )
    )


def _reward_is(status: RewardStatus) -> ColumnElement[bool]:
    return Case.number.in_(select(Reward.case_number).where(Reward.status == status.value))


def _in_tab(tab: str, actor: Actor) -> ColumnElement[bool]:
    statuses = Case.status.in_([status.value for status in TABS[tab]])
    if tab != "todo":
        return statuses
    here = Case.holder_id == actor.body_id
    needs: list[ColumnElement[bool]] = []
    if actor.roles & {Role.INTAKE, Role.OFFICER}:
        needs += [and_(here, statuses), and_(here, spoken_last())]
    if Role.REVIEWER in actor.roles:
        needs.append(and_(here, _reward_is(RewardStatus.PROPOSED)))
    return or_(*needs) if needs else and_(here, statuses)


def _matching(query: Select[Case], search: Search, actor: Actor) -> Select[Case]:
    query = query.where(_in_tab(search.tab, actor))
    if search.area:
        query = query.where(Case.area.contains(search.area, autoescape=True))
    if search.industry:
        query = query.where(Case.industry == search.industry)
    if search.urgency:
        query = query.where(Case.urgency == search.urgency)
    return query


async def counts(work: Work, actor: Actor) -> dict[str, int]:
    """How many cases each tab holds for this person."""
    session = work.session
    per_status = select(Case.status, func.count()).where(
        Case.number.in_(mine(actor.body_id).with_only_columns(Case.number))
    )
    rows = await session.execute(per_status.group_by(Case.status))
    found = {row[0]: row[1] for row in rows}
    result = {tab: sum(found.get(s.value, 0) for s in TABS[tab]) for tab in TABS}
    result["todo"] = await _count(work, Search(), actor)
    return result


async def _count(work: Work, search: Search, actor: Actor) -> int:
    query = _matching(mine(actor.body_id), search, actor).with_only_columns(func.count())
    return int(await work.session.scalar(query) or 0)


async def lines(work: Work, search: Search, actor: Actor) -> tuple[list[Line], int]:
    """One page of a tab and how many cases it has in all, the most pressing first."""
    query = _matching(mine(actor.body_id), search, actor)
    order = case({Urgency.IMMEDIATE.value: 0, Urgency.MAJOR.value: 1}, value=Case.urgency, else_=2)
    if search.tab in ("done", "all"):
        query = query.order_by(Case.updated_at.desc(), Case.number)
    else:
        query = query.order_by(order, Case.due_at.is_(None), Case.due_at, Case.number)
    query = query.limit(PAGE).offset((search.page - 1) * PAGE)
    cases = list(await work.session.scalars(query))
    return await _as_lines(work, cases), await _count(work, search, actor)


async def _as_lines(work: Work, cases: Iterable[Case]) -> list[Line]:
    numbers = [c.number for c in cases]
    spoken = set(
        await work.session.scalars(
            select(Case.number).where(Case.number.in_(numbers), spoken_last())
        )
    )
    rewards = await work.session.scalars(select(Reward).where(Reward.case_number.in_(numbers)))
    status = {reward.case_number: RewardStatus(reward.status) for reward in rewards}
    return [Line(c, c.number in spoken, status.get(c.number)) for c in cases]


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A reward of this body's cases, in plain facts."""

    reward: Reward
    area: str
    industry: str
    closed_at: dt.datetime


async def rewards_of(work: Work, actor: Actor) -> list[RewardLine]:
    """The rewards at this body's desk: those that wait for somebody first, then the newest."""
    waits = case(
        {RewardStatus.CLAIMED.value: 0, RewardStatus.PROPOSED.value: 1},
        value=Reward.status,
        else_=2,
    )
    rows = await work.session.execute(
        select(Reward, Case.area, Case.industry, Case.updated_at)
        .join(Case, Case.number == Reward.case_number)
        .where(Case.holder_id == actor.body_id, Reward.amount_yuan.is_not(None))
        .order_by(waits, Reward.updated_at.desc(), Reward.case_number)
        .limit(200)
    )
    return [RewardLine(*row) for row in rows]
