"""What staff put right in a filed case: its industry. The desk stays until it is transferred."""

from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotAllowed
from backend.house import Work
from backend.services import audit, desks, lessons, views
from backend.services.cases import Actor, roles_on
from config.lexicon import industries

DECIDING = frozenset({Role.OFFICER, Role.INTAKE})
_LEARNT = "learnt"


async def correct_industry(work: Work, number: str, industry: str, actor: Actor) -> None:
    """Give a case another industry; the same one changes nothing, an earlier one takes it back.

    Raises NotFound, NotAllowed for who doesn't decide on the case, Invalid for an unknown word.
    """
    case = await desks.find_case(work, number, actor.body_id, lock=True)
    if not await roles_on(work, case, actor) & DECIDING:
        raise NotAllowed(event="correct_industry")
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
