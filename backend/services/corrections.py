"""What staff put right in a filed case: industry and place. The desk stays until a transfer."""

from backend.db.models import Case
from backend.domain.cases import Role
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.domain.routing import route
from backend.house import Work
from backend.services import audit, desks, lessons, views
from backend.services.cases import ENDED, Actor, check_kept, roles_on
from config.lexicon import industries
from nlp.places import find_unit

DECIDING = frozenset({Role.OFFICER, Role.INTAKE})
_LEARNT = "learnt"
MAX_PLACE = 100
"""Characters of a place as staff type it."""


async def correct_industry(work: Work, number: str, industry: str, actor: Actor) -> None:
    """Give a case another industry; the same one changes nothing, an earlier one takes it back.

    Raises NotFound, NotAllowed for who doesn't decide on the case, Invalid for an unknown word.
    """
    case = await _decided_by(work, number, actor, "correct_industry")
    if industry not in industries():
        raise Invalid("field_not_choice", field="industry", choices=", ".join(industries()))
    before = case.industry
    if industry == before:
        return
    view = await views.view_of(work, case, actor)
    matched = view.content.matched if view.content else []
    terms = [str(one["term"]) for one in matched if one["kind"] != _LEARNT]
    case.industry, case.updated_at = industry, work.now
    lessons.industry_corrected(work, before, industry, terms)
    await audit.record(
        work, actor.id, "correct_industry", case.number, before=before, after=industry
    )


async def correct_place(work: Work, number: str, place: str, actor: Actor) -> Case:
    """Put a case into the town or county that ``place`` names, if only one is meant; the case.

    Time limits that run keep the day they have; what begins later, the reward and the arbiter of
    a dispute follow the new place. Raises NotFound, NotAllowed like :func:`correct_industry`,
    Invalid ``place_none`` and ``place_many`` (with the full names) for words that settle nothing.
    """
    case = await _decided_by(work, number, actor, "correct_place")
    if case.status in ENDED:
        # Its reward was decided by the rules of the place it had.
        raise IllegalTransition(event="correct_place", status=case.status)
    found = find_unit(place.strip()[:MAX_PLACE], jurisdiction=case.unit_id or None)
    if not found:
        raise Invalid("place_none", field="place")
    names = ["".join(region.path) for region in found]
    if len(found) > 1 and place.strip() in names:
        found = [found[names.index(place.strip())]]
    if len(found) > 1:
        raise Invalid("place_many", field="place", names=", ".join(names))
    before = case.area
    desks.locate(case, found[0])
    if case.area == before:
        return case
    if not case.refusals:
        # In a dispute nobody chooses their judge.
        led = route(case.industry, found[0])
        case.arbiter_id = led.arbiter.id if led and led.arbiter else None
    case.updated_at = work.now
    await audit.record(work, actor.id, "correct_place", case.number, before=before, after=case.area)
    return case


async def _decided_by(work: Work, number: str, actor: Actor, event: str) -> Case:
    case = await desks.find_case(work, number, actor, lock=True)
    if not await roles_on(work, case, actor) & DECIDING:
        raise NotAllowed(event=event)
    check_kept(case)
    return case
