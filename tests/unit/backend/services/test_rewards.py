"""The reward: proposed at closing, approved by another, claimed with the receipt, paid once."""

import datetime as dt

import pytest

from backend.db.models import Case, Reward
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from backend.services import claim_codes, claim_windows, rewards
from tests.support.filing import Filing

VOUCHER = {"voucher": "2026-17"}


async def _close(filing: Filing, **fields: object) -> None:
    for name in ("accept", "verify"):
        await filing.event(name)
    given = {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000, **fields}
    await filing.event("close", **{name: v for name, v in given.items() if v is not None})


async def _reward(filing: Filing) -> Reward | None:
    async with filing.house.view() as view:
        return await view.session.get(Reward, filing.number)


async def _claim(filing: Filing, report_id: str = "") -> str:
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        _, code = await rewards.claim(work, case, report_id or filing.report_id)
        return code


async def _code(filing: Filing, name: str, who: str, **fields: object) -> str:
    with pytest.raises((IllegalTransition, NotAllowed, Invalid)) as caught:
        await filing.event(name, who, **fields)
    code: str = caught.value.code
    return code


async def test_the_whole_way_to_the_money(filing: Filing) -> None:
    await _close(filing)
    reward = await _reward(filing)
    assert reward is not None
    assert (reward.status, reward.amount_yuan, reward.rule_id) == ("proposed", 15_000, "yunnan")
    await filing.event("approve_reward", "reviewer")
    code = await _claim(filing)
    assert await _code(filing, "pay_reward", "payer", claim_code="0000 0000", **VOUCHER) == (
        "wrong_claim_code"
    )
    await filing.event("pay_reward", "payer", claim_code=f" {code} ", **VOUCHER)
    reward = await _reward(filing)
    assert reward is not None
    assert reward.status == "paid"
    assert await _code(filing, "pay_reward", "payer", claim_code=code, **VOUCHER) == (
        "reward_not_claimed"
    )
    with pytest.raises(IllegalTransition) as caught:
        await _claim(filing)
    assert caught.value.code == "reward_paid"


async def test_ten_wrong_codes_spend_the_right_one(filing: Filing) -> None:
    await _close(filing)
    await filing.event("approve_reward", "reviewer")

    async def guess(times: int) -> None:
        for _ in range(times):
            async with filing.house.work() as work:
                await claim_codes.note_wrong(work, filing.number.lower(), "staff:four")

    await _claim(filing)
    await guess(claim_codes.MAX_WRONG - 1)
    # Claimed anew, the count begins anew.
    code = await _claim(filing)
    await guess(claim_codes.MAX_WRONG)
    assert await _code(filing, "pay_reward", "payer", claim_code=code, **VOUCHER) == (
        "wrong_claim_code"
    )
    code = await _claim(filing)
    await guess(claim_codes.MAX_WRONG - 1)
    await filing.event("pay_reward", "payer", claim_code=code, **VOUCHER)


async def test_nobody_approves_their_own_closing(sqlite_filing: Filing) -> None:
    everybody = sqlite_filing.actors["everybody"]
    for name in ("accept", "verify"):
        await sqlite_filing.event(name, "everybody")
    await sqlite_filing.event(
        "close", "everybody", outcome="verified", reason="查实", penalty_yuan=100_000
    )
    assert await _code(sqlite_filing, "approve_reward", "everybody") == "needs_another_person"
    assert await _code(sqlite_filing, "reject_reward", "everybody", reason="x") == (
        "needs_another_person"
    )
    await sqlite_filing.event("penalty", "officer", penalty_yuan=200_000)
    assert await _code(sqlite_filing, "approve_reward", "everybody") == "needs_another_person"
    await sqlite_filing.event("approve_reward", "reviewer")
    reward = await _reward(sqlite_filing)
    assert reward is not None
    assert reward.approved_by != everybody.id


async def test_a_decision_is_made_once(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing)
    await sqlite_filing.event("reject_reward", "reviewer", reason="重复奖励")
    assert await _code(sqlite_filing, "approve_reward", "reviewer") == "reward_decided"
    with pytest.raises(IllegalTransition) as caught:
        await _claim(sqlite_filing)
    assert caught.value.code == "no_reward"


async def test_without_a_sum_there_is_nothing_to_approve(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing, outcome="unfounded", penalty_yuan=None)
    assert await _code(sqlite_filing, "approve_reward", "reviewer") == "no_reward"
    with pytest.raises(IllegalTransition):
        await _claim(sqlite_filing)


async def test_a_later_penalty_computes_again(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing, penalty_yuan=None)
    reward = await _reward(sqlite_filing)
    assert reward is not None
    assert (reward.amount_yuan, reward.reason_key) == (None, "case.reward_none_penalty")
    await sqlite_filing.event("penalty", penalty_yuan=1_000_000)
    reward = await _reward(sqlite_filing)
    assert reward is not None
    assert (reward.status, reward.amount_yuan) == ("proposed", 150_000)


async def test_what_was_claimed_stays(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing)
    await sqlite_filing.event("approve_reward", "reviewer")
    await _claim(sqlite_filing)
    await sqlite_filing.event("penalty", penalty_yuan=1_000_000)
    reward = await _reward(sqlite_filing)
    assert reward is not None
    assert (reward.status, reward.amount_yuan) == ("claimed", 15_000)


async def test_before_approval_and_after_its_days_nothing_can_be_claimed(
    sqlite_filing: Filing,
) -> None:
    await _close(sqlite_filing)
    with pytest.raises(IllegalTransition) as caught:
        await _claim(sqlite_filing)
    assert caught.value.code == "reward_not_approved"
    await sqlite_filing.event("approve_reward", "reviewer")
    await claim_windows.told(sqlite_filing.house, sqlite_filing.number)
    later = sqlite_filing.house.clock() + dt.timedelta(days=60, minutes=1)
    sqlite_filing.house.clock = lambda: later
    with pytest.raises(IllegalTransition) as caught:
        await _claim(sqlite_filing)
    assert caught.value.code == "claim_too_late"
    assert caught.value.params["until"]


async def test_a_lost_code_is_replaced(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing)
    await sqlite_filing.event("approve_reward", "reviewer")
    first, second = await _claim(sqlite_filing), await _claim(sqlite_filing)
    assert await _code(sqlite_filing, "pay_reward", "payer", claim_code=first, **VOUCHER) == (
        "wrong_claim_code"
    )
    await sqlite_filing.event("pay_reward", "payer", claim_code=second, **VOUCHER)


async def test_another_report_claims_nothing(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing)
    await sqlite_filing.event("approve_reward", "reviewer")
    with pytest.raises(IllegalTransition) as caught:
        await _claim(sqlite_filing, "another")
    assert caught.value.code == "no_reward"


async def test_the_password_lies_only_hashed(sqlite_filing: Filing) -> None:
    await _close(sqlite_filing)
    await sqlite_filing.event("approve_reward", "reviewer")
    code = await _claim(sqlite_filing)
    reward = await _reward(sqlite_filing)
    assert reward is not None
    assert reward.claim_code_hash is not None
    assert len(reward.claim_code_hash) == 64
    assert code.replace(" ", "") not in reward.claim_code_hash
