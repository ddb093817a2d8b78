"""The page of a superior: what is over its time below, urged and answered by a press."""

import datetime as dt

from sqlalchemy import select

from backend.db.models import CaseClock
from backend.domain.cases import Role
from backend.services import overdue, rings
from backend.services.clocks import URGENT
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Office

CITY = "530400.emergency"


async def late(office: Office, days: int) -> None:
    """Let ``days`` go by and say what is due of every limit; sessions stay fresh."""
    now, real = office.house.clock(), office.house.clock
    office.house.clock = lambda: now + dt.timedelta(days=days)
    async with office.house.view() as view:
        ids = list(await view.session.scalars(select(CaseClock.id)))
    for clock_id in ids:
        await overdue.ring(office.house, clock_id)
    office.house.clock = real


async def test_what_is_over_its_time_is_urged_from_above(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    city = await office.desk("赵督办", CITY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    assert "没有超期的案件" in await city.get("/oversight")
    await late(office, 20)
    page = await city.get("/oversight")
    assert number in page
    assert "红塔区应急管理局" in page
    assert "方案二(二)" in page, "what the order of bodies rests on"
    assert "危险化学品桶" not in page, "no words of the report"
    await city.get(f"/cases/{number}", 404)
    await city.get("/oversight")
    assert "已完成：上级督办" in await city.post(
        f"/oversight/{number}/urge", {"reason": "请三日内答复"}
    )
    page = await officer.get(f"/cases/{number}")
    assert "请三日内答复" in page
    assert "超过时限，报上级" in page
    assert "没有超期的案件" in await officer.get("/oversight")


async def test_more_time_is_approved_from_above(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    city = await office.desk("赵督办", CITY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    await officer.step(number, "accept")
    await officer.step(number, "ask_extension", reason="等检测报告")
    assert "等检测报告" in await city.get("/oversight")
    assert "缺少 说明" in await city.post(f"/oversight/{number}/refuse_extension", {}, 422)
    assert "已完成：延期" in await city.post(f"/oversight/{number}/extend")
    assert "等检测报告" not in await city.get("/oversight")
    assert "step-ask_extension" not in await officer.get(f"/cases/{number}")


async def test_the_limits_of_a_referral_stand_on_the_page(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    head = await office.desk("周负责", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    await officer.step(number, "accept")
    page = await officer.step(number, "verify", officers="甲")
    assert "执法人员不足两人" in page
    page = await officer.step(number, "crime_report", reason="拒不执行停产决定", officers="甲 乙")
    assert "等负责人决定（3 日内）" in page
    assert "移送涉嫌犯罪案件的规定第5条" in page, "the limit says what it rests on"
    page = await head.step(number, "crime_approve")
    assert "移送公安时限" in page
    assert "执法人员不足两人" not in await officer.step(number, "name_officers", officers="甲、乙")


async def test_nobody_else_takes_a_step_there(office: Office) -> None:
    await office.desk("林承办", BODY, Role.OFFICER)
    stranger = await office.desk("外人", "530402.fire", Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    await late(office, 20)
    await stranger.get("/oversight")
    await stranger.post(f"/oversight/{number}/urge", {"reason": "请答复"}, 404)
    await stranger.post(f"/oversight/{number}/close", {}, 404)


async def test_lives_in_danger_that_nobody_accepts_stand_first_above(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    city = await office.desk("赵督办", CITY, Role.OFFICER)
    late_one = (await office.file(HAZARD)).case_number
    await late(office, 20)
    number = (await office.file("红塔区大营街一家化工厂正在泄漏，有人晕倒")).case_number
    now, real = office.house.clock(), office.house.clock
    office.house.clock = lambda: now + dt.timedelta(minutes=31)
    async with office.house.view() as view:
        query = select(CaseClock.id).where(CaseClock.kind == URGENT)
        (clock_id,) = await view.session.scalars(query)
    assert await rings.ring(office.house, clock_id)
    office.house.clock = real
    page = await city.get("/oversight")
    assert page.index(number) < page.index(late_one)
    assert "可能危及生命，仍无人受理" in page
    await city.post(f"/oversight/{number}/urge", {"reason": "请马上到现场"})
    assert "请马上到现场" in await officer.get(f"/cases/{number}")
    await officer.step(number, "accept")
    assert "曾无人受理，现已处理" in await city.get("/oversight")
