"""Whose desk a case lies on, and what moves with it: the key, and never an identity."""

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_, select, true

from backend.db.models import Case, CaseBody, CaseEvent, ClockPoint, Report
from backend.domain import areas
from backend.domain.cases import Event, Status
from backend.domain.errors import Invalid, NotFound
from backend.domain.receipts import parse_case_number
from backend.domain.superiors import chain_above
from backend.house import Work
from backend.services import bodies
from config.jurisdictions import jurisdiction_of
from nlp.regions import region_of
from nlp.types import Region

if TYPE_CHECKING:
    from backend.services.cases import Actor

MOVES = (Event.TRANSFER, Event.CONNECT, Event.REFUSE, Event.RAISE, Event.OUTWARD)
"""Events by which a case may go to another desk."""
REFUSALS = 2
"""After so many refusals the arbiter decides, for good."""


async def find_case(
    work: Work, number: str, actor: "Actor", *, lock: bool = False, above: bool = False
) -> Case:
    """The case, if the actor may see it; else NotFound, which never tells why.

    ``above``: or if their body is the superior that was told of it.
    """
    parsed = parse_case_number(number)
    if parsed is None:
        raise NotFound("case_not_found")
    query = select(Case).where(Case.number == parsed)
    if lock:
        query = query.with_for_update()
    case = await work.session.scalar(query)
    if case is None or not (
        await may_see(work, case, actor)
        or (
            above
            and areas.covers(actor.areas, case.area)
            and await is_above(work, case, actor.body_id)
        )
    ):
        raise NotFound("case_not_found")
    return case


async def may_see(work: Work, case: Case, actor: "Actor") -> bool:
    """Whether the actor's body has the case on its desk or a part in it, and it is in their areas.

    The same rule as :func:`seen_by`.
    """
    if not areas.covers(actor.areas, case.area):
        return False
    if case.holder_id == actor.body_id:
        return True
    part = await work.session.get(CaseBody, (case.number, actor.body_id))
    return part is not None and part.role in bodies.SEEING


async def seers(work: Work, case: Case) -> frozenset[str]:
    """The bodies that have the case on their desk or a part in it."""
    parts = await work.session.scalars(
        select(CaseBody.body_id).where(
            CaseBody.case_number == case.number, CaseBody.role.in_(bodies.SEEING)
        )
    )
    return frozenset({case.holder_id, *parts})


def seen_by(actor: "Actor") -> ColumnElement[bool]:
    """The rule of :func:`may_see` as a condition of a query on cases."""
    part = and_(
        CaseBody.case_number == Case.number,
        CaseBody.body_id == actor.body_id,
        CaseBody.role.in_(bodies.SEEING),
    )
    seen = select(CaseBody.case_number).where(part).exists()
    return and_(or_(Case.holder_id == actor.body_id, seen), in_areas(actor))


def in_areas(actor: "Actor") -> ColumnElement[bool]:
    """Whether a case lies in one of the actor's areas; all do for who has none."""
    if not actor.areas:
        return true()
    return or_(*(Case.area.startswith(area, autoescape=True) for area in actor.areas))


async def is_above(work: Work, case: Case, body_id: str) -> bool:
    """Whether ``body_id`` was told of a limit that is over, or is asked for more time."""
    told = select(ClockPoint.clock_id).where(
        ClockPoint.case_number == case.number, ClockPoint.desk_id == body_id
    )
    if await work.session.scalar(told.limit(1)) is not None:
        return True
    asked = case.extension_asked_by is not None
    return asked and body_id in {one.id for one in chain_above(case.holder_id)}


