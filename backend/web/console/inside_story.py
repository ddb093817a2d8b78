"""What a firm did before the case came outward: the body reads the whole history."""

from backend.db.models import Case, InsideCase
from backend.house import Work
from backend.services import bodies, firm_cases
from backend.services.cases import Actor
from backend.services.firm_cases import Line
from backend.services.inside import of_case
from backend.vault import KeyMissing

Story = tuple[InsideCase, list[Line]]


async def story(work: Work, case: Case, report_id: str, me: Actor) -> Story | None:
    """The inside case and its lines; None where the firm was not asked, or nobody can read it."""
    row = await of_case(work, case.number)
    if row is None:
        return None
    try:
        key = await bodies.data_key(work, report_id, me.body_id)
    except KeyMissing:
        return None
    return row, await firm_cases.lines(work, row, key)
