"""Figures of reports inside workplaces: what firms mended and paid themselves (西安要点第13条).

Nothing under five is shown, to the body in charge neither, and counts are rounded: this is the
firms' and their people's own business.
"""

from collections.abc import Sequence

from sqlalchemy import and_, case, func, select

from backend.db.models import Case, CaseEvent, InsideCase
from backend.domain.figures import Figure, Kind, Period, count
from backend.house import Work
from backend.services.bodies import INSIDE
from backend.services.firm_cases import today

NAMES = ("inside_reports", "inside_mended", "inside_outward", "inside_firms", "inside_paid")


async def inside(work: Work, ids: Sequence[str], period: Period) -> dict[str, Figure]:
    """Reports to firms whose last day was in the period, by the body that was answerable.

    Only those whose last day is over: how many run now would tell when one came.
    """
    row = InsideCase
    until = min(period.next().first_day, today(work))
    query = (
        select(
            func.count(),
            func.sum(case((row.fixed_on <= row.due_on, 1), else_=0)),
            func.sum(case((Case.holder_id != INSIDE, 1), else_=0)),
            func.count(case((row.paid_yuan.is_not(None), row.desk_id)).distinct()),
            func.count(row.paid_yuan),
            func.coalesce(func.sum(row.paid_yuan), 0),
        )
        .join(Case, Case.number == row.case_number)
        .join(CaseEvent, and_(CaseEvent.case_number == Case.number, CaseEvent.seq == 1))
        .where(CaseEvent.body_id.in_(ids), row.due_on >= period.first_day, row.due_on < until)
    )
    reports, in_time, outward, firms, cases, yuan = (await work.session.execute(query)).one()
    found = {
        "inside_reports": count(reports),
        "inside_mended": count(int(in_time or 0)),
        "inside_outward": count(int(outward or 0)),
        "inside_firms": count(firms),
        "inside_paid": Figure(Kind.YUAN, int(yuan), cases),
    }
    return {name: figure.outside() for name, figure in found.items()}
