"""What an officer may look for in the queue, as queries that each go along one index."""

import datetime as dt
import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import aliased

from backend.db.models import Case, CaseBody, Rating, Reward, Staff
from backend.domain.cases import Role, Status
from backend.domain.deadlines import day_of, start_of
from backend.domain.queueing import OVER, TO_DO
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import bodies, desks, oversight
from backend.services.cases import Actor

S = Status
TABS: dict[str, tuple[Status, ...]] = {
    "todo": (),
    "mine": (),
    "new": (S.RECEIVED, S.TRIAGE, S.ASSIGNED),
    "accepted": (S.ACCEPTED,),
    "verifying": (S.VERIFYING, S.RECTIFYING, S.REVIEW),
    "waiting": (S.WAITING,),
    "done": (S.CLOSED, S.DECLINED, S.HANDED_OVER, S.WITHDRAWN),
    "all": (),
}
"""The tabs of the queue by name; ``todo`` is what waits for an act, ``mine`` what I work."""
BELOW = "below"
"""A supervisor's tab beside these: what is open at the bodies below theirs, in plain facts."""
NOBODY = "-"
BY_CHANGE = ("done", "all")
"""Tabs in which the latest change stands first."""


@dataclass(frozen=True, slots=True)
class Search:
    """What an officer looks for; an empty field asks nothing."""

    tab: str = "todo"
    number: str = ""
    area: str = ""
    industry: str = ""
    urgency: str = ""
    criterion: str = ""
    body: str = ""
    """The body answerable by law, where that is another."""
    since: dt.date | None = None
    until: dt.date | None = None
    """The days of filing, both included, in Asia/Shanghai."""
    assignee: str = ""
    """A member of staff, or NOBODY."""
    unhappy: bool = False
    """Only what its reporter wasn't satisfied with."""
    workplaces: tuple[str, ...] = ()
    """Keyed hashes of workplaces of the register."""
    page: int = 1


async def parts_of(work: Work, search: Search, actor: Actor) -> list[Select[Case]]:
    """The queries that together find a search, each along one index."""
    here = select(Case).where(Case.holder_id == actor.body_id)
    if search.tab == "todo":
        parts = []
        if actor.roles & {Role.INTAKE, Role.OFFICER} or Role.REVIEWER not in actor.roles:
            parts.append(here.where(Case.queue_key < TO_DO))
        if Role.REVIEWER in actor.roles:
            proposed = Reward.status == RewardStatus.PROPOSED.value
            waits = select(Case).join(Reward, Reward.case_number == Case.number).where(proposed)
            parts.append(waits.where(_at_desk(actor.body_id)))
    elif search.tab == "mine":
        me = actor.id.removeprefix("staff:")
        stood_in_for = select(Staff.id).where(
            Staff.stand_in == me, Staff.away_until >= day_of(work.now)
        )
        whose = [me, *await work.session.scalars(stood_in_for)]
        mine = select(Case).where(_at_desk(actor.body_id), Case.queue_key < OVER)
        parts = [mine.where(Case.assignee_id == one) for one in whose]
    elif search.tab == BELOW:
        below = await oversight.bodies_below(work, actor)
        parts = [select(Case).where(Case.holder_id.in_(below), Case.queue_key < OVER)]
    elif search.tab == "all":
        parts = [here, beside(actor.body_id)]
    else:
        wanted = [status.value for status in TABS[search.tab]]
        parts = [here.where(Case.status == status) for status in wanted]
        parts.append(beside(actor.body_id).where(Case.status.in_(wanted)))
    asked = [*_asked(search), desks.in_areas(actor)]
    return [part.where(*asked) for part in parts]


def _at_desk(body_id: str) -> ColumnElement[bool]:
    """The same as comparing the holder, but no reason to walk along all cases of the desk.

    Where another index leads to a few cases at once, SQLite would otherwise take the desk's.
    """
    return func.coalesce(Case.holder_id, "") == body_id


def beside(body_id: str) -> Select[Case]:
    """The cases that lie on another desk and that this body takes part in."""
    return (
        select(Case)
        .join(CaseBody, CaseBody.case_number == Case.number)
        .where(
            CaseBody.body_id == body_id,
            CaseBody.role.in_(bodies.SEEING),
            Case.holder_id != body_id,
        )
    )


def _asked(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.number:
        found.append(Case.number == search.number)
    if search.area:
        found.append(Case.area.contains(search.area, autoescape=True))
    if search.industry:
        found.append(Case.industry == search.industry)
    if search.urgency:
        found.append(Case.urgency == search.urgency)
    if search.criterion:
        stored = cast(Case.criteria, String)
        found.append(stored.contains(_as_stored(search.criterion), autoescape=True))
    if search.body:
        found.append(Case.body_id == search.body)
    if search.since:
        found.append(Case.created_at >= start_of(search.since))
    if search.until:
        found.append(Case.created_at < start_of(search.until + dt.timedelta(days=1)))
    if search.assignee:
        nobody = search.assignee == NOBODY
        found.append(Case.assignee_id == (None if nobody else search.assignee))
    if search.unhappy:
        found.append(Case.number.in_(unhappy()))
    if search.workplaces:
        found.append(Case.workplace_hash.in_(search.workplaces))
    return found


def _as_stored(item: str) -> str:
    """A criterion as it stands in a JSON column: signs beyond ASCII are escaped there."""
    return json.dumps(item)


def unhappy() -> Select[str]:
    """The cases whose last ending did not satisfy their reporter."""
    later = aliased(Rating)
    return select(Rating.case_number).where(
        ~Rating.satisfied,
        ~select(later.ending)
        .where(later.report_id == Rating.report_id, later.ending > Rating.ending)
        .exists(),
    )
