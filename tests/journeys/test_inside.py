"""An employee scans the poster: the firm mends and pays, or ignores it, or its head is accused."""

import re

from sqlalchemy import select

from backend.db.models import Case, InsideCase, Report
from backend.domain.cases import Event, Role
from backend.services import firm_acts, firm_cases, firm_claims, outward, posters
from backend.services.cases import Actor, apply_event
from backend.services.drafts import Upload
from backend.services.views import case_view
from tests.integration.test_entry import entered
from tests.support.api import BODY, picture
from tests.support.firm import Firm, make_firm
from tests.support.webchat import Chat, Hall, filing_of

WORDS = "这里的门一直锁着,人出不去,电话13812345678"
CLERK = Actor("cli", "", frozenset())


async def scanned(hall: Hall, firm: Firm) -> Chat:
    async with hall.house.work() as work:
        code = await posters.issue(work, firm.workplace_id, CLERK)
    return await entered(hall, f"p_{code}")


async def reported(hall: Hall, firm: Firm, way: str) -> tuple[Chat, str, str]:
    """The chat, the case number and the inside id of a report to the firm."""
    chat = await scanned(hall, firm)
    card = (await chat.say(WORDS))[-1]
    assert "report.way" in card.choices
    ways = (await chat.press("report.way"))[-1]
    assert "应急〔2020〕69号" in ways.text
    assert "会猜到有关联" in ways.text
    head = (await chat.press(f"report.way:{way}"))[-1]
    assert "负责人" in head.text
    card = (await chat.press(f"report.head_no:{way}"))[-1]
    assert "先交“玉溪红星化工有限公司”" in card.text or "只交“玉溪红星化工有限公司”" in card.text
    filing = filing_of(await chat.press("report.submit"))
    assert "已交给企业，最迟 2026-12-08 改好" in filing.text
    async with hall.house.view() as view:
        row = await view.session.scalar(
            select(InsideCase).where(InsideCase.case_number == filing.case_number)
        )
        assert row is not None
    return chat, filing.case_number, row.id


async def newest(chat: Chat) -> int:
    return (await chat.since())[-1].id


async def status_of(hall: Hall, number: str) -> str:
    async with hall.house.view() as view:
        return (await view.session.get_one(Case, number)).status


async def test_the_firm_mends_it_and_pays(sqlite_hall: Hall) -> None:
    house = sqlite_hall.house
    firm = await make_firm(house)
    chat, number, inside_id = await reported(sqlite_hall, firm, "first")
    firm.pass_days(1)
    last = await newest(chat)
    async with house.work() as work:
        await firm_acts.plan(work, inside_id, "换掉门锁", "2026-12-05", firm.officer)
    # Heard at a moment that the firm can't foresee.
    firm.pass_days(2)
    await chat.hears("企业定了整改方案，2026-12-05 前改好：换掉门锁", after=last)
    photos = [Upload("a.png", picture())]
    await firm_acts.fix(house, inside_id, "锁已拆除", photos, firm.officer)
    async with house.work() as work:
        await firm_acts.pay(work, inside_id, "800", firm.officer)
    firm.pass_days(2)
    await chat.hears("企业说已改好：锁已拆除", "2026-12-10 前", after=last)
    await chat.hears("企业内部奖励 800 元", "不用说您是谁", after=last)
    code = (await chat.press("inside.claim"))[-1].text
    digits = re.search(r"领奖码：(\d{4} \d{4})", code)
    assert digits is not None
    await firm_claims.hand_out(house, inside_id, digits[1], firm.officer)
    firm.pass_days(7)
    await firm.ring(number)
    await chat.hears("没有提出异议，已办结", after=last)
    shown = (await chat.press("status.open"))[-1]
    assert "已办结" in shown.text
    assert "inside.outward" in shown.choices
    assert "review.ask" not in shown.choices
    assert "inside.claim" not in shown.choices


async def test_ignored_it_goes_outward_is_verified_and_rewarded(sqlite_hall: Hall) -> None:
    house = sqlite_hall.house
    firm = await make_firm(house)
    chat, number, _ = await reported(sqlite_hall, firm, "first")
    last = await newest(chat)
    firm.pass_days(13)
    await firm.ring(number)
    await chat.hears("已交给红塔区应急管理局处理，企业不会被告知", after=last)
    officer = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
    reviewer = Actor("staff:two", BODY, frozenset({Role.REVIEWER}))
    steps: list[tuple[Event, dict[str, object], Actor]] = [
        (Event.ACCEPT, {}, officer),
        (Event.VERIFY, {}, officer),
        (
            Event.CLOSE,
            {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000},
            officer,
        ),
        (Event.APPROVE_REWARD, {}, reviewer),
    ]
    for event, fields, actor in steps:
        async with house.work() as work:
            await apply_event(work, number, event, fields, actor)
    told = await chat.hears("奖励 15,000 元已复核通过", after=last)
    assert number in told.text


