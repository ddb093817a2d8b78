"""The queue and the administrator's watch: what is pressing stands first, what broke is seen."""

import datetime as dt
import re

from sqlalchemy import select

from backend.db.models import AuditEntry, Job
from backend.domain.cases import Role
from backend.services import jobs
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


async def test_english_is_one_press_away_and_stays(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    await office.file(HAZARD)
    page = await desk.get("/language/en?back=/console/cases")
    assert "To do" in page
    assert '<html lang="en">' in page
    assert "待我办" not in await desk.get("/cases")
    assert "待我办" in await desk.get("/language/zh?back=/console/cases")


async def test_a_touched_record_shows_in_the_audit_page(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    assert "审计链完整" in await admin.get("/audit")
    # Every act stands there in words.
    assert "<td>登录</td>" in admin.page
    assert "sign_in" not in admin.page
    async with office.house.work() as work:
        row = (await work.session.scalars(select(AuditEntry).limit(1))).one()
        row.actor = "staff:somebody else"
    assert "审计链在第 1 条断裂" in await admin.get("/audit")


async def test_the_audit_of_one_body_shows_no_other_s(office: Office) -> None:
    everything = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    own = await office.desk("林新", BODY, Role.ADMINISTRATOR)
    page = await everything.get("/audit")
    assert "本系统" in page
    assert "林新" in page
    assert "林新" not in await everything.get("/audit?chain=intake")
    page = await own.get("/audit")
    assert "林新" in page
    for elsewhere in ("", "?chain=intake", "?chain=installation"):
        assert "郑管理" not in await own.get(f"/audit{elsewhere}")


async def test_a_parked_job_is_tried_again(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    async with office.house.work() as work:
        job_id = await jobs.enqueue(work, "notice", {"text": "不许看见"})
        row = await work.session.get_one(Job, job_id)
        row.state, row.attempts, row.last_error = "parked", 12, "TimeoutError"
    page = await admin.get("/jobs")
    assert "TimeoutError" in page
    assert "不许看见" not in page
    page = await admin.post(f"/jobs/{job_id}/retry")
    assert "没有发不出去的消息" in page
    async with office.house.view() as view:
        assert (await view.session.get_one(Job, job_id)).state == "queued"
