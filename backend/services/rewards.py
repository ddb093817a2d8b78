"""The reward: proposed when a case closes, approved by another, claimed with the receipt."""

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import select

from backend.db.models import Case, CaseEvent, Reward
from backend.domain.cases import Event, Outcome
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.domain.fields import EventFields
from backend.domain.receipts import parse_case_number
from backend.domain.reward_rules import Where, claim_days
from backend.domain.rewards import Finding, RewardStatus, decide_reward
from backend.house import Work
from backend.services import audit, history, identities, similar

CLAIM = "reward.claim"
CLAIM_PASSWORD_DIGITS = 8
MAX_WRONG_PASSWORDS = 10
"""Wrong claim passwords that spend the right one; the reporter claims again and gets another."""
_CLAIMED, _WRONG = "claim_reward", "pay_refused"


async def record_finding(
    work: Work, case: Case, fields: EventFields, actor_id: str
) -> dict[str, Any]:
    """Write outcome and penalty on the case and propose the reward that follows by the rule."""
    note_finding(case, fields)
    return await _propose(work, case, actor_id)


def note_finding(case: Case, fields: EventFields) -> None:
    """Write on the case what was found so far; nothing follows from it yet."""
    if fields.outcome is not None:
        case.outcome = fields.outcome.value
    if fields.criterion_confirmed is not None:
        case.criterion_confirmed = fields.criterion_confirmed
    if fields.concealed_deaths is not None:
        case.concealed_deaths = fields.concealed_deaths
    if fields.penalty_yuan is not None:
        case.penalty_yuan = fields.penalty_yuan


def where_of(case: Case) -> Where:
    """What of a case the rules differ by."""
    return Where(case.jurisdiction, case.unit_id, case.industry)


async def _propose(work: Work, case: Case, actor_id: str) -> dict[str, Any]:
    assert case.outcome is not None  # noqa: S101 - penalty comes only after closing
    report = await history.first_report(work, case)
    finding = Finding(
        Outcome(case.outcome),
        case.penalty_yuan,
        case.criterion_confirmed,
        case.concealed_deaths,
        named=await identities.is_named(work, report),
        first=await similar.is_first(work, case),
    )
    decision = decide_reward(finding, where_of(case))
    amount, reason_key, params = decision.amount_yuan, decision.reason_key, decision.stored()
    reward = await work.session.get(Reward, case.number)
    if reward is not None and reward.status in (RewardStatus.CLAIMED, RewardStatus.PAID):
        # What was claimed stays: a later penalty doesn't take back a promise, nor make a new one.
        return {}
    if reward is None:
        reward = Reward(case_number=case.number)
        work.session.add(reward)
    reward.report_id = report.id
    reward.amount_yuan = amount
    reward.rule_id = decision.rule_id
    reward.reason_key = reason_key
    reward.params = params
    reward.status = (RewardStatus.REJECTED if amount is None else RewardStatus.PROPOSED).value
    reward.proposed_by = actor_id
    reward.approved_by = None
    reward.claim_password_hash = None
    reward.claim_until = None
    reward.updated_at = work.now
    await work.session.flush()
    return {**params, "amount": amount, "reward_key": reason_key}


async def carry_out(
    work: Work, case: Case, event: Event, fields: EventFields, actor_id: str
) -> dict[str, Any]:
    """Approve, reject or pay; raises NotAllowed when the proposer would approve their own sum."""
    reward = await work.session.get(Reward, case.number)
    if reward is None or reward.amount_yuan is None:
        raise IllegalTransition("no_reward")
    if event is Event.PAY_REWARD:
        return _pay(work, case, reward, fields.claim_password or "")
    if reward.status != RewardStatus.PROPOSED:
        raise IllegalTransition("reward_decided")
    if await _worked_on(work, case, actor_id) or reward.proposed_by == actor_id:
        raise NotAllowed("needs_another_person")
    if event is Event.APPROVE_REWARD:
        days = claim_days(where_of(case))
        reward.status = RewardStatus.APPROVED.value
        reward.claim_until = work.now + dt.timedelta(days=days)
    else:
        reward.status = RewardStatus.REJECTED.value
    reward.approved_by = actor_id
    reward.updated_at = work.now
    until = day_in_shanghai(reward.claim_until) if reward.claim_until else ""
    return {"amount": reward.amount_yuan, "until": until}


