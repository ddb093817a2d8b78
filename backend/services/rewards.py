"""The reward: proposed when a case closes, approved by another, claimed with the receipt."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.db.models import Case, CaseEvent, Reward
from backend.domain.cases import Event, Outcome
from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.domain.fields import EventFields
from backend.domain.reward_rules import Where, claim_days, raised_for_employees
from backend.domain.rewards import IN_TURN, Finding, RewardStatus, decide_reward, report_grade
from backend.house import Work
from backend.services import accounts, audit, claim_codes, history, identities, ledger, similar
from backend.services import claim_windows as windows
from backend.services.ledger import Kind

CLAIM = "reward.claim"
_CLAIMED = "claim_reward"


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a reward, with all it needs."""

    work: Work
    case: Case
    reward: Reward
    fields: EventFields
    actor_id: str
    body_id: str


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
    if fields.report_grade is not None:
        case.report_grade = fields.report_grade
    if fields.signatories is not None:
        case.signatories = fields.signatories
    if fields.by_employee:
        if not raised_for_employees(where_of(case)):
            # Where nothing follows from it nobody needs to know that a colleague reported.
            raise Invalid("no_uplift_here", field="by_employee")
        case.by_employee = True


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
        report_grade(case.report_grade),
        by_employee=case.by_employee,
        signatories=case.signatories,
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
    reward.claim_code_hash = None
    reward.claim_until, reward.window_from, reward.announced = None, None, False
    reward.updated_at = work.now
    await work.session.flush()
    await windows.end(work, case)
    return {**params, "amount": amount, "reward_key": reason_key}


async def carry_out(
    work: Work, case: Case, event: Event, fields: EventFields, actor_id: str, body_id: str
) -> dict[str, Any]:
    """Do one act on a reward, for a body; returns what the notice says.

    Raises NotAllowed when the person who proposed or paid would decide on their own act, and
    IllegalTransition when the reward doesn't stand where the act needs it.
    """
    reward = await work.session.get(Reward, case.number, with_for_update=True)
    if reward is None or reward.amount_yuan is None:
        raise IllegalTransition("no_reward")
    if reward.status not in IN_TURN[event]:
        raise IllegalTransition(_NOT_YET.get(event, "reward_decided"))
    step = Act(work, case, reward, fields, actor_id, body_id)
    await _ACTS[event](step)
    reward.updated_at = work.now
    until = day_in_shanghai(reward.claim_until) if reward.claim_until else ""
    return {"amount": reward.amount_yuan, "until": until, "days": claim_days(where_of(case))}


async def _four_eyes(act: Act) -> None:
    """The other pair of eyes: nobody approves the sum that follows from their own closing."""
    by = await _last_by(act, Event.CLOSE, Event.FINISH, Event.PENALTY)
    if act.actor_id in {act.reward.proposed_by, *by}:
        raise NotAllowed("needs_another_person")
    act.reward.approved_by = act.actor_id


async def _last_by(act: Act, *events: Event) -> set[str]:
    """Who did these steps of the case."""
    found = await act.work.session.scalars(
        select(CaseEvent.actor).where(
            CaseEvent.case_number == act.case.number,
            CaseEvent.event.in_([event.value for event in events]),
        )
    )
    return set(found)


async def _approve(act: Act) -> None:
    await _four_eyes(act)
    act.reward.status = RewardStatus.APPROVED.value
    if not await accounts.linked_accounts(act.work, [act.reward.report_id]):
        # Nobody can be told: the public list tells, by the case number alone.
        act.reward.announced = True
        await windows.begin(act.work, act.case, act.reward)


async def _reject(act: Act) -> None:
    await _four_eyes(act)
    act.reward.status = RewardStatus.REJECTED.value


