"""The box beside a case: the hold of its head, and a suspicion that another person judges."""

import re

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


async def test_officials_are_handed_over_on_a_page_that_few_see(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    colleague = await office.desk("何同事", BODY, Role.OFFICER)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    path = f"/cases/{number}/discipline"
    assert path in await officer.get(f"/cases/{number}")
    await officer.get(path)
    assert "收钱" in await officer.post(path, {"act": "propose", "reason": "某科长收钱"})
    assert "收钱" not in await colleague.get(path)
    assert "收钱" not in await colleague.get(f"/cases/{number}")
    assert "有一件等您决定" in await reviewer.get(f"/cases/{number}")
    assert "有一件等您决定" not in await colleague.get(f"/cases/{number}")
    page = await reviewer.get(path)
    proposer = re.findall(r'name="proposer" value="([^"]+)"', page)[0]
    page = await reviewer.post(path, {"act": "approve", "proposer": proposer})
    assert "待移交" in page
    await colleague.post(path, {"act": "hand_over", "proposer": proposer}, 404)
    await officer.get(path)
    assert "已移交" in await officer.post(path, {"act": "hand_over", "proposer": proposer})
