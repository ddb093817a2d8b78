"""Filing a report inside a workplace: the firm gets its own copy, the body's key lies ready."""

import datetime as dt
import json

from sqlalchemy import select

from backend.db.models import Case, InsideCase, random_id
from backend.domain import inside
from backend.domain.cases import Status
from backend.domain.errors import Conflict
from backend.domain.inside import Way
from backend.house import Work
from backend.services import bodies, firms, jobs
from backend.services.drafts import Draft, Placement, Understood
from backend.vault import seal, shared_key
from config.workplace import workplace

OUTWARD = "outward"
"""The kind of job that takes a case outward; payload: case."""
SETTLE = "inside_settle"
"""The kind of job that ends what the firm mended; payload: case."""
PARTS = "parts"
"""Where a case's routing keeps who will take part once it is outward."""
_INSIDE = (Way.FIRST, Way.FIRM)


def may_choose(draft: Draft, understood: Understood) -> bool:
    """Whether the firm may have it at all: nothing that it hid, or did to a reporter."""
    hidden = understood.industry in workplace().never_inside
    return bool(draft.workplace) and not draft.reprisal and not hidden and bool(understood.route)


def goes_inside(draft: Draft, understood: Understood) -> bool:
    """Whether the firm has it first: never where lives are in danger, then both have it at once."""
    chosen = draft.way in _INSIDE and may_choose(draft, understood)
    return chosen and understood.analysis.urgency != "immediate"


def placed(placement: Placement) -> Placement:
    """The same body answerable, but nobody's desk yet and nobody taking part."""
    return Placement(Status.INSIDE, placement.body_id, bodies.INSIDE, {})


async def begin(
    work: Work,
    case: Case,
    report_id: str,
    draft: Draft,
    understood: Understood,
    placement: Placement,
    words: str,
) -> dt.datetime | None:
    """Give the firm its copy, with the redacted ``words``.

    Returns the end of its last day if it has the report first.

    The body's key was wrapped at filing like for any report: the step outward needs nobody. Raises
    Conflict ``firm_desk_gone`` when nobody sits at the firm's desk any more.
    """
    if draft.way not in _INSIDE or not may_choose(draft, understood):
        # Without a route a person decides first who is answerable: no firm before that.
        return None
    desk = await firms.manned(work, draft.workplace)
    if desk is None:
        raise Conflict("firm_desk_gone")
    risk = inside.risk_of(case.urgency)
    seen = inside.shown_from(work.now, risk)
    taken = await work.session.scalars(select(InsideCase.name).where(InsideCase.desk_id == desk))
    row = InsideCase(
        id=random_id(),
        case_number=case.number,
        desk_id=desk,
        name=inside.new_name(set(taken)),
        way=draft.way,
        risk=risk,
        shown_from=seen,
        due_on=inside.due_on(seen, risk, case.jurisdiction),
    )
    kept = {"text": words, "industry": case.industry, "jurisdiction": case.jurisdiction}
    key = shared_key(draft.data_key)
    content = json.dumps(kept, ensure_ascii=False).encode()
    row.content = seal(key, content, "inside_cases", row.id, "content")
    work.session.add(row)
    await bodies.grant(work, report_id, key, desk, full=False)
    if case.status != Status.INSIDE.value:
        return None
    case.routing = {**case.routing, PARTS: placement.parts}
    if draft.way == Way.FIRST:
        await arm(work, row)
    return inside.end_of(row.due_on) - dt.timedelta(seconds=1)


async def arm(work: Work, row: InsideCase) -> None:
    """Let the case go outward at a random moment after the firm's last day, as things stand.

    What the reporter has asked for already is not put off.
    """
    if row.denied:
        return
    key = f"{OUTWARD}/{row.case_number}"
    await jobs.drop(work, key)
    at = inside.outward_at(inside.end_of(row.due_on))
    await jobs.enqueue(work, OUTWARD, {"case": row.case_number}, run_at=at, dedupe_key=key)


async def of_case(work: Work, number: str, *, lock: bool = False) -> InsideCase | None:
    """What a firm has of a case, if any."""
    query = select(InsideCase).where(InsideCase.case_number == number)
    return await work.session.scalar(query.with_for_update() if lock else query)