async def test_denied_it_goes_outward(sqlite_hall: Hall) -> None:
    house = sqlite_hall.house
    firm = await make_firm(house)
    chat, number, inside_id = await reported(sqlite_hall, firm, "firm")
    firm.pass_days(1)
    await firm_acts.fix(house, inside_id, "锁已拆除", [], firm.officer)
    shown = (await chat.press("status.open"))[-1]
    assert "企业说改好了" in shown.text
    sure = (await chat.press("inside.outward"))[-1]
    assert "随机时刻" in sure.text
    await chat.press("inside.outward_do")
    assert await status_of(sqlite_hall, number) == "inside"
    last = await newest(chat)
    firm.pass_days(3)
    await firm.ring(number)
    await chat.hears("企业不会被告知", after=last)
    shown = (await chat.press("status.open"))[-1]
    assert "inside.outward" not in shown.choices


async def test_the_head_accused_the_firm_never_has_it(sqlite_hall: Hall) -> None:
    firm = await make_firm(sqlite_hall.house)
    chat = await scanned(sqlite_hall, firm)
    await chat.say(WORDS)
    await chat.press("report.way")
    await chat.press("report.way:first")
    said = await chat.press("report.head_yes")
    assert "直接交执法机构" in said[0].text
    filing = filing_of(await chat.press("report.submit"))
    assert await status_of(sqlite_hall, filing.case_number) == "assigned"
    firm.pass_days(2)
    async with sqlite_hall.house.view() as view:
        assert await firm_cases.listed(view, firm.officer) == []


async def test_a_firm_without_a_desk_offers_no_way_inside(sqlite_hall: Hall) -> None:
    from tests.support.workplaces import enter

    workplace_id = await enter(sqlite_hall.house)
    async with sqlite_hall.house.work() as work:
        code = await posters.issue(work, workplace_id, CLERK)
    chat = await entered(sqlite_hall, f"p_{code}")
    card = (await chat.say(WORDS))[-1]
    assert "report.way" not in card.choices
    assert "没有开通" in (await chat.press("report.way"))[-1].text
    await chat.press("report.way:nowhere")
    filing = filing_of(await chat.press("report.submit"))
    assert filing.case_number


async def test_reprisal_becomes_a_case_of_its_own(sqlite_hall: Hall) -> None:
    house = sqlite_hall.house
    firm = await make_firm(house)
    chat = await scanned(sqlite_hall, firm)
    await chat.say(WORDS)
    first = filing_of(await chat.press("report.submit"))
    await chat.press("receipt.saved")
    said = await chat.press("reprisal.yes")
    assert "人社部门" in said[-1].text
    card = (await chat.say("举报以后主管把我调去扫厕所,还扣了奖金"))[-1]
    for known in ("人力资源和社会保障局", "打击报复举报人", "玉溪红星化工有限公司"):
        assert known in card.text
    assert "report.way" not in card.choices
    filing = filing_of(await chat.press("report.submit"))
    assert filing.case_number != first.case_number
    async with house.view() as view:
        case = await view.session.get_one(Case, filing.case_number)
        assert case.body_id == "530402.human_resources"
    assert "那就好" in (await chat.press("reprisal.no"))[-1].text
    await chat.press("report.new")
    assert "人社部门" in (await chat.say("打击报复"))[-1].text


async def test_the_workshop_is_for_the_first_desk_s_eyes(sqlite_hall: Hall) -> None:
    house = sqlite_hall.house
    firm = await make_firm(house, employees="20")
    chat = await scanned(sqlite_hall, firm)
    card = (await chat.say(WORDS))[-1]
    assert "report.team" in card.choices
    asked = (await chat.press("report.team"))[-1]
    assert "建议不写" in asked.text
    card = (await chat.say("二车间,我叫张小明"))[-1]
    assert "【车间班组】二车间" in card.text
    assert "张小明" not in card.text
    await chat.press("report.way:firm")
    await chat.press("report.head_no:firm")
    filing = filing_of(await chat.press("report.submit"))
    firm.pass_days(1)
    async with house.view() as view:
        ((row, _),) = await firm_cases.listed(view, firm.officer)
        seen = await firm_cases.view(view, row.id, firm.officer)
        assert "二车间" not in repr(seen)
    async with house.work() as work:
        report = await work.session.scalar(
            select(Report.id).where(Report.case_number == filing.case_number)
        )
        assert report is not None
        await outward.deny(work, report)
    firm.pass_days(3)
    await firm.ring(filing.case_number)
    officer = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
    async with house.view() as view:
        shown = await case_view(view, filing.case_number, officer)
        assert shown.original is not None
        assert shown.original.team.startswith("二车间")
        assert shown.content is not None
        assert "二车间" not in shown.content.redacted


async def test_in_a_large_firm_a_workshop_is_no_warning(sqlite_hall: Hall) -> None:
    firm = await make_firm(sqlite_hall.house, employees="2000")
    chat = await scanned(sqlite_hall, firm)
    await chat.say(WORDS)
    assert "建议不写" not in (await chat.press("report.team"))[-1].text
    card = (await chat.press("report.no_team"))[-1]
    assert "【车间班组】" not in card.text
