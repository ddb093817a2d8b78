"""Keeping no longer than is needed: the link between chat and report first, then the content.

What is left is a tombstone: number, dates, steps and outcome. The data keys are forgotten, so the
content is gone from every backup that is made after; one from before holds it until it is deleted.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from backend.db.models import (
    Attachment,
    Case,
    CaseClock,
    CaseEvent,
    ClaimPassword,
    DataKey,
    DisciplineReferral,
    Evidence,
    Hold,
    Identity,
    InsideCase,
    InsideLine,
    Link,
    MaliceMark,
    Message,
    PaymentAccount,
    Rating,
    Report,
    Reward,
)
from backend.domain import deadlines
from backend.domain.deadlines import day_in_shanghai
from backend.domain.inside import shown_until
from backend.domain.retention import Blocked, Due, Ended, due, erase_at
from backend.domain.rewards import RewardStatus
from backend.house import House, Work
from backend.services import audit, notifications, traces
from backend.services.cases import ENDED, SYSTEM
from backend.services.inside import of_case
from config.retention import retention

_OPEN = (RewardStatus.PROPOSED, RewardStatus.APPROVED, RewardStatus.CLAIMED)
_SETTLED = (RewardStatus.PAID, RewardStatus.FORFEITED)


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that is due for one case, and the day the content goes."""

    number: str
    what: Due
    day: str


async def plan(work: Work) -> list[Planned]:
    """All that is due now; looks only."""
    found = []
    for number in await _numbers(work):
        case = await work.session.get_one(Case, number)
        ended = await _as_ended(work, case)
        day = day_in_shanghai(erase_at(ended, retention()))
        found += [Planned(number, what, day) for what in due(ended, work.now, retention())]
    return found


async def run(house: House) -> list[Planned]:
    """Do all that is due, each case in a transaction of its own; returns what was done."""
    async with house.view() as view:
        planned = await plan(view)
    done = []
    for number in dict.fromkeys(one.number for one in planned):
        async with house.work() as work:
            # Locked and looked at anew: another process may have been here.
            case = await work.session.get_one(Case, number, with_for_update=True)
            if not _over(case):
                continue
            ended = await _as_ended(work, case)
            for what in due(ended, work.now, retention()):
                await _do(work, case, what)
                done.append(Planned(number, what, day_in_shanghai(work.now)))
    return done


async def day_of(work: Work, case: Case) -> tuple[str, Blocked | None] | None:
    """When the content of a case goes and what holds it; None while the case is open."""
    if not _over(case):
        return None
    ended = await _as_ended(work, case)
    return day_in_shanghai(erase_at(ended, retention())), ended.blocked


def _over(case: Case) -> bool:
    return case.status in ENDED and case.erased_at is None and case.closed_at is not None


async def _numbers(work: Work) -> list[str]:
    """Cases that have ended and may have something due, the longest over first."""
    data = retention()
    shortest = min(
        data.cut_link.days - data.tell_before_cut.days,
        *(wait.days - data.warn_before.days for wait in data.keep.values()),
        *(one.days - data.warn_before.days for own in data.places.values() for one in own.values()),
    )
    rows = await work.session.scalars(
        select(Case.number)
        .where(
            Case.status.in_([status.value for status in ENDED]),
            Case.erased_at.is_(None),
            Case.closed_at <= work.now - dt.timedelta(days=max(shortest, 0)),
        )
        .order_by(Case.closed_at, Case.number)
    )
    return list(rows)


async def _as_ended(work: Work, case: Case) -> Ended:
    assert case.closed_at is not None  # noqa: S101 - asked before
    reward = await work.session.get(Reward, case.number)
    settled = reward.updated_at if reward is not None and reward.status in _SETTLED else None
    links = (
        select(Link.report_id)
        .join(Report, Report.id == Link.report_id)
        .where(Report.case_number == case.number)
    )
    return Ended(
        closed_at=case.closed_at,
        settled_at=settled,
        ending=case.outcome or case.status,
        jurisdiction=case.jurisdiction,
        linked=await work.session.scalar(links.limit(1)) is not None,
        told_at=case.cut_told_at,
        warned_at=case.erase_warned_at,
        blocked=await _blocked(work, case, reward),
    )


async def _blocked(work: Work, case: Case, reward: Reward | None) -> Blocked | None:
    if reward is not None and reward.status in _OPEN:
        return Blocked.REWARD
    if await work.session.get(Hold, case.number) is not None:
        return Blocked.HOLD
    copy = await of_case(work, case.number)
    if copy is not None and deadlines.day_of(work.now) <= shown_until(copy.due_on, copy.fixed_on):
        return Blocked.FIRM
    running = select(CaseClock.id).where(
        CaseClock.case_number == case.number, CaseClock.ended_at.is_(None)
    )
    return Blocked.LIMIT if await work.session.scalar(running.limit(1)) is not None else None


async def _do(work: Work, case: Case, what: Due) -> None:
    if what is Due.TELL:
        case.cut_told_at = work.now
        cut = work.now + dt.timedelta(days=retention().tell_before_cut.days)
        params = {"day": day_in_shanghai(cut)}
        await notifications.tell_reporters(work, case, "case.notice_link_ends", params)
    elif what is Due.CUT:
        await _cut(work, case)
    elif what is Due.WARN:
        case.erase_warned_at = work.now
        await notifications.tell_group(work, case.holder_id, case, "erase_warning")
    else:
        await _cut(work, case)
        await _erase(work, case)
    if what in (Due.CUT, Due.ERASE):
        action = "cut_link" if what is Due.CUT else "erase_content"
        await audit.record(work, SYSTEM, action, case.number, chain=case.holder_id)


async def _cut(work: Work, case: Case) -> None:
    reports = select(Report.id).where(Report.case_number == case.number)
    await work.session.execute(delete(Link).where(Link.report_id.in_(reports)))
    traces.leave_none(work)


async def _erase(work: Work, case: Case) -> None:
    session = work.session
    reports = list(await session.scalars(select(Report).where(Report.case_number == case.number)))
    ids = [report.id for report in reports]
    sent = select(Attachment.id).where(Attachment.report_id.in_(ids))
    taken = select(Evidence.id).where(Evidence.case_number == case.number)
    files = list(await session.scalars(sent.union_all(taken)))
    for table in (DataKey, Attachment, Message, ClaimPassword):
        await session.execute(delete(table).where(table.report_id.in_(ids)))
    hashes = [report.draft_hash for report in reports]
    await session.execute(delete(Identity).where(Identity.draft_hash.in_(hashes)))
    copies = select(InsideCase.id).where(InsideCase.case_number == case.number)
    await session.execute(delete(InsideLine).where(InsideLine.inside_id.in_(copies)))
    for beside in (InsideCase, MaliceMark, DisciplineReferral, PaymentAccount, Evidence):
        await session.execute(delete(beside).where(beside.case_number == case.number))
    await session.execute(
        update(Rating).where(Rating.case_number == case.number).values(words=None)
    )
    await session.execute(
        update(CaseEvent).where(CaseEvent.case_number == case.number).values(texts=None)
    )
    for report in reports:
        report.original = report.content = b""
    case.routing, case.criteria = {}, []
    case.workplace = case.workplace_hash = None
    case.erased_at = work.now
    await session.flush()

    def remove() -> None:
        for file_id in files:
            work.house.media.delete(file_id)

    work.after_commit(remove)
