"""The register on the screen: looked up, written, imported, marked, and said of a case."""

import re
from pathlib import Path

from aiohttp import FormData

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Desk, Office
from tests.support.workplaces import FIRM, enter, firm, write_csv

SAYS = "红塔区大营街红星化工厂仓库里堆满了危险化学品桶,没有任何通风,味道很大"


async def test_an_entry_is_written_and_put_right(office: Office) -> None:
    chief = await office.desk("管理员", BODY, Role.ADMINISTRATOR)
    await chief.get("/register/new")
    page = await chief.post("/register/new", {**FIRM, "place": "没有这个镇"}, 422)
    assert "认不出这个地方" in page
    assert FIRM["name"] in page
    page = await chief.post("/register/new", FIRM)
    assert "红塔区应急管理局" in page
    assert "安全员甲、安全员乙" in page
    assert chief.last is not None
    path = chief.last.url.path.removeprefix("/console")
    page = await chief.get(f"{path}/edit")
    assert "红星厂" in page
    page = await chief.post(f"{path}/edit", {**FIRM, "employees": "6"})
    assert re.search(r"从业人数</dt><dd>6<", page)
    officer = await office.desk("林新", BODY, Role.OFFICER)
    assert FIRM["name"] in await officer.get("/register?q=红星")
    await officer.get("/register/new", 403)


def written(path: Path, rows: list[dict[str, str]]) -> bytes:
    return write_csv(path, rows).read_bytes()


async def _import(desk: Desk, table: bytes) -> str:
    await desk.get("/register")
    data = FormData([("csrf", desk.csrf)])
    data.add_field("table", table, filename="t.csv")
    async with desk.client.post("/console/register/imports", data=data) as answer:
        assert answer.status == 200
        path = answer.url.path.removeprefix("/console")
    while "http-equiv" in await desk.get(path):
        pass
    return path


async def test_a_table_is_looked_at_and_then_written(office: Office, tmp_path: Path) -> None:
    chief = await office.desk("管理员", BODY, Role.ADMINISTRATOR)
    path = await _import(chief, written(tmp_path / "t.csv", [firm(1), firm(2, employees="x")]))
    assert "1 行有问题" in chief.page
    assert "写入名录库" not in chief.page
    async with chief.client.get(f"/console{path}/faults.csv") as answer:
        assert "从业人数" in (await answer.read()).decode("utf-8-sig")
    path = await _import(chief, written(tmp_path / "t.csv", [firm(1), firm(2)]))
    assert "新增 2，更新 0" in chief.page
    assert "玉溪宏达2机械厂" not in await chief.get("/register")
    await chief.get(path)
    await chief.post(path)
    while "http-equiv" in await chief.get(path):
        pass
    assert "已导入：新增 2 家" in chief.page
    assert "玉溪宏达2机械厂" in await chief.get("/register")
    other = await office.desk("另一管理员", BODY, Role.ADMINISTRATOR)
    await other.get(path, 404)


async def test_an_officer_says_which_workplace_it_is(office: Office) -> None:
    workplace = await enter(office.house)
    officer = await office.desk("林新", BODY, Role.OFFICER)
    filed = await office.file(SAYS)
    page = await officer.get(f"/cases/{filed.case_number}")
    assert "可能是这家企业" in page
    assert "去掉地名和公司形式后相同" in page
    page = await officer.post(f"/cases/{filed.case_number}/workplace", {"workplace": workplace})
    assert "本机构办过 1 件" in page
    assert filed.case_number in await officer.get(f"/register/{workplace}")
    stranger = await office.desk("吴消防", "530402.fire", Role.OFFICER)
    assert filed.case_number not in await stranger.get(f"/register/{workplace}")
    await officer.get(f"/cases/{filed.case_number}")
    page = await officer.post(f"/cases/{filed.case_number}/workplace", {"workplace": ""})
    assert "可能是这家企业" in page


async def test_a_mark_is_seen_on_the_case(office: Office) -> None:
    workplace = await enter(office.house, body="530402.fire")
    officer = await office.desk("林新", BODY, Role.OFFICER)
    filed = await office.file(SAYS)
    await officer.get(f"/register/{workplace}")
    page = await officer.post(
        f"/register/{workplace}/mark", {"basis": "云应急罚〔2026〕7号", "until": "1999-01-01"}, 422
    )
    assert "截止日要在今天到" in page
    assert "云应急罚〔2026〕7号" in page
    until = f"{office.house.clock().year + 1}-01-31"
    await officer.post(
        f"/register/{workplace}/mark", {"basis": "云应急罚〔2026〕7号", "until": until}
    )
    await officer.get(f"/cases/{filed.case_number}")
    page = await officer.post(f"/cases/{filed.case_number}/workplace", {"workplace": workplace})
    assert f"失信，到 {until}" in page
    assert "名录库里的执法主体是红塔区消防救援大队" in page
    mark = re.search(r"/register/marks/(\w+)/lift", await officer.get(f"/register/{workplace}"))
    assert mark is not None
    page = await officer.post(f"/register/marks/{mark[1]}/lift", {"why": "已整改"})
    assert "已解除：已整改" in page
    assert HAZARD not in page


async def test_a_poster_is_handed_out_renewed_and_taken_back(office: Office) -> None:
    workplace = await enter(office.house)
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await officer.get(f"/register/{workplace}")
    await officer.get(f"/register/{workplace}/poster/A4.pdf", 404)
    await officer.get(f"/register/{workplace}")
    page = await officer.post(f"/register/{workplace}/poster")
    code = re.search(r"/p/(\w{10})", page)
    assert code is not None
    async with officer.client.get(f"/console/register/{workplace}/poster/A4.png") as answer:
        # Without the libraries that set it: a sentence, no fault of ours.
        assert answer.status in (200, 422)
        kind = answer.content_type
    assert kind in ("image/png", "text/html")
    await officer.get(f"/register/{workplace}/poster/passwd", 404)
    await officer.get(f"/register/{workplace}")
    page = await officer.post(f"/register/{workplace}/poster", {"anew": "1"})
    renewed = re.search(r"/p/(\w{10})", page)
    assert renewed is not None
    assert renewed[1] != code[1]
    page = await officer.post(f"/register/{workplace}/poster/revoke", {"code": renewed[1]})
    assert "生成举报码" in page
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    assert "生成举报码" not in await reviewer.get(f"/register/{workplace}")
