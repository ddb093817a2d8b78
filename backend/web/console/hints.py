"""Whom a case waits for, and which roles a body still lacks: nobody should be stuck unknowingly."""

from collections.abc import Iterable, Mapping

from backend.db.models import Reward, Staff
from backend.domain.cases import Event, Role, Status
from backend.domain.rewards import RewardStatus
from backend.services import bodies
from backend.services.cases import Actor
from backend.services.views import CaseView
from config.texts import text

_DUTIES = (Role.OFFICER, Role.REVIEWER, Role.PAYER)
"""The roles that a case needs from its acceptance to the paid reward."""


def on_reward(view: CaseView, people: Iterable[Staff], me: Actor, locale: str) -> str:
    """What holds a case's reward up: a reopened case first of all, then whose turn it is."""
    reward = view.reward
    if reward is None:
        return ""
    if view.case.status != Status.CLOSED and reward.amount_yuan is not None:
        return text(locale, "console.waits_reopened")
    return reward_waits(reward, people, me, locale)


def reward_waits(reward: Reward, people: Iterable[Staff], me: Actor, locale: str) -> str:
    """Who must act next on a reward, by name; empty when nobody must, or when it is oneself."""
    if reward.amount_yuan is None:
        return ""
    if reward.status == RewardStatus.FORFEITED:
        return text(locale, "console.waits_forfeited")
    if reward.status == RewardStatus.APPROVED:
        return text(locale, "console.waits_claim")
    if reward.status == RewardStatus.REJECTED:
        return text(locale, "console.waits_penalty")
    wanted = {RewardStatus.PROPOSED: Role.REVIEWER, RewardStatus.CLAIMED: Role.PAYER}
    role = wanted.get(RewardStatus(reward.status))
    if role is None:
        return ""
    able = [
        person
        for person in people
        if role.value in person.roles
        and not person.disabled
        and (role is not Role.REVIEWER or reward.proposed_by != f"staff:{person.id}")
    ]
    if any(me.id == f"staff:{person.id}" for person in able):
        return ""
    if not able:
        return text(locale, f"console.waits_nobody_{role}")
    names = text(locale, "console.list_mark").join(person.name for person in able)
    return text(locale, f"console.waits_{role}", names=names)


def lacking(
    people: Iterable[Staff], token_roles: Iterable[tuple[str, str]]
) -> dict[str, set[Role]]:
    """By body the duties that nobody there has; bodies that only help or only see are left out.

    ``token_roles`` are the (body, role) of the API tokens: a machine may do a duty, too.
    """
    had: dict[str, set[str]] = {}
    for person in people:
        if not person.disabled:
            had.setdefault(person.body_id, set()).update(person.roles)
    for body_id, role in token_roles:
        had.setdefault(body_id, set()).add(role)
    found: dict[str, set[Role]] = {}
    for body_id, roles in had.items():
        missing = {role for role in _DUTIES if role.value not in roles}
        if (
            missing
            and not bodies.is_firm(body_id)
            and bodies.describe(body_id).level not in ("town", "desk")
        ):
            found[body_id] = missing
    return found


def came_here(view: CaseView, locale: str) -> str:
    """How a case came to its desk when it wasn't the routing that sent it; else empty."""
    for step in reversed(view.steps):
        sent = step.event in (Event.TRANSFER, Event.REFUSE)
        if sent and step.body_id != view.case.holder_id:
            words = {"body": bodies.name_of(step.body_id, locale)}
            if code := step.facts.get("reason_code"):
                words["reason"] = text(locale, f"case.reason_{code}")
            else:
                words["reason"] = str(step.texts.get("reason") or "")
            key = f"console.came_{step.event}" + ("" if words["reason"] else "_bare")
            return text(locale, key, **words)
    return ""


def helping(view: CaseView, me: Actor, parts: Mapping[str, str], locale: str) -> str:
    """What a body that only takes part is here for; empty at the desk that holds the case."""
    if view.case.holder_id == me.body_id:
        return ""
    part = parts.get(bodies.name_of(me.body_id, locale), "")
    return text(
        locale, "console.you_help", body=bodies.name_of(view.case.holder_id, locale), part=part
    )
