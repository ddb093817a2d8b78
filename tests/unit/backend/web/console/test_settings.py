"""The agency's own changes in the console: phone, text, limit; a second look; what is set."""

import re

from backend.domain.cases import Role
from backend.services import bodies
from config.deadlines import limit
from config.texts import text
from tests.support.api import BODY
from tests.support.console_app import Office

HERE, CHIEF = "intake", Role.ADMINISTRATOR
BASIS = "玉应急〔2026〕3号"


async def test_a_phone_a_name_and_a_note_of_a_body(office: Office) -> None:
    own = await office.desk("管理员", BODY, CHIEF)
    await own.get("/bodies")
    path = f"/bodies/{BODY}/said"
    page = await own.post(path, {"phone": "打给张三", "name": "", "note": ""}, 422)
    assert "电话只能有数字" in page
    assert "打给张三" in page
    said = {"phone": "0877-2012345", "name": "", "note": "工作日 8:30–17:30"}
    page = await own.post(path, said)
    assert "已生效" in page
    assert 'value="0877-2012345"' in page
    assert bodies.reached(BODY).note == "工作日 8:30–17:30"
    # Another body's words are its own.
    await own.post("/bodies/530402.fire/said", {"phone": "110", "name": "", "note": ""}, 404)
    page = await own.get("/settings/changes")
    assert "红塔区应急管理局：电话" in page
    page = await own.get("/settings")
    assert "CHUISHAO_" not in page
    await own.get("/settings/texts", 404)


async def test_a_text_is_found_looked_at_saved_and_brought_back(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF)
    usual = text("zh_CN", "chat.danger")
    page = await chief.get("/settings/texts?q=不要为了拍照冒险")
    assert "chat.danger" in page
    await chief.get("/settings/texts/routing.deaths", 404)
    page = await chief.get("/settings/texts?q=直接交执法机构")
    assert "决定举报交给谁" in page
    assert "/settings/texts/chat.choice_way_body" not in page
    await chief.get("/settings/texts/chat.nothing", 404)
    page = await chief.get("/settings/texts/chat.status_due")
    assert "{day}" in page
    fields = {"zh_CN": "答复 {when}", "en": text("en", "chat.status_due")}
    page = await chief.post("/settings/texts/chat.status_due", fields, 422)
    assert "花括号要和原来一样：{day}" in page
    assert "答复 {when}" in page
    fields["zh_CN"] = "【答复】最迟 {day}"
    page = await chief.post("/settings/texts/chat.status_due", {**fields, "look": "1"})
    assert "【答复】最迟 〔day〕" in page
    assert text("zh_CN", "chat.status_due") != fields["zh_CN"]
    page = await chief.post("/settings/texts/chat.status_due", fields)
    assert "已生效" in page
    assert text("zh_CN", "chat.status_due", day="2026-12-01") == "【答复】最迟 2026-12-01"
    assert "本单位改过" in await chief.get("/settings/texts")
    await chief.get("/settings/texts/chat.status_due")
    await chief.post("/settings/undo", {"kind": "text", "key": "zh_CN:chat.status_due"})
    assert text("zh_CN", "chat.status_due") != fields["zh_CN"]
    assert text("zh_CN", "chat.danger") == usual
    await chief.post("/settings/undo", {"kind": "nothing", "key": "x"}, 404)


async def test_what_reporters_read_and_a_name_wait_for_a_second_administrator(
    office: Office,
) -> None:
    chief, usual = await office.desk("总管", HERE, CHIEF), text("zh_CN", "chat.status_due")
    await office.desk("副总管", HERE, CHIEF)
    own = await office.desk("管理员", BODY, CHIEF)
    await chief.get("/settings/texts/chat.status_due")
    fields = {"zh_CN": "【答复】最迟 {day}", "en": text("en", "chat.status_due")}
    assert "等另一位管理员同意" in await chief.post("/settings/texts/chat.status_due", fields)
    assert text("zh_CN", "chat.status_due") == usual
    page = await chief.get("/settings/texts/chat.status_due")
    assert "这一项有改动在等人同意" in page
    assert "已有改动在等人同意" in await chief.post("/settings/texts/chat.status_due", fields, 422)
    await own.get("/bodies")
    path, said = f"/bodies/{BODY}/said", {"phone": "", "note": ""}
    page = await own.post(path, {**said, "name": "红塔区消防救援大队"}, 422)
    assert "另一个机构的名称：红塔区消防救援大队" in page
    assert "等另一位管理员同意" in await own.post(path, {**said, "name": "红塔应急"})
    assert bodies.name_of(BODY) == "红塔区应急管理局"


async def test_a_limit_waits_for_a_second_administrator(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF)
    await office.file("玉溪市红塔区大营街某化工厂仓库里堆满了危险化学品桶,没有任何通风")
    usual = limit("accept", "yuxi").amount
    page = await chief.get("/settings/deadlines")
    assert "只能缩短" in page
    await chief.post("/settings/deadlines/crime_decision", {"amount": "9", "basis": BASIS}, 422)
    await chief.post("/settings/deadlines/accept", {"amount": "3", "basis": ""}, 422)
    page = await chief.post("/settings/deadlines/accept", {"amount": "4", "basis": BASIS})
    assert "已生效" in page
    assert limit("accept", "yuxi").amount == 4 != usual
    other = await office.desk("副总管", HERE, CHIEF)
    await chief.get("/settings/deadlines")
    page = await chief.post("/settings/deadlines/accept", {"amount": "3", "basis": BASIS})
    assert "等另一位管理员同意" in page
    assert limit("accept", "yuxi").amount == 4
    assert "有 1 项改动等人同意" in await other.get("/settings")
    found = re.search(r"/settings/changes/(\w{32})", await other.get("/settings/changes"))
    assert found is not None
    path = found[0]
    await chief.get(path)
    await chief.post(f"{path}/approve", {}, 403)
    page = await other.get(path)
    assert "+3" in page
    assert BASIS in page
    await other.post(f"{path}/approve")
    assert limit("accept", "yuxi").amount == 3
    page = await chief.get("/settings/changes")
    assert "由副总管复看" in page
    page = await chief.get("/audit")
    assert "同意改动" in page
    assert "提出改动" in page
    assert f"依据：{BASIS}" in page
    assert "deadline:accept" not in re.sub("<details.*?</details>", "", page), (
        "raw only where folded"
    )


async def test_what_is_set_is_shown_without_a_secret(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF)
    page = await chief.get("/settings")
    assert "CHUISHAO_DATABASE__URL" in page
    assert office.house.settings.database.url not in page
    assert "12350" in page
    officer = await office.desk("林新", BODY, Role.OFFICER)
    for path in ("", "/changes", "/texts", "/deadlines", "/terms", "/routes", "/places"):
        await officer.get(f"/settings{path}", 403)
