"""Who can give a change its second look: another person, whom the proposer has no hand in."""

import datetime as dt
import json

from sqlalchemy import select

from backend.db.models import AuditEntry, Staff
from backend.domain.cases import Role
from backend.house import Work
from backend.services import bodies

DAYS = 7
"""How long somebody who was an administrator still counts as one who might have agreed, and how
long an account is in the hands of who made, changed or reset it."""
_HANDS = ("add_staff", "set_roles", "reset_password", "forget_second_factor")


async def others(work: Work, actor_id: str) -> bool:
    """Whether another person is, or within DAYS was, administrator of the whole installation.

    Who wants to decide alone must not get there by closing the other's account.
    """
    query = select(Staff).where(Staff.body_id == bodies.intake_body(work.house.settings))
    people = [one for one in await work.session.scalars(query) if f"staff:{one.id}" != actor_id]
    chiefs = {one.id: Role.ADMINISTRATOR in one.roles for one in people}
    if any(chiefs[one.id] and not one.disabled for one in people):
        return True
    taken = select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail).where(
        AuditEntry.at >= _since(work),
        AuditEntry.subject.in_(chiefs),
        AuditEntry.action.in_(("disable_staff", "set_roles")),
    )
    return any(
        chiefs[subject]
        if action == "disable_staff"
        else Role.ADMINISTRATOR in json.loads(detail).get("before", ())
        for action, subject, detail in await work.session.execute(taken)
    )


async def in_hands_of(work: Work, actor_id: str, proposer: str) -> bool:
    """Whether the proposer made, changed or reset the account of who looks, within DAYS.

    Else one person has both: the account that proposes and a fresh one that agrees. Who has the
    machine makes all accounts, and needs none: what the command line proposes isn't meant.
    """
    if not proposer.startswith("staff:"):
        return False
    found = select(AuditEntry.seq).where(
        AuditEntry.at >= _since(work),
        AuditEntry.actor == proposer,
        AuditEntry.subject == actor_id.removeprefix("staff:"),
        AuditEntry.action.in_(_HANDS),
    )
    return await work.session.scalar(found.limit(1)) is not None


def _since(work: Work) -> str:
    return (work.now - dt.timedelta(days=DAYS)).isoformat(timespec="seconds")
