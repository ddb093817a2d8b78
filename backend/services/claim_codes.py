"""One-time claim codes: made for a claim, looked at over a counter, spent by the payment."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from backend.db.models import PaymentAccount, Reward
from backend.domain.errors import Invalid
from backend.domain.receipts import parse_case_number
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import audit, desks

if TYPE_CHECKING:
    from backend.services.cases import Actor

DIGITS = 8
MAX_WRONG = 10
"""Wrong claim codes that spend the right one; the reporter claims again and gets another."""


@dataclass(frozen=True, slots=True)
class Valid:
    """What the counter sees of a right code: the sum and the case number, never the person."""

    case_number: str
    amount_yuan: int


def new_code(work: Work, reward: Reward) -> str:
    """A code in an earlier one's place, as it is shown once; only its keyed hash is stored."""
    digits, shown = draw()
    reward.claim_code_hash = _hash(work, reward.case_number, digits)
    reward.wrong_codes = 0
    return shown


def draw() -> tuple[str, str]:
    """The digits of a fresh code, and the code as it is read out: two groups of four."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return digits, f"{digits[:4]} {digits[4:]}"


def digits_in(typed: str) -> str:
    """The digits of a code, however it was typed."""
    return "".join(sign for sign in typed if sign.isdigit())


def fits(work: Work, reward: Reward, typed: str) -> bool:
    """Whether this is the code of a reward that was claimed and isn't paid yet."""
    return reward.claim_code_hash == _hash(work, reward.case_number, digits_in(typed))


def _hash(work: Work, case_number: str, digits: str) -> str:
    return work.vault.lookup("claim", f"{case_number}:{digits}")


async def forget_account(work: Work, case_number: str) -> None:
    """Delete the account that was left with a claim: paid, forfeited, claimed anew, taken back."""
    await work.session.execute(
        delete(PaymentAccount).where(PaymentAccount.case_number == case_number)
    )


async def spend(work: Work, case_number: str) -> None:
    """Make the code of a claim worthless: it was sealed into an account that is gone."""
    reward = await work.session.get(Reward, case_number, with_for_update=True)
    if reward is not None:
        reward.claim_code_hash = None


async def look(work: Work, number: str, typed: str, actor: "Actor") -> Valid:
    """Whether a code is good, before anything is paid: it stays good; the look is on record.

    Raises NotFound for a case that isn't the actor's, Invalid ``wrong_claim_code``; the
    caller notes a wrong one by :func:`note_wrong` in a transaction that lasts.
    """
    case = await desks.find_case(work, number, actor)
    reward = await work.session.get(Reward, case.number)
    claimed = reward is not None and reward.status == RewardStatus.CLAIMED
    if reward is None or not claimed or not fits(work, reward, typed):
        raise Invalid("wrong_claim_code", field="claim_code")
    await audit.record(work, actor.id, "look_claim_code", case.number)
    assert reward.amount_yuan is not None  # noqa: S101 - only a sum can be claimed
    return Valid(case.number, reward.amount_yuan)


async def note_wrong(work: Work, number: str, actor_id: str) -> None:
    """Put a wrong claim code on record; too many since the claim spend the right one.

    Whoever pays could guess: eight digits are few for somebody who sits at the form all day.
    """
    parsed = parse_case_number(number)
    reward = await work.session.get(Reward, parsed or "", with_for_update=True)
    if parsed is None or reward is None:
        return
    await audit.record(work, actor_id, "pay_refused", parsed)
    reward.wrong_codes += 1
    if reward.wrong_codes >= MAX_WRONG:
        reward.claim_code_hash = None
