"""A claim code is looked at without being spent, and says the sum alone."""

import pytest

from backend.db.models import Case
from backend.domain.errors import DomainError, Invalid, NotFound
from backend.services import claim_codes, rewards
from backend.services.claim_codes import Valid
from tests.support.filing import BODY, FOREIGN, Filing, somebody


async def _claimed(filing: Filing) -> str:
    await filing.event("accept")
    await filing.event("verify", officers=["甲", "乙"])
    await filing.event("close", outcome="verified", reason="查实。", penalty_yuan=100_000)
    await filing.event("approve_reward", "reviewer")
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        return (await rewards.claim(work, case, filing.report_id))[1]


async def _look(filing: Filing, code: str, body: str = BODY, number: str = "") -> Valid:
    async with filing.house.work() as work:
        return await claim_codes.look(work, number or filing.number, code, somebody(body))


async def test_a_good_code_is_worth_its_sum_as_often_as_it_is_looked_at(filing: Filing) -> None:
    code = await _claimed(filing)
    for typed in (code, code.replace(" ", ""), f" {code} "):
        assert await _look(filing, typed) == Valid(filing.number, 15_000)
    await filing.event("pay_reward", "payer", claim_code=code, voucher="2026-1")
    with pytest.raises(Invalid, match="wrong_claim_code"):
        await _look(filing, code)


@pytest.mark.parametrize(
    ("code", "body", "number", "error"),
    [
        ("0000 0000", BODY, "", Invalid),
        ("", BODY, "", Invalid),
        ("0000 0000", FOREIGN, "", NotFound),
        ("0000 0000", BODY, "YX-0000-0000", NotFound),
        ("0000 0000", BODY, "' OR 1=1 --", NotFound),
    ],
)
async def test_anything_else_tells_nothing(
    sqlite_filing: Filing, code: str, body: str, number: str, error: type[DomainError]
) -> None:
    await _claimed(sqlite_filing)
    with pytest.raises(error):
        await _look(sqlite_filing, code, body, number)
