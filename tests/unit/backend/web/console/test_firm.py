"""The safety officer's desk on the screen: opened by the administrator, worked without a name."""

import re

from sqlalchemy import select

from backend.db.models import InsideCase
from backend.domain.cases import Role
from backend.services import outward
from tests.support.api import BODY, picture
from tests.support.console_app import Office
from tests.support.filing import connect
from tests.support.firm import Firm, make_firm
from tests.support.workplaces import enter


async def test_an_administrator_opens_the_desk_and_the_officer_signs_in(office: Office) -> None:
    workplace = await enter(office.house)
    chief = await office.desk("管理员", "intake", Role.ADMINISTRATOR)
    await chief.get(f"/register/{workplace}")
    page = await chief.post(f"/register/{workplace}/officers", {"name": "安全员甲"})
    secret = re.search(r'<output class="code">([\w-]+)</output>', page)
    assert secret is not None
    page = await chief.post(f"/register/{workplace}/officers", {"name": "安全员甲"}, 409)
    assert "安全员甲" in page
    officer = await office.browser()
    await officer.get("/sign-in")
    page = await officer.post("/sign-in", {"name": "安全员甲", "password": secret[1]})
    assert "新密码" in page or "new" in page.lower()
    page = await chief.get("/staff")
    person = re.search(r"/console/staff/(\w{32})/roles", page.partition("安全员甲")[2])
    assert person is not None
    page = await chief.post(f"/staff/{person[1]}/roles", {"roles": "officer"}, 422)
    assert "不能改成其他角色" in page
    other = await office.desk("林新", BODY, Role.OFFICER)
    await other.get(f"/register/{workplace}")
    await other.post(f"/register/{workplace}/officers", {"name": "乙"}, 403)


async def _officer(office: Office, firm: Firm):  # type: ignore[no-untyped-def]
    from tests.journeys.test_employer import _sign_in

    return await _sign_in(office, firm)


async def test_a_case_is_planned_mended_and_paid(office: Office) -> None:
    await connect(office.house, BODY)
    firm = await make_firm(office.house, connected=False)
    _, number = await firm.report("first", photo=True)
    firm.pass_days(1)
    desk = await _officer(office, firm)
    page = await desk.get("/firm")
    assert "待整改" in page
    link = re.search(r"/console(/firm/\w{32})", page)
    assert link is not None
    page = await desk.get(link[1])
    assert "门一直锁着" in page
    assert "13812345678" not in page
    photo = re.search(rf"/console({link[1]}/files/\w+)", page)
    assert photo is not None
    async with desk.client.get(f"/console{photo[1]}") as answer:
        assert (await answer.read()).startswith(b"\xff\xd8")
    await desk.get(f"{link[1]}/files/{'0' * 32}", 404)
    await desk.get(link[1])
    page = await desk.post(f"{link[1]}/plan", {"text": "换锁", "until": "2030-01-01"}, 422)
    assert "日期要在今天到" in page
    assert "换锁" in page
    page = await desk.post(f"{link[1]}/plan", {"text": "换锁", "until": "2026-12-20"})
    assert "最迟 2026-12-20 改好" in page
    page = await desk.post(f"{link[1]}/fix", {"text": "已换", "photo": picture()})
    assert "已整改，等举报人反馈期满" in page
    page = await desk.post(f"{link[1]}/pay", {"yuan": "800"})
    assert "800 元" in page
    await desk.post(f"{link[1]}/nothing", {"text": "x"}, 404)
    assert number not in page


async def test_the_body_reads_the_whole_story_and_how_to_visit(office: Office) -> None:
    await connect(office.house, BODY)
    firm = await make_firm(office.house, connected=False)
    report_id, number = await firm.report("firm")
    firm.pass_days(1)
    desk = await _officer(office, firm)
    async with office.house.view() as view:
        row = await view.session.scalar(select(InsideCase))
        assert row is not None
    await desk.get(f"/firm/{row.id}")
    await desk.post(f"/firm/{row.id}/say", {"text": "马上看"})
    async with office.house.work() as work:
        await outward.deny(work, report_id)
    firm.pass_days(3)
    await firm.ring(number)
    officer = await office.desk("林新", BODY, Role.OFFICER)
    page = await officer.get(f"/cases/{number}")
    for said in ("企业内部处理经过", "举报人否认已改好或要求移交", "并入例行检查", "马上看"):
        assert said in page
