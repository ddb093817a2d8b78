"""A suspicion of bad faith: put on record for a person's judgement, and with no other effect.

It changes nothing of the case, of its reward or of later reports, is told to no other body and
never to the reporter; nobody is ever blocked by it.
"""

from enum import StrEnum

from backend.db.models import Case, MaliceMark
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.fields import MAX_TEXT
from backend.house import Work
from backend.services import audit, desks, history
from backend.services.cases import Actor
from backend.vault import VaultError, open_sealed, seal

MARKERS = frozenset({Role.OFFICER, Role.INTAKE})


class MaliceReason(StrEnum):
    """What the suspicion rests on."""

    INVENTED = "invented"
    EXTORTION = "extortion"
    HARASSMENT = "harassment"
    OTHER = "other"


class Judgement(StrEnum):
    """What another person finds."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"


async def mark(work: Work, number: str, reason: str, words: str, actor: Actor) -> None:
    """Say what is suspected, and why; raises NotFound, NotAllowed, Invalid or Conflict."""
    case = await desks.find_case(work, number, actor, lock=True)
    if not MARKERS & actor.roles:
        raise NotAllowed(event="mark_malice")
    if reason not in set(MaliceReason):
        raise Invalid("field_not_choice", field="reason", choices=", ".join(MaliceReason))
    said = words.strip()
    if not said or len(said) > MAX_TEXT:
        raise Invalid("field_missing", field="reason")
    if await work.session.get(MaliceMark, (case.number, actor.body_id)) is not None:
        raise Conflict("marked_already")
    key = await history.case_key(work, case)
    place = ("malice_marks", f"{case.number}/{actor.body_id}", "words")
    work.session.add(
        MaliceMark(
            case_number=case.number,
            body_id=actor.body_id,
            reason=reason,
            words=seal(key, said.encode(), *place),
            actor=actor.id,
            at=work.now,
        )
    )
    await work.session.flush()
    await audit.record(
        work, actor.id, "mark_malice", case.number, chain=actor.body_id, reason=reason
    )


async def judge(work: Work, number: str, judgement: str, actor: Actor) -> None:
    """Confirm or clear a suspicion; another person than the one who had it, once."""
    case = await desks.find_case(work, number, actor, lock=True)
    if Role.REVIEWER not in actor.roles:
        raise NotAllowed(event="judge_malice")
    if judgement not in set(Judgement):
        raise Invalid("field_not_choice", field="judgement", choices=", ".join(Judgement))
    row = await work.session.get(MaliceMark, (case.number, actor.body_id))
    if row is None:
        raise NotFound("case_not_found")
    if row.actor == actor.id:
        raise NotAllowed("needs_another_person")
    if row.judged is not None:
        raise Conflict("judged_already")
    row.judged, row.judged_by, row.judged_at = judgement, actor.id, work.now
    await audit.record(
        work, actor.id, "judge_malice", case.number, chain=actor.body_id, judgement=judgement
    )


async def of_case(work: Work, case: Case, body_id: str) -> tuple[MaliceMark, str] | None:
    """One body's own suspicion with its words."""
    row = await work.session.get(MaliceMark, (case.number, body_id))
    if row is None:
        return None
    try:
        key = await history.case_key(work, case)
        place = ("malice_marks", f"{case.number}/{body_id}", "words")
        words = open_sealed(key, row.words, *place).decode()
    except VaultError:
        words = ""
    return row, words
