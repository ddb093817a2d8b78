"""The box beside a case: the hold of its head, and a suspicion that another person judges."""

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Office


async def test_a_head_holds_a_case_and_lets_it_go(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    assert "中止删除（涉诉等）" in await head.get(f"/cases/{number}")
    page = await head.post(f"/cases/{number}/hold", {"code": "lawsuit", "reason": "一审"})
    assert "行政诉讼：一审" in page
    await head.post(f"/cases/{number}/hold", {"code": "lawsuit", "reason": "一审"}, 409)
    await head.get(f"/cases/{number}")
    page = await head.post(f"/cases/{number}/hold", {"lift": "1"})
    assert "行政诉讼：一审" not in page
    officer = await office.desk("林新", BODY, Role.OFFICER)
    assert "中止删除（涉诉等）" not in await officer.get(f"/cases/{number}")
    await officer.post(f"/cases/{number}/hold", {"code": "lawsuit", "reason": "一审"}, 403)


async def test_a_suspicion_is_judged_by_another(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await officer.get(f"/cases/{number}")
    page = await officer.post(f"/cases/{number}/malice", {"code": "invented", "reason": "没有仓库"})
    assert "凭空捏造：没有仓库" in page
    assert "不影响办理、奖励" in page
    await officer.post(f"/cases/{number}/malice", {"judgement": "confirmed"}, 403)
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    await head.get(f"/cases/{number}")
    page = await head.post(f"/cases/{number}/malice", {"judgement": "cleared"})
    assert "<b>不是恶意</b>" in page
