"""What a firm pays inside, collected with a code by whoever shows it: nobody says a name."""

from collections import Counter

from sqlalchemy import select

from backend.db.models import InsideCase, Report
from backend.domain.errors import IllegalTransition, Invalid
from backend.house import House, Work
from backend.services import audit, firm_cases
from backend.services.cases import Actor
from backend.services.claim_codes import MAX_WRONG, digits_in, draw
from backend.services.inside import of_case


async def claim(work: Work, report_id: str) -> tuple[str, int]:
    """A code in an earlier one's place, shown once, and the sum in yuan.

    Raises IllegalTransition where the firm pays nothing, or it was handed out already.
    """
    report = await work.session.get_one(Report, report_id)
    row = await of_case(work, report.case_number)
    if row is None or row.paid_yuan is None or row.handed_on is not None:
        raise IllegalTransition("inside_nothing_to_claim")
    digits, shown = draw()
    row.claim_hash, row.wrong_claims = _hash(work, row, digits), 0
    return shown, row.paid_yuan


async def hand_out(house: House, inside_id: str, code: str, actor: Actor) -> None:
    """The firm's counter: a right code is spent by this; raises Invalid ``wrong_claim_code``."""
    async with house.work() as work:
        row = await firm_cases.find(work, inside_id, actor, lock=True)
        right = row.claim_hash is not None and row.claim_hash == _hash(work, row, digits_in(code))
        if right:
            row.handed_on, row.claim_hash = firm_cases.today(work), None
        else:
            # Counted whether or not there is one: the answer must not tell that it was claimed.
            row.wrong_claims += 1
            if row.wrong_claims >= MAX_WRONG:
                row.claim_hash = None
        done = "firm_hand" if right else "firm_hand_refused"
        await audit.record(work, actor.id, done, row.name, chain=actor.body_id)
    if not right:
        raise Invalid("wrong_claim_code", field="code")


async def ledger(work: Work, actor: Actor) -> list[tuple[str, int, int]]:
    """Month, how many were handed out and how much in yuan; the newest month first."""
    query = select(InsideCase).where(
        InsideCase.desk_id == actor.body_id, InsideCase.handed_on.is_not(None)
    )
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for row in await work.session.scalars(query):
        month = row.handed_on.strftime("%Y-%m") if row.handed_on else ""
        counts[month] += 1
        sums[month] += row.paid_yuan or 0
    return [(month, counts[month], sums[month]) for month in sorted(counts, reverse=True)]


def _hash(work: Work, row: InsideCase, digits: str) -> str:
    return work.vault.lookup("firm claim", f"{row.id} {digits}")