async def _pay(act: Act) -> None:
    reward = act.reward
    if not claim_codes.fits(act.work, reward, act.fields.claim_code or ""):
        raise Invalid("wrong_claim_code")
    reward.status = RewardStatus.PAID.value
    reward.announced = False
    assert reward.amount_yuan is not None  # noqa: S101 - asked by carry_out
    await ledger.add(
        act.work, act.body_id, Kind.PAYMENT, -reward.amount_yuan, act.actor_id,
        case_number=act.case.number, words=act.fields.voucher,
    )  # fmt: skip
    await claim_codes.forget_account(act.work, act.case.number)
    await windows.end(act.work, act.case)


async def _extend(act: Act) -> None:
    assert act.fields.days is not None  # noqa: S101 - required by the table
    if act.reward.status == RewardStatus.FORFEITED:
        act.reward.status = RewardStatus.APPROVED.value
    await windows.lengthen(act.work, act.case, act.reward, act.fields.days)


async def _forfeit(act: Act) -> None:
    await claim_codes.forget_account(act.work, act.case.number)
    act.reward.status = RewardStatus.FORFEITED.value
    act.reward.claim_code_hash = None
    act.reward.announced = False


async def _reverse(act: Act) -> None:
    """A counter-entry by another person; the reward can be claimed anew, with a new code."""
    if act.actor_id in await _last_by(act, Event.PAY_REWARD):
        raise NotAllowed("needs_another_person")
    reward = act.reward
    assert reward.amount_yuan is not None  # noqa: S101 - asked by carry_out
    await ledger.add(
        act.work, act.body_id, Kind.COUNTER, reward.amount_yuan, act.actor_id,
        case_number=act.case.number, words=act.fields.reason,
    )  # fmt: skip
    reward.status = RewardStatus.APPROVED.value
    reward.claim_code_hash = None
    await windows.begin(act.work, act.case, reward)


_ACTS: dict[Event, Callable[[Act], Awaitable[None]]] = {
    Event.APPROVE_REWARD: _approve,
    Event.REJECT_REWARD: _reject,
    Event.PAY_REWARD: _pay,
    Event.EXTEND_CLAIM: _extend,
    Event.FORFEIT_REWARD: _forfeit,
    Event.REVERSE_PAYMENT: _reverse,
}
_NOT_YET = {Event.PAY_REWARD: "reward_not_claimed", Event.REVERSE_PAYMENT: "reward_not_paid"}


async def claim(work: Work, case: Case, report_id: str) -> tuple[Reward, str]:
    """Claim an approved reward; returns it with the claim code, which is stored only hashed.

    The caller has checked the receipt. Claiming again gives a new code in the old one's place:
    a lost one costs nobody the reward. Raises IllegalTransition with a code that says why not:
    ``no_reward``, ``reward_not_approved``, ``claim_too_late`` or ``reward_paid``.
    """
    reward = await work.session.get(Reward, case.number)
    if reward is None or reward.report_id != report_id or reward.amount_yuan is None:
        raise IllegalTransition("no_reward")
    if reward.status == RewardStatus.REJECTED:
        raise IllegalTransition("no_reward")
    if reward.status == RewardStatus.PAID:
        raise IllegalTransition("reward_paid")
    late = reward.claim_until is not None and reward.claim_until < work.now
    if reward.claim_until is not None and (late or reward.status == RewardStatus.FORFEITED):
        raise IllegalTransition("claim_too_late", until=day_in_shanghai(reward.claim_until))
    if reward.status not in (RewardStatus.APPROVED, RewardStatus.CLAIMED):
        raise IllegalTransition("reward_not_approved")
    if reward.window_from is None:
        await windows.begin(work, case, reward)
    # An account that was left goes with the code that was sealed into it.
    await claim_codes.forget_account(work, case.number)
    code = claim_codes.new_code(work, reward)
    reward.status = RewardStatus.CLAIMED.value
    reward.updated_at = work.now
    amount, chain = reward.amount_yuan, case.body_id
    await audit.record(work, "reporter", _CLAIMED, case.number, chain=chain, amount=amount)
    return reward, code


def notice_choices(event: Event) -> tuple[str, ...]:
    """The buttons under the reporter's notice of ``event``."""
    if event is Event.APPROVE_REWARD:
        return (CLAIM,)
    return ()
