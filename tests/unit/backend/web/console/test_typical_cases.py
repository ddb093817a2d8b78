"""Typical cases on the screen: the template, a colleague's decision, nothing lost by a mistake."""

import re

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD
from tests.support.bulletins import DUE, publish
from tests.support.console_app import Office

FIELDS = {
    "act": "write", "id": "", "industry": "hazchem", "unit": "530402", "period": "2026-Q3",
    "penalty": "to_50k", "reward": "to_10k", "number": "",
    "found": "某企业库房超量存放危险物品,换气设施停用。", "done": "责令停止使用并整改,已复查合格。",
}  # fmt: skip


def _id(page: str) -> str:
    found = re.search(
        r'name="act" value="withdraw"><input type="hidden" name="id" value="(\w+)"', page
    )
    assert found
    return found[1]


async def test_from_the_template_to_the_bulletin(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    page = await officer.get("/typical-cases")
    assert "玉溪市红塔区" in page
    quoted = {**FIELDS, "number": number, "found": "企业库内" + HAZARD[-12:]}
    page = await officer.post("/typical-cases", quoted, 422)
    assert "和举报人写的一样" in page
    assert quoted["found"] in page
    page = await officer.post("/typical-cases", {**FIELDS, "number": number})
    assert "已交另一个人核准" in page
    assert "核准，随下一期发布" not in page
    row = _id(officer.raw)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    assert "核准前请自己看一遍" in await reviewer.get("/typical-cases")
    assert "请写原因" in await reviewer.post("/typical-cases", {"act": "return", "id": row}, 422)
    await reviewer.post("/typical-cases", {"act": "return", "id": row, "why": "再写笼统些"})
    page = await officer.get(f"/typical-cases?edit={row}")
    assert "再写笼统些" in page
    assert FIELDS["done"] in officer.raw
    assert 'name="number" required maxlength="16" autocomplete="off" value=""' in officer.raw
    page = await officer.post("/typical-cases", {**FIELDS, "id": row}, 422)
    assert "请填受理编号" in page
    await officer.post("/typical-cases", {**FIELDS, "id": row, "number": number})
    await officer.post("/typical-cases", {"act": "approve", "id": row}, 403)
    await reviewer.get("/typical-cases")
    assert "已核准" in await reviewer.post("/typical-cases", {"act": "approve", "id": row})
    clock = office.house.clock
    await publish(office.house, DUE)
    office.house.clock = clock
    page = await officer.get("/typical-cases")
    assert "见 2026-W46 公示" in page
    page = await officer.post("/typical-cases", {"act": "withdraw", "id": row, "why": "可能被认出"})
    assert "已撤下" in page
    assert FIELDS["found"] not in page


async def test_others_find_nothing_of_it(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    await officer.get("/typical-cases")
    await officer.post("/typical-cases", {**FIELDS, "number": number})
    row = _id(officer.raw)
    other = await office.desk("吴承办", "530402.fire", Role.OFFICER)
    assert FIELDS["found"] not in await other.get("/typical-cases")
    await other.post("/typical-cases", {"act": "withdraw", "id": row, "why": "x"}, 404)
    await other.post("/typical-cases", {"act": "erase", "id": row}, 400)
    payer = await office.desk("郑发奖", BODY, Role.PAYER)
    await payer.get("/typical-cases", 403)
