"""A litigation hold: whatever the day, nothing of a held case is erased."""

from enum import StrEnum

from backend.db.models import Case, Hold
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.fields import MAX_TEXT
from backend.house import Work
from backend.services import audit, desks, history
from backend.services.cases import Actor
from backend.vault import VaultError, open_sealed, seal

HOLDERS = frozenset({Role.REVIEWER, Role.LEGAL})
"""Who holds a case and lets it go: the head of a body, or its legal reviewer."""


class HoldReason(StrEnum):
    """Why a case is held."""

    LAWSUIT = "lawsuit"
    REVIEW = "review"
    """行政复议."""
    CRIME = "crime"
    DISCIPLINE = "discipline"
    OTHER = "other"


async def hold(work: Work, number: str, reason: str, words: str, actor: Actor) -> None:
    """Hold a case; raises NotFound, NotAllowed, Invalid, or Conflict when it is held already."""
    case = await _case(work, number, actor)
    if reason not in set(HoldReason):
        raise Invalid("field_not_choice", field="reason", choices=", ".join(HoldReason))
    said = words.strip()
    if not said or len(said) > MAX_TEXT:
        raise Invalid("field_missing", field="reason")
    if case.erased_at is not None:
        raise Invalid("case_erased")
    if await work.session.get(Hold, case.number) is not None:
        raise Conflict("held_already")
    key = await history.case_key(work, case)
    sealed = seal(key, said.encode(), "holds", case.number, "words")
    work.session.add(
        Hold(
            case_number=case.number,
            reason=reason,
            words=sealed,
            body_id=actor.body_id,
            actor=actor.id,
            at=work.now,
        )
    )
    await work.session.flush()
    await audit.record(work, actor.id, "hold", case.number, chain=actor.body_id, reason=reason)


async def lift(work: Work, number: str, actor: Actor) -> None:
    """Let a held case go; the desk is warned anew before anything is erased."""
    case = await _case(work, number, actor)
    row = await work.session.get(Hold, case.number)
    if row is None:
        raise NotFound("case_not_found")
    await work.session.delete(row)
    case.erase_warned_at = None
    await audit.record(work, actor.id, "lift_hold", case.number, chain=actor.body_id)


async def of_case(work: Work, case: Case) -> tuple[Hold, str] | None:
    """The hold on a case with its words, empty where its key isn't open here."""
    row = await work.session.get(Hold, case.number)
    if row is None:
        return None
    try:
        key = await history.case_key(work, case)
        words = open_sealed(key, row.words, "holds", case.number, "words").decode()
    except VaultError:
        words = ""
    return row, words


async def _case(work: Work, number: str, actor: Actor) -> Case:
    case = await desks.find_case(work, number, actor, lock=True)
    if not HOLDERS & actor.roles:
        raise NotAllowed(event="hold")
    return case