async def _worked_on(work: Work, case: Case, actor_id: str) -> bool:
    """Whether this actor closed the case: four eyes means two people."""
    found = await work.session.scalar(
        select(CaseEvent.id)
        .where(
            CaseEvent.case_number == case.number,
            CaseEvent.actor == actor_id,
            CaseEvent.event.in_((Event.CLOSE.value, Event.PENALTY.value)),
        )
        .limit(1)
    )
    return found is not None


def _pay(work: Work, case: Case, reward: Reward, password: str) -> dict[str, Any]:
    if reward.status != RewardStatus.CLAIMED:
        raise IllegalTransition("reward_not_claimed")
    digits = "".join(c for c in password if c.isdigit())
    if reward.claim_password_hash != _password_hash(work, case.number, digits):
        raise Invalid("wrong_claim_password")
    reward.status = RewardStatus.PAID.value
    reward.updated_at = work.now
    return {"amount": reward.amount_yuan}


async def note_wrong_password(work: Work, number: str, actor_id: str) -> None:
    """Put a wrong claim password on record; too many since the claim spend the right one.

    Whoever pays could guess: eight digits are few for somebody who sits at the form all day.
    """
    parsed = parse_case_number(number)
    reward = await work.session.get(Reward, parsed or "", with_for_update=True)
    if parsed is None or reward is None:
        return
    await audit.record(work, actor_id, _WRONG, parsed)
    reward.wrong_passwords += 1
    if reward.wrong_passwords >= MAX_WRONG_PASSWORDS:
        reward.claim_password_hash = None


def _password_hash(work: Work, case_number: str, digits: str) -> str:
    return work.vault.lookup("claim", f"{case_number}:{digits}")


async def claim(work: Work, case: Case, report_id: str) -> tuple[Reward, str]:
    """Claim an approved reward; returns it with the claim password, which is stored only hashed.

    The caller has checked the receipt. Claiming again gives a new password in the old one's place:
    a lost password costs nobody the reward. Raises IllegalTransition with a code that says why not:
    ``no_reward``, ``reward_not_approved``, ``claim_too_late`` or ``reward_paid``.
    """
    reward = await work.session.get(Reward, case.number)
    if reward is None or reward.report_id != report_id or reward.amount_yuan is None:
        raise IllegalTransition("no_reward")
    if reward.status == RewardStatus.REJECTED:
        raise IllegalTransition("no_reward")
    if reward.status == RewardStatus.PAID:
        raise IllegalTransition("reward_paid")
    if reward.status not in (RewardStatus.APPROVED, RewardStatus.CLAIMED):
        raise IllegalTransition("reward_not_approved")
    if reward.claim_until is not None and reward.claim_until < work.now:
        raise IllegalTransition("claim_too_late", until=day_in_shanghai(reward.claim_until))
    digits = "".join(secrets.choice("0123456789") for _ in range(CLAIM_PASSWORD_DIGITS))
    reward.claim_password_hash = _password_hash(work, case.number, digits)
    reward.wrong_passwords = 0
    reward.status = RewardStatus.CLAIMED.value
    reward.updated_at = work.now
    amount, chain = reward.amount_yuan, case.body_id
    await audit.record(work, "reporter", _CLAIMED, case.number, chain=chain, amount=amount)
    return reward, f"{digits[:4]} {digits[4:]}"


def notice_choices(event: Event) -> tuple[str, ...]:
    """The buttons under the reporter's notice of ``event``."""
    if event is Event.APPROVE_REWARD:
        return (CLAIM,)
    return ()
