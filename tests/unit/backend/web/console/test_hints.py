"""Nobody is stuck without being told: who acts next, what a body lacks, how a case came."""

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Desk, Office


async def _closed(officer: Desk, number: str) -> str:
    await officer.step(number, "accept")
    await officer.step(number, "verify")
    return await officer.step(
        number, "close", outcome="verified", reason="查实。", penalty_yuan="50000"
    )


async def test_a_reward_says_whom_it_waits_for(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    assert "没有别的人能复核" in await _closed(officer, number)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    for path in (f"/cases/{number}", "/rewards"):
        assert "等复核：周复核" in await officer.get(path)
        assert "等复核" not in await reviewer.get(path)
    assert "等举报人申领" in await reviewer.step(number, "approve_reward")
    page = await reviewer.step(number, "reopen", reason="漏查一处")
    assert "以新的办结结果为准" in page
    assert "等举报人申领" not in page


async def test_a_refused_sum_is_no_reward_and_says_what_may_follow(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    await _closed(officer, number)
    page = await reviewer.step(number, "reject_reward", reason="决定书没有生效")
    assert "复核未通过" in page
    assert "重新登记罚款后" in await officer.get("/rewards")
    assert "等复核：周复核" in await officer.step(number, "penalty", penalty_yuan="40000")


async def test_the_administrator_sees_which_duties_a_body_lacks(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    assert "还缺" not in await admin.get("/staff")
    await office.person("林承办", BODY, Role.OFFICER)
    assert "红塔区应急管理局还缺： <b>复核</b> <b>发奖</b>" in await admin.get("/staff")
    await office.person("周复核", BODY, Role.REVIEWER, Role.PAYER)
    assert "还缺" not in await admin.get("/staff")


async def test_a_transferred_case_says_who_sent_it_and_why(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    other = await office.desk("孙监管", OTHER_BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    assert "移送来" not in await officer.get(f"/cases/{number}")
    await officer.step(number, "transfer", to=OTHER_BODY, reason="归市场监管")
    assert "由红塔区应急管理局移送来：归市场监管" in await other.get(f"/cases/{number}")


async def test_a_second_extension_is_not_offered(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    assert "step-ask_extension" in await officer.step(number, "accept")
    assert "step-ask_extension" not in await officer.step(number, "ask_extension", reason="等检测")
