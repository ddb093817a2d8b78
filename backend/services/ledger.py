"""The books of rewards: a body's budget of a year, and every payment with its counter-entry."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from backend.db.models import Case, EnforcementBody, LedgerEntry, Reward, random_id
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import audit, bodies, desks

if TYPE_CHECKING:
    from backend.services.cases import Actor

MAX_BUDGET_YUAN = 10_000_000_000
_OWED = (RewardStatus.APPROVED.value, RewardStatus.CLAIMED.value)


class Kind(StrEnum):
    """What an entry is."""

    BUDGET = "budget"
    PAYMENT = "payment"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Books:
    """One body's year, in yuan: what it had, paid and owes, and every entry with its words."""

    year: int
    budget: int
    paid: int
    owed: int
    """Approved and not yet paid, of whatever year."""
    entries: tuple[tuple[LedgerEntry, str], ...]

    @property
    def left(self) -> int:
        """What may still be promised; negative when more was promised than there is."""
        return self.budget - self.paid - self.owed


async def add(
    work: Work,
    body_id: str,
    kind: Kind,
    amount_yuan: int,
    actor_id: str,
    *,
    case_number: str | None = None,
    words: str | None = None,
) -> None:
    """Append one entry to this year's books of a body."""
    await bodies.ensure(work, body_id)
    # One entry after the other: the body's row is the lock of its books.
    await work.session.get_one(EnforcementBody, body_id, with_for_update=True)
    year = year_of(work)
    last = await work.session.scalar(
        select(func.max(LedgerEntry.seq)).where(
            LedgerEntry.body_id == body_id, LedgerEntry.year == year
        )
    )
    entry = LedgerEntry(
        id=random_id(),
        body_id=body_id,
        year=year,
        seq=(last or 0) + 1,
        at=work.now,
        kind=kind.value,
        amount_yuan=amount_yuan,
        case_number=case_number,
        actor=actor_id,
    )
    if words:
        entry.words = work.vault.seal(words.encode(), "reward_ledger", entry.id, "words")
    work.session.add(entry)
    await work.session.flush()


async def add_budget(
    work: Work, body_id: str, amount_yuan: int, reason: str, actor_id: str
) -> None:
    """Give a body money for this year's rewards, or take some back; raises Invalid."""
    if not amount_yuan or abs(amount_yuan) > MAX_BUDGET_YUAN:
        raise Invalid("not_a_budget", limit=MAX_BUDGET_YUAN)
    if not reason.strip():
        raise Invalid("field_missing", field="reason")
    await add(work, body_id, Kind.BUDGET, amount_yuan, actor_id, words=reason.strip())
    await audit.record(
        work, actor_id, "reward_budget", body_id, amount=amount_yuan, year=year_of(work)
    )


async def books(work: Work, actor: "Actor", year: int | None = None) -> Books:
    """The books of the actor's body in a year: sums of all of it, entries of their areas."""
    body_id = actor.body_id
    year = year or year_of(work)
    rows = await work.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.body_id == body_id, LedgerEntry.year == year)
        .order_by(LedgerEntry.seq)
    )
    entries = list(rows)
    owed = await work.session.scalar(
        select(func.coalesce(func.sum(Reward.amount_yuan), 0))
        .join(Case, Case.number == Reward.case_number)
        .where(Case.holder_id == body_id, Reward.status.in_(_OWED))
    )
    budget = sum(one.amount_yuan for one in entries if one.kind == Kind.BUDGET)
    paid = -sum(one.amount_yuan for one in entries if one.kind != Kind.BUDGET)
    inside = select(Case.number).where(
        Case.number.in_([one.case_number for one in entries]), desks.in_areas(actor)
    )
    shown = {None, *await work.session.scalars(inside)}
    with_words = tuple((one, _words(work, one)) for one in entries if one.case_number in shown)
    return Books(year, budget, paid, int(owed or 0), with_words)


async def years(work: Work, body_id: str) -> list[int]:
    """The years that a body has books of, this one among them, the newest first."""
    known = await work.session.scalars(
        select(LedgerEntry.year).where(LedgerEntry.body_id == body_id).distinct()
    )
    return sorted({*known, year_of(work)}, reverse=True)


def year_of(work: Work) -> int:
    """This year, in Asia/Shanghai."""
    return work.now.astimezone(SHANGHAI).year


def _words(work: Work, entry: LedgerEntry) -> str:
    if entry.words is None:
        return ""
    return work.vault.open(entry.words, "reward_ledger", entry.id, "words").decode()
