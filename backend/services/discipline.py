"""Public officials in a case: handed to discipline inspection (纪检监察), seen by very few.

Source: 行政执法机关移送涉嫌犯罪案件的规定第18、19条, and the places' plans; proposed by one person,
decided by another. It stands on no card and no timeline, goes to no later desk, and is no part of
the copy that travels: the official may work at the next one, or at this one. Nobody but the
reviewers learns that a colleague has proposed something.
"""

from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, DisciplineReferral
from backend.domain.cases import Role
from backend.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from backend.domain.fields import MAX_TEXT
from backend.house import Work
from backend.services import audit, desks, history, notifications
from backend.services.cases import Actor, check_kept
from backend.vault import VaultError, open_sealed, seal

PROPOSERS = frozenset({Role.OFFICER, Role.REVIEWER})
APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True, slots=True)
class Seen:
    """A referral as its proposer and the reviewers of the body see it."""

    row: DisciplineReferral
    words: str
    may_decide: bool
    may_hand_over: bool


async def propose(work: Work, number: str, words: str, actor: Actor) -> None:
    """Propose a hand-over; raises NotFound, NotAllowed, Invalid, or Conflict if there is one."""
    case = await _case(work, number, actor, PROPOSERS)
    said = words.replace("\x00", "").strip()
    if not said or len(said) > MAX_TEXT:
        raise Invalid("field_missing", field="reason")
    known = await _row(work, case, actor, actor.id)
    if known is not None and known.decided != REJECTED:
        raise Conflict("discipline_already")
    if known is not None:
        await work.session.delete(known)
        await work.session.flush()
    key = await history.case_key(work, case)
    row = DisciplineReferral(
        case_number=case.number, body_id=actor.body_id, actor=actor.id, at=work.now
    )
    row.words = seal(key, said.encode(), *_place(row))
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, actor.id, "discipline_propose", case.number, chain=actor.body_id)


async def decide(work: Work, number: str, proposer: str, *, approve: bool, actor: Actor) -> None:
    """Another person decides; a rejected one can be proposed anew.

    Raises NotFound, NotAllowed ``needs_another_person``, or IllegalTransition when it is decided.
    """
    case = await _case(work, number, actor, frozenset({Role.REVIEWER}))
    row = await _row(work, case, actor, proposer)
    if row is None:
        raise NotFound("case_not_found")
    if row.decided is not None:
        raise IllegalTransition("discipline_decided")
    if row.actor == actor.id:
        raise NotAllowed("needs_another_person")
    # What was rejected stays too: a reviewer whom it concerns must not make it disappear.
    word = APPROVED if approve else REJECTED
    row.decided, row.decided_by, row.decided_at = word, actor.id, work.now
    await audit.record(
        work, actor.id, "discipline_decide", case.number, chain=actor.body_id, decided=word
    )


async def hand_over(work: Work, number: str, proposer: str, *, tell: bool, actor: Actor) -> None:
    """It was handed over; ``tell`` lets the reporter know that a competent body has it.

    Raises NotFound, NotAllowed, or IllegalTransition before it is approved or a second time.
    """
    case = await _case(work, number, actor, PROPOSERS)
    row = await _row(work, case, actor, proposer)
    if row is None or not _sees(row, actor):
        raise NotFound("case_not_found")
    if tell and Role.REVIEWER not in actor.roles:
        raise NotAllowed(event="discipline")
    if row.decided != APPROVED or row.handed_at is not None:
        raise IllegalTransition("discipline_not_approved")
    row.handed_by, row.handed_at = actor.id, work.now
    await audit.record(work, actor.id, "discipline_hand_over", case.number, chain=actor.body_id)
    if tell:
        told = {"body": actor.body_id}
        await notifications.tell_reporters(work, case, "case.notice_discipline", told)


async def of_case(work: Work, case: Case, actor: Actor) -> list[Seen]:
    """The referrals of the actor's own body: one's own, and all of them for its reviewers."""
    rows = await work.session.scalars(
        select(DisciplineReferral)
        .where(
            DisciplineReferral.case_number == case.number,
            DisciplineReferral.body_id == actor.body_id,
        )
        .order_by(DisciplineReferral.at)
    )
    try:
        key = await history.case_key(work, case)
    except VaultError:
        return []
    return [
        Seen(
            row,
            open_sealed(key, row.words, *_place(row)).decode(),
            may_decide=row.decided is None
            and Role.REVIEWER in actor.roles
            and row.actor != actor.id,
            may_hand_over=row.decided == APPROVED and row.handed_at is None,
        )
        for row in rows
        if _sees(row, actor)
    ]


def _place(row: DisciplineReferral) -> tuple[str, str, str]:
    return "discipline_referrals", f"{row.case_number}/{row.body_id}/{row.actor}", "words"


def _sees(row: DisciplineReferral, actor: Actor) -> bool:
    return row.actor == actor.id or Role.REVIEWER in actor.roles


async def _row(work: Work, case: Case, actor: Actor, proposer: str) -> DisciplineReferral | None:
    found = (case.number, actor.body_id, proposer)
    return await work.session.get(DisciplineReferral, found, with_for_update=True)


async def _case(work: Work, number: str, actor: Actor, roles: frozenset[Role]) -> Case:
    case = await desks.find_case(work, number, actor, lock=True)
    if not roles & actor.roles or case.holder_id != actor.body_id:
        raise NotAllowed(event="discipline")
    check_kept(case)
    return case
