"""The queue and the administrator's watch: what is pressing stands first, what broke is seen."""

import asyncio
import datetime as dt
import json
import re
from urllib.parse import unquote

from backend.domain.cases import Role
from backend.services.status import say_to_body
from config import overlay
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Office

URGENT = "玉溪市红塔区大营街街道化工厂危险化学品泄漏,马上要爆炸了,快来人"
NUMBER = re.compile(r'href="/console/cases/([A-Z]{2}-\w{4}-\w{4})"')


async def test_urgent_comes_first_and_tabs_count(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    plain = (await office.file(HAZARD)).case_number
    urgent = (await office.file(URGENT)).case_number
    page = await desk.get("/cases")
    assert NUMBER.findall(page) == [urgent, plain]
    assert re.search(r'tab=todo" aria-current="page">待我办 <span class="count">2<', page)
    await desk.step(plain, "request_info", text="哪个门?")
    page = await desk.get("/cases")
    assert NUMBER.findall(page) == [urgent]
    assert NUMBER.findall(await desk.get("/cases?tab=waiting")) == [plain]


async def test_time_left_is_said_in_words(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    assert re.search(r"还剩 \d+ 天", await desk.get("/cases"))
    later = office.house.clock() + dt.timedelta(days=30)
    office.house.clock = lambda: later
    late = await office.desk("周承办", BODY, Role.OFFICER)
    page = await late.get("/cases")
    assert number in page
    assert re.search(r'class="clock late">已超时 \d+ 天<', page)


async def test_a_number_leads_to_its_case_and_a_place_narrows(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    await desk.get("/cases", params={"q": number.lower()})
    assert desk.last is not None
    assert desk.last.url.path == f"/console/cases/{number}"
    assert number in await desk.get("/cases", params={"q": "大营街"})
    assert number not in await desk.get("/cases", params={"q": "%"})
    assert number not in await desk.get("/cases?industry=fire")
    assert number in await desk.get("/cases?industry=hazchem&urgency=nonsense&page=1e9&tab=x")
    assert number not in await desk.get("/cases?page=7")
    assert number in await desk.get(f"/cases?tab=all&body={BODY}")
    assert number not in await desk.get("/cases?tab=all&body=530402.fire")
    assert number in await desk.get("/cases?tab=all&body=nobody")


async def test_many_cases_at_once(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    other = await office.desk("周承办", BODY, Role.OFFICER)
    numbers = [(await office.file(f"{HAZARD},第{n}间")).case_number for n in "一二三"]
    foreign = (await office.file("南京市玄武区餐馆里燃气软管老化,没有报警器")).case_number
    page = await desk.get("/cases")
    found = re.search(r'<option value="(\w{32})">周承办</option>', page)
    assert found is not None
    to = found[1]
    page = await desk.post("/cases/assign", {"assignee": to, "number": [*numbers[:2], foreign]})
    assert "已分派 2 件" in page
    assert set(NUMBER.findall(await other.get("/cases?tab=mine"))) == set(numbers[:2])
    await desk.post("/cases/assign", {"assignee": to}, 422)
    assert "还没有选中案件" in desk.page
    assert numbers[2] in desk.page
    # All that a search finds, told line by line.
    await desk.get("/cases")
    answer = await desk.client.post(
        "/console/cases/assign?tab=todo",
        data={"csrf": desk.csrf, "assignee": to, "all": "1"},
        headers={"Accept": "application/x-ndjson"},
    )
    lines = [json.loads(line) for line in (await answer.text()).splitlines()]
    assert lines[-1] == {"done": 3, "total": 3, "given": 3, "skipped": 0}
    page = await desk.get("/cases?assignee=" + to)
    assert set(NUMBER.findall(page)) == set(numbers)
    assert NUMBER.findall(await desk.get("/cases?assignee=-")) == []
    # From the case page, back to nobody.
    await desk.get(f"/cases/{numbers[0]}")
    page = await desk.post("/cases/assign", {"assignee": "-", "number": numbers[0], "back": "case"})
    assert desk.last is not None
    assert desk.last.url.path.endswith(numbers[0])
    assert "已取消分派" in page
    assert NUMBER.findall(await desk.get("/cases?assignee=-")) == [numbers[0]]


async def test_a_table_holds_plain_facts_alone(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(f"{HAZARD},门口有一条黄狗")).case_number
    other = (await office.file("南京市玄武区餐馆里燃气软管老化,没有报警器")).case_number
    await desk.get("/cases")
    table = await desk.post("/cases/export", {"number": [number, other]})
    assert desk.last is not None
    assert desk.last.headers["Content-Type"].startswith("text/csv")
    (line,) = table.splitlines()[1:]
    assert line.startswith(f"{number},待受理,危险化学品")
    assert "黄狗" not in table
    assert other not in table
    # An old name or word of an agency is no formula in anybody's spreadsheet.
    own = overlay.Overlay(
        1,
        texts={
            ("zh_CN", "case.urgency_ordinary"): "@一般",
            ("zh_CN", "console.column_area"): "-区",
        },
        bodies={BODY: overlay.OwnBody("=1+1")},
    )
    overlay.activate(own)
    await desk.get("/cases")
    heads, line = (await desk.post("/cases/export", {"number": [number]})).splitlines()
    assert "'=1+1" in line.split(",")
    assert "'-区" in heads.split(",")
    assert not [cell for cell in line.split(",") if cell.startswith(("=", "+", "-", "@"))]


async def test_words_inside_are_found_with_and_without_a_script(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    await office.file(HAZARD)
    number = (await office.file(f"{HAZARD},门口有一条黄狗")).case_number
    await desk.get("/cases")
    page = await desk.post("/cases/scan?tab=todo", {"words": "黄狗"})
    assert set(NUMBER.findall(page)) == {number}
    await desk.get("/cases")
    await desk.post("/cases/scan?tab=todo", {"words": "狗"}, 422)
    await desk.get("/cases")
    answer = await desk.client.post(
        "/console/cases/scan?tab=todo",
        data={"csrf": desk.csrf, "words": "黄狗"},
        headers={"Accept": "application/x-ndjson"},
    )
    lines = [json.loads(line) for line in (await answer.text()).splitlines()]
    assert lines[-1]["done"] == lines[-1]["total"] == 2
    assert [one["number"] for line in lines for one in line["found"]] == [number]


async def test_a_search_is_kept_under_a_name(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    other = await office.desk("周承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    await desk.get("/cases?tab=new&industry=hazchem")
    page = await desk.post("/views", {"name": "危化新件", "tab": "new", "industry": "hazchem"})
    assert NUMBER.findall(page) == [number]
    assert '/console/cases?tab=new&industry=hazchem">危化新件<' in page
    found = re.search(r"/views/(\w{32})/delete", page)
    assert found is not None
    assert "危化新件" not in await other.get("/cases")
    await other.post(f"/views/{found[1]}/delete", status=404)
    assert "危化新件" not in await desk.post(f"/views/{found[1]}/delete")


async def test_news_come_by_themselves(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    page = await desk.get("/cases")
    mark = re.search(r'data-mark="([^"]*)"', page)
    assert mark is not None
    async with desk.client.get("/console/cases/live", params={"mark": mark[1]}) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        await office.file(HAZARD)
        async with asyncio.timeout(30):
            async for line in stream.content:
                if line.startswith(b"data: "):
                    break
    assert line.decode() != f"data: {mark[1]}\n"


async def test_who_is_away_says_so(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    await office.desk("周承办", BODY, Role.OFFICER)
    page = await desk.get("/account")
    found = re.search(r'<option value="(\w{32})">周承办</option>', page)
    assert found is not None
    await desk.post("/account/absence", {"away_until": "昨天", "stand_in": found[1]}, 422)
    await desk.post("/account/absence", {"away_until": "2020-01-01", "stand_in": found[1]}, 422)
    until = (office.house.clock() + dt.timedelta(days=5)).date().isoformat()
    page = await desk.post("/account/absence", {"away_until": until, "stand_in": found[1]})
    assert f"到 {until} 不在岗,由周承办代办" in page.replace("，", ",")
    await office.file(HAZARD)
    assert "林承办 (不在岗)" in await desk.get("/cases")
    await desk.get("/account")
    assert "不在岗，由" not in await desk.post("/account/absence", {"back": "1"})


async def test_filters_and_tabs_go_together(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    urgent = (await office.file(URGENT)).case_number
    plain = (await office.file(HAZARD)).case_number
    page = await desk.get("/cases?tab=new&urgency=immediate")
    assert NUMBER.findall(page) == [urgent]
    assert '<input type="hidden" name="tab" value="new">' in page
    assert '/console/cases?tab=all&urgency=immediate"' in page
    # The open tab counts what it shows; of the others nothing is claimed.
    assert re.findall(r'class="count">(\d+)<', page) == ["1"]
    assert plain in await desk.get("/cases?tab=new")


async def test_what_was_said_before_the_end_waits_for_nothing_after_it(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    filed = await office.file(HAZARD)
    number = filed.case_number

    async def say(words: str) -> None:
        async with office.house.work() as work:
            await say_to_body(work, filed.report_id, words)

    await say("又来了一车")
    await desk.step(number, "decline", reason_code="out_of_scope")
    assert number not in await desk.get("/cases")
    await say("请再看看")
    assert number in await desk.get("/cases")


async def test_a_form_that_was_sent_too_late_leads_back_to_its_page(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    await desk.get(f"/cases/{number}")
    desk.client.session.cookie_jar.clear()
    before = str(office.server.make_url(f"/console/cases/{number}?done=accept"))
    answer = await desk.client.post(
        f"/console/cases/{number}/events/accept",
        data={"csrf": "x"}, headers={"Referer": before}, allow_redirects=False,
    )  # fmt: skip
    where = unquote(answer.headers["Location"])
    assert where == f"/console/sign-in?next=/console/cases/{number}?done=accept&lost=1"
    assert "刚才的没有提交" in await desk.get(answer.headers["Location"].removeprefix("/console"))


async def test_which_firm_a_case_is_about_is_no_plain_fact(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    above = await office.desk("市督导", "530400.emergency", Role.SUPERVISOR)
    own = await office.desk("县督导", BODY, Role.SUPERVISOR)
    asked = {"enterprise": "没有这家化工厂"}
    assert number not in await officer.get("/cases?tab=all", params=asked)
    assert number in await own.get("/cases", params={"tab": "all", **asked})
    assert number in await above.get("/cases", params={"tab": "below", **asked})


async def test_english_is_one_press_away_and_stays(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    await office.file(HAZARD)
    page = await desk.get("/language/en?back=/console/cases")
    assert "To do" in page
    assert '<html lang="en">' in page
    assert "待我办" not in await desk.get("/cases")
    assert "待我办" in await desk.get("/language/zh?back=/console/cases")


async def test_who_begins_is_told_to_add_people_until_a_body_has_some(office: Office) -> None:
    head = await office.desk("管理员", "intake", Role.ADMINISTRATOR, Role.INTAKE)
    assert "先给各单位添加人员" in await head.get("/cases")
    await office.person("林承办", BODY, Role.OFFICER)
    assert "先给各单位添加人员" not in await head.get("/cases")
