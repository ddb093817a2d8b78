"""A report of what was done to somebody for an earlier report."""

from contextlib import suppress

from backend.db.models import Case, Report
from backend.domain.errors import NotFound
from backend.house import Work
from backend.services import bodies, workplace_seals, workplaces
from backend.services.drafts import Draft
from backend.vault import VaultError


async def begin(work: Work, report_id: str | None) -> Draft:
    """A report of reprisal; what an earlier report says of place and workplace is known already."""
    draft = Draft(reprisal=True, insisted=True)
    if report_id is None:
        return draft
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number)
    draft.unit = case.unit_id or None
    if case.workplace is None:
        return draft
    with suppress(VaultError, NotFound):
        key = await bodies.data_key(work, report_id)
        row = await workplaces.get(work, workplace_seals.opened(case, key))
        draft.unit, draft.workplace, draft.enterprise = row.unit_id, row.id, row.name
        draft.firm_industry = row.industry
    return draft
