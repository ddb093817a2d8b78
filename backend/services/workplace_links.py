"""Which workplace of the register a case is about, as a person says, and what is known of it."""

from collections import Counter
from dataclasses import dataclass

from backend.db.models import Case, Workplace
from backend.domain.cases import Outcome
from backend.domain.errors import NotAllowed, NotFound
from backend.house import Work
from backend.services import audit, desks, history, views, workplace_seals, workplaces
from backend.services.cases import Actor, check_kept, roles_on
from backend.services.corrections import DECIDING
from backend.services.workplaces import Match
from backend.vault import VaultError

_FOUND = (Outcome.VERIFIED, Outcome.PARTLY_VERIFIED)


@dataclass(frozen=True, slots=True)
class Past:
    """What a body's own cases say of one workplace; of other bodies' cases nothing."""

    cases: tuple[Case, ...]
    """The newest first."""
    verified: int
    penalties_yuan: int
    criteria: tuple[tuple[str, int], ...]
    """Confirmed items of 重大事故隐患 as "standard item", the most frequent first."""


async def link(work: Work, number: str, workplace_id: str, actor: Actor) -> None:
    """Say which workplace a case is about; an empty id takes it back.

    Raises NotFound, NotAllowed for who doesn't decide on the case. Says nothing of the firm in
    the audit chain, which more people read than the case.
    """
    case = await desks.find_case(work, number, actor, lock=True)
    if not await roles_on(work, case, actor) & DECIDING:
        raise NotAllowed(event="link_workplace")
    check_kept(case)
    if workplace_id:
        row = await workplaces.get(work, workplace_id)
        workplace_seals.put(work, case, row.id, await history.case_key(work, case))
    else:
        case.workplace = case.workplace_hash = None
    case.updated_at = work.now
    done = "link_workplace" if workplace_id else "unlink_workplace"
    await audit.record(work, actor.id, done, case.number)


async def linked(work: Work, case: Case) -> Workplace | None:
    """The entry that a case is linked with; None for none, or one that nobody here can open."""
    if case.workplace is None:
        return None
    try:
        key = await history.case_key(work, case)
        return await workplaces.get(work, workplace_seals.opened(case, key))
    except (VaultError, NotFound):
        return None


async def suggestions(work: Work, case: Case, enterprise: str) -> list[Match]:
    """Entries that the enterprise of a report may be, within the case's area: for a person."""
    return await workplaces.matches(work, enterprise, case.unit_id) if enterprise else []


async def past(work: Work, workplace_id: str, actor: Actor) -> Past:
    """The cases of a workplace that the actor may see."""
    query = views.mine(actor).where(
        Case.workplace_hash == workplace_seals.hash_of(work, workplace_id)
    )
    found = tuple(await work.session.scalars(query.order_by(Case.created_at.desc())))
    verified = [case for case in found if case.outcome in _FOUND]
    confirmed = Counter(
        item for case in verified if case.criterion_confirmed for item in case.criteria
    )
    return Past(
        found,
        len(verified),
        sum(case.penalty_yuan or 0 for case in verified),
        tuple(confirmed.most_common()),
    )
