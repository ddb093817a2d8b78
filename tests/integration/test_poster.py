"""A scanned poster, from the page it leads to into chat and form: firm and body are known."""

from sqlalchemy import select

from backend.db.models import Case
from backend.house import House
from backend.services import workplace_links
from tests.integration.test_entry import entered
from tests.support.filing import connect
from tests.support.plain_pages import Browser, buttons, get, hidden, press, send, to_card
from tests.support.webchat import Hall
from tests.support.workplaces import FIRM, poster

VAGUE = "这里的门一直锁着,人出不去"
"""Names neither industry nor place nor firm: all of that stands on the poster."""


async def test_a_scan_fills_in_firm_industry_and_body(hall: Hall) -> None:
    await connect(hall.house, "530402.emergency")
    code = await poster(hall.house)
    chat = await entered(hall, f"p_{code}")
    (greeting,) = await chat.since()
    assert FIRM["name"] in greeting.text
    assert "红塔区应急管理局受理；不经您选择" in greeting.text
    card = (await chat.say(VAGUE))[-1]
    assert "report.submit" in card.choices
    for known in (FIRM["name"], "云南省玉溪市红塔区大营街街道", "红塔区应急管理局"):
        assert known in card.text
    filing = await chat.press("report.submit")
    async with hall.house.view() as view:
        case = await view.session.scalar(select(Case).where(Case.number == filing[-1].case_number))
        assert case is not None
        assert (case.body_id, case.industry) == ("530402.emergency", "hazchem")
        linked = await workplace_links.linked(view, case)
        assert linked is not None
        assert linked.name == FIRM["name"]


async def test_the_body_of_the_register_comes_before_the_law(hall: Hall) -> None:
    chat = await entered(hall, f"p_{await poster(hall.house, body='530402.market_regulation')}")
    card = (await chat.say(VAGUE))[-1]
    assert "红塔区市场监督管理局" in card.text
    assert "是这家企业的执法主体" in card.text


async def test_another_firm_named_is_another_matter(hall: Hall) -> None:
    code = await poster(hall.house, industry="商贸餐饮", body="530402.market_regulation")
    chat = await entered(hall, f"p_{code}")
    await chat.say("红塔区大营街化工厂仓库里堆满了危险化学品桶,没有任何通风,味道很大")
    await chat.press("report.enterprise")
    card = (await chat.say("隔壁的金马化工厂"))[-1]
    assert "金马化工厂" in card.text
    assert "红塔区应急管理局" in card.text
    assert FIRM["name"] not in card.text


async def test_a_scan_in_the_middle_is_about_the_draft_too(hall: Hall) -> None:
    code = await poster(hall.house)
    chat = await hall.chat()
    await chat.say(VAGUE)
    await chat.say(f"/start p_{code}")
    card = (await chat.press("report.card"))[-1]
    assert FIRM["name"] in card.text


async def test_a_forged_code_is_a_warning(hall: Hall) -> None:
    chat = await entered(hall, "p_2222222222")
    assert "可能是假海报" in (await chat.since())[0].text
    async with hall.http.get(f"{hall.base_url}/p/2222222222") as answer:
        assert answer.status == 404
        assert "可能是假的" in await answer.text()


async def test_after_a_forged_code_nothing_of_an_earlier_one_is_left(hall: Hall) -> None:
    code = await poster(hall.house)
    chat = await entered(hall, f"p_{code}")
    await chat.say(VAGUE)
    await chat.say("/start p_2222222222")
    last = (await chat.press("report.card"))[-1]
    assert FIRM["name"] not in last.text


async def test_the_page_and_the_plain_form(plain_browser: Browser, sqlite_house: House) -> None:
    code = await poster(sqlite_house)
    page = await get(plain_browser, f"/p/{code.lower()}")
    assert FIRM["name"] in page
    assert "用自己的流量" in page
    assert f'href="/?entry=p_{code}"' in page
    page = await get(plain_browser, f"/form?entry=p_{code}")
    assert f'name="entry" value="p_{code}"' in page
    fields = {name: hidden(page, name) for name in ("check", "once", "entry")}
    page = await send(plain_browser, "/form", {**fields, "step": "begin", "text": VAGUE})
    page = await to_card(plain_browser, page)
    assert FIRM["name"] in page
    assert "report.submit" in buttons(page)
    assert FIRM["name"] not in await press(plain_browser, page, "report.submit")
