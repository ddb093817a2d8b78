"""Figures on the screen: whose one may read, the plan, and the files one takes away."""

import csv
import datetime as dt
import io

from openpyxl import load_workbook
from sqlalchemy import select

from backend.db.models import AuditEntry, Staff
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from tests.support.api import HAZARD
from tests.support.case_history import CITY, COUNTY, NEIGHBOUR
from tests.support.console_app import Office


async def test_a_body_reads_its_figures_and_takes_them_along(office: Office) -> None:
    head = await office.desk("周复核", COUNTY, Role.OFFICER, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    await head.step(number, "accept")
    async with office.house.view() as view:
        year = f"{view.now:%Y}"
    page = await head.get(f"/figures?period={year}")
    assert f"{year} 全年评估" in page
    assert "本期本单位作出的受理次数。" in page
    assert "周复核" in page
    assert '<svg class="chart" role="img"' in page
    assert "style=" not in head.raw, "the policy of the page forbids it"
    # Without a period, the last whole month; in English too.
    assert "月统计" in await head.get("/figures")
    await head.get("/language/en?back=/console/figures")
    assert "Monthly statistics" in await head.get("/figures")
    await head.get("/language/zh?back=/console/figures")
    async with head.client.get(f"/console/figures.xlsx?period={year}") as answer:
        assert answer.status == 200
        assert (await answer.read()).startswith(b"PK")
    async with head.client.get(f"/console/docket.csv?period={year}") as answer:
        rows = list(csv.DictReader(io.StringIO((await answer.text()).lstrip("\ufeff"))))
    assert [(row["受理编号"], row["受理人"]) for row in rows] == [(number, "周复核")]
    async with head.client.get(f"/console/docket.xlsx?period={year}") as answer:
        assert (await answer.read()).startswith(b"PK")
    async with office.house.view() as view:
        acts = await view.session.scalars(
            select(AuditEntry.chain).where(AuditEntry.action == "export_docket")
        )
        assert list(acts) == [COUNTY, COUNTY]


async def test_who_sees_no_case_of_the_body_or_not_all_sees_whole_days(office: Office) -> None:
    head = await office.desk("周复核", COUNTY, Role.REVIEWER)
    both = await office.desk("王统办", COUNTY, Role.OFFICER, Role.STATISTICS)
    counts = await office.desk("钱统计", COUNTY, Role.STATISTICS, Role.PAYER)
    limited = await office.desk("林新", COUNTY, Role.OFFICER)
    async with office.house.work() as work:
        (person,) = await work.session.scalars(select(Staff).where(Staff.name == "林新"))
        person.areas = ["云南省玉溪市红塔区大营街街道"]
    await office.file(HAZARD)
    async with office.house.view() as view:
        path = f"/figures?period={day_of(view.now):%Y}"
        yesterday = day_of(view.now) - dt.timedelta(days=1)
    received = '<span class="meta">新收</span><b>{}</b>'
    for desk, number in ((head, 1), (both, 1), (counts, 0), (limited, 0)):
        page = await desk.get(path)
        assert received.format(number) in desk.raw
        assert (f"只计已经过完的日子，截至 {yesterday}" in page) is (number == 0)
        assert ("这里是全单位的合计" in page) is (desk is limited)
    async with limited.client.get(f"/console{path.replace('?', '.xlsx?')}") as answer:
        book = load_workbook(io.BytesIO(await answer.read()))
    assert book["主要指标"]["B5"].value == 0


async def test_the_plan_is_the_head_s(office: Office) -> None:
    head = await office.desk("周复核", COUNTY, Role.REVIEWER)
    await head.get("/figures?period=2026-10")
    page = await head.post("/figures/plan", {"period": "2026-10", "planned": "40"})
    assert "6 月底前 60%" in page
    assert "已保存。" in page
    for typed in ("", "0", "x", "1.5", "９", "9" * 30):
        page = await head.post("/figures/plan", {"period": "2026-10", "planned": typed}, 422)
        assert "计划次数要写" in page
    officer = await office.desk("林新", COUNTY, Role.OFFICER)
    assert "plan-form" not in await officer.get("/figures?period=2026-10")
    await officer.post("/figures/plan", {"period": "2026-10", "planned": "4"}, 403)


async def test_whose_figures_are_not_there_for_others(office: Office) -> None:
    officer = await office.desk("林新", COUNTY, Role.OFFICER)
    above = await office.desk("市局", CITY, Role.REVIEWER)
    await office.desk("消防", NEIGHBOUR, Role.OFFICER)
    assert 'name="body"' not in await officer.get("/figures")
    await officer.get(f"/figures?body={CITY}", 404)
    page = await above.get("/figures?body=below&period=2026-10")
    assert "少于5" in page
    assert "下级单位合计" in page
    assert NEIGHBOUR not in page
    assert "docket" not in page
    await above.get(f"/figures?body={COUNTY}")
    for path in ("figures", "figures.xlsx", "figures.pdf"):
        await above.get(f"/{path}?body={NEIGHBOUR}", 404)
        await above.get(f"/{path}?period=2026-13", 422)
    admin = await office.desk("管理", COUNTY, Role.ADMINISTRATOR, Role.PAYER)
    for path in ("figures", "figures.pdf", "docket.csv", "docket.xlsx"):
        await admin.get(f"/{path}", 403)
