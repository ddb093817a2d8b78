"""Arrangements and files of places in the console: tried on the open cases, then in force."""

import re

from aiohttp import FormData

from backend.domain.cases import Role
from backend.domain.routing import route
from config import place_files
from nlp.regions import region_of
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Desk, Office

HERE, CHIEF, FIRE = "intake", Role.ADMINISTRATOR, "530402.fire"
BASIS = "玉政办发〔2026〕7号"
NAME = "yuxi.yaml"
OWN = "\nindustries:\n  hazchem: {department: fire, source: 测试, status: internal}\n"


def answerable() -> str:
    found = route("hazchem", region_of("530402"))
    return found.body.id if found else ""


async def upload(desk: Desk, content: str, status: int = 200) -> str:
    await desk.get(f"/settings/places/{NAME}")
    data = FormData([("csrf", desk.csrf), ("basis", BASIS), ("content", "")])
    data.add_field("upload", content.encode(), filename=NAME, content_type="text/plain")
    async with desk.client.post(f"/console/settings/places/{NAME}", data=data) as answer:
        return await desk._read(answer, status)


async def test_an_arrangement_is_previewed_and_then_holds(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF)
    filed = await office.file(HAZARD)
    await chief.get("/settings/routes")
    fields = {"place": "没有这个镇", "industry": "hazchem", "body": FIRE, "basis": BASIS}
    assert "认不出这个地方" in await chief.post("/settings/routes", fields, 422)
    fields["place"] = "玉溪市红塔区"
    page = await chief.post("/settings/routes", {**fields, "look": "1"})
    assert "1 件未办结案件里，有 1 件会改交别的机构" in page
    assert "红塔区应急管理局 → 红塔区消防救援大队：1 件" in page
    assert filed.case_number in page
    assert answerable() == BODY
    said = "在云南省玉溪市红塔区，“危险化学品”交红塔区消防救援大队"
    assert said in page, "the place that was understood is told before it holds"
    other = {**fields, "place": "昆明市五华区"}
    seen = re.search(r'name="seen" value="([^"]+)"', chief.raw)
    assert seen is not None
    for unseen in (fields, {**other, "seen": seen[1]}):
        assert "只是预览" in await chief.post("/settings/routes", unseen)
        assert answerable() == BODY
    page = await chief.post("/settings/routes", {**fields, "seen": seen[1]})
    assert "只是预览" not in page
    assert "在云南省玉溪市红塔区，“危险化学品”交红塔区消防救援大队" in page
    assert answerable() == FIRE
    await chief.post("/settings/undo", {"kind": "route", "key": "530402:hazchem"})
    assert answerable() == BODY


async def test_a_file_is_checked_previewed_and_put_in_force(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF)
    await office.file(HAZARD)
    assert "玉溪市深化应急管理综合行政执法改革实施方案" in await chief.get("/settings/places")
    await chief.get("/settings/places/passwd", 404)
    usual = place_files.shipped(NAME)
    broken = usual.replace("department: emergency", "department: fog").replace("plan:", "plan:", 1)
    page = await upload(chief, broken, 422)
    assert "第 24 行：“arbiter.department”里写的“fog”不存在" in page
    page = await upload(chief, usual.replace("root:", "root："), 422)
    assert "第 4 行：冒号要用半角“:”，后面空一格。" in page
    page = await upload(chief, usual.replace('root: "530400"', "root: 530400"), 422)
    assert "第 4 行：“root”的类型不对" in page
    page = await upload(chief, usual + OWN)
    assert "1 件未办结案件里，有 1 件会改交别的机构" in page
    assert answerable() == BODY
    fields = {"content": usual + OWN, "basis": BASIS, "activate": "1"}
    assert "已生效" in await chief.post(f"/settings/places/{NAME}", fields)
    assert answerable() == FIRE
    async with chief.client.get(f"/console/settings/places/{NAME}/file") as answer:
        assert await answer.text() == usual + OWN
    other = await office.desk("副总管", HERE, CHIEF)
    await other.get(f"/settings/places/{NAME}")
    page = await other.post("/settings/undo", {"kind": "place_file", "key": NAME})
    assert "等另一位管理员同意" in page
    assert answerable() == FIRE


async def test_a_word_is_tried_kept_and_taken_out(office: Office) -> None:
    chief = await office.desk("总管", HERE, CHIEF, Role.INTAKE)
    filed = await office.file("玉溪市红塔区某化工厂里停满电马儿")
    await chief.get("/settings/terms?q=化工")
    word = {"term": "电马儿", "industry": "agri_machinery", "kind": "subject", "weight": "很重"}
    assert "分量不能是 0" in await chief.post("/settings/terms", word, 422)
    word["weight"] = "10"
    page = await chief.post("/settings/terms", {**word, "try": "1"})
    assert chief.last is not None
    path = chief.last.url.path.removeprefix("/console")
    while "http-equiv" in page:
        page = await chief.get(path)
    assert "看了 1 件未办结案件，有 1 件会判为别的行业" in page
    # It waits at the intake desk, whose officer this is: the number may be seen.
    assert filed.case_number in page
    page = await chief.post(path)
    assert "已生效" in page
    assert "电马儿" in page
    page = await chief.post("/settings/terms", {"term": "电马儿", "remove": "1"})
    assert "还没有。" in page
    stranger = await office.desk("副总管", HERE, CHIEF)
    await stranger.get(path, 404)
    # With a second administrator it waits; only who looks at it tries it on all cases.
    await chief.get("/settings/terms")
    assert "等另一位管理员同意" in await chief.post("/settings/terms", word)
    found = re.search(r"/settings/changes/(\w{32})", await stranger.get("/settings/changes"))
    assert found is not None
    assert "试一试" not in await chief.get(found[0])
    await chief.post(f"{found[0]}/try", status=403)
    page = await stranger.get(found[0])
    assert "试一试" in page
    assert "农机 10" in page
    page = await stranger.post(f"{found[0]}/try")
    assert stranger.last is not None
    path = stranger.last.url.path.removeprefix("/console")
    while "http-equiv" in page:
        page = await stranger.get(path)
    assert "其他的不到 5 件（也可能没有）" in page
    assert filed.case_number not in page
    await stranger.post(path, status=404)