async def move(work: Work, case: Case, to: str, *, keep: str = "") -> Status:
    """Make ``to`` answerable; its desk gets the case if connected, else intake's does.

    ``keep`` is a town's office that goes on verifying.
    """
    first_desk = case.status in (Status.RECEIVED, Status.TRIAGE) and not case.refusals
    to = bodies.checked(to)
    if to == case.holder_id and to == case.body_id:
        raise Invalid("same_body")
    if not first_desk and unit_of(to) != unit_of(case.body_id):
        await _dismiss_helpers(work, case)
    if keep:
        await set_part(work, case, keep, "verify")
    if not case.unit_id and (unit := unit_of(to)):
        # A case without a place is where the body that a person chose for it is.
        locate(case, region_of(unit))
    case.body_id = to
    desk = bodies.intake_body(work.house.settings)
    here = to == desk or to in await bodies.connected(work, {to})
    await give_desk(work, case, to if here else desk, original=first_desk)
    if not here:
        await set_part(work, case, to, "main")
    return Status.ASSIGNED if here else Status.RECEIVED


def unit_of(body_id: str) -> str:
    """The unit a body belongs to; empty for the installation's own desk."""
    return bodies.describe(body_id).unit if body_id != bodies.INTAKE else ""


def locate(case: Case, region: Region) -> None:
    """Put a case somewhere: the rules of that place hold from now on."""
    place = jurisdiction_of(region.unit)
    case.unit_id, case.area = region.unit, "".join(region.path)
    case.jurisdiction = place.id if place else "national"


async def _dismiss_helpers(work: Work, case: Case) -> None:
    """The town's office of one county has no part in another county's case: its keys go too."""
    helpers = await work.session.scalars(
        select(CaseBody).where(
            CaseBody.case_number == case.number, CaseBody.role.in_(bodies.SEEING)
        )
    )
    reports = await work.session.scalars(select(Report.id).where(Report.case_number == case.number))
    report_ids = list(reports)
    for helper in list(helpers):
        helper.role = "past"
        for report_id in report_ids:
            await bodies.revoke(work, report_id, helper.body_id, original=True)


async def after_refusal(work: Work, case: Case, refusals: int) -> str:
    """Whose desk a refused case goes to: back to who sent it, after the second to the arbiter.

    ``refusals`` counts this one. The arbiter is the place's 首责单位; where it isn't connected,
    the intake desk.
    """
    desk = bodies.intake_body(work.house.settings)
    sender = await work.session.scalar(
        select(CaseEvent.body_id)
        .where(CaseEvent.case_number == case.number, CaseEvent.event == Event.TRANSFER.value)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    to = case.arbiter_id if refusals >= REFUSALS else sender
    if to and to != case.holder_id and to in await bodies.connected(work, {to}):
        return to
    return desk


async def give_desk(work: Work, case: Case, to: str, *, original: bool = False) -> None:
    """Hand the case over: the key goes to the new desk and is forgotten for the old one.

    From desk to desk travels the redacted copy. ``original``: the case was on no body's desk yet,
    so all that the intake desk has goes on and it keeps nothing. It has no original where a body
    gave the case away to one that isn't connected here.
    """
    old = case.holder_id
    if old == to:
        return
    report_ids = list(
        await work.session.scalars(select(Report.id).where(Report.case_number == case.number))
    )
    part = await work.session.get(CaseBody, (case.number, old))
    stays = part is not None and part.role in bodies.SEEING
    for report_id in report_ids:
        full = await bodies.original_key(work, report_id, old) if original else None
        key = full or await bodies.data_key(work, report_id)
        await bodies.grant(work, report_id, key, to, full=full is not None)
        if not stays:
            await bodies.revoke(work, report_id, old, original=original)
    if not stays:
        await set_part(work, case, old, "past")
    await set_part(work, case, to, "main" if to == case.body_id else "desk")
    case.holder_id, case.assignee_id = to, None


async def set_part(work: Work, case: Case, body_id: str, role: str) -> None:
    """Note what part a body has in the case."""
    part = await work.session.get(CaseBody, (case.number, body_id))
    if part is None:
        work.session.add(CaseBody(case_number=case.number, body_id=body_id, role=role))
    else:
        part.role = role
