"""Signing in, sessions, CSRF: who gets to the console and who doesn't."""

import datetime as dt
import re

import pyotp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import select

from backend.db.models import AuditEntry, Staff, StaffSession
from backend.domain.cases import Role
from backend.services.staff import add_staff
from backend.web.auth import COOKIE, safe_next, set_session
from tests.support.api import BODY
from tests.support.console_app import PASSWORD, SECRET, Desk, Office


def session_cookie(desk: Desk) -> str:
    """The session that a browser holds."""
    for cookie in desk.client.session.cookie_jar:
        if cookie.key == COOKIE:
            return cookie.value
    return ""


async def test_a_one_time_password_must_be_changed_before_anything_else(office: Office) -> None:
    once = await add_staff(office.house, "林新", BODY, (Role.OFFICER,), "test")
    desk = await office.browser()
    page = await desk.sign_in("林新", once)
    assert "这是一次性密码" in page, "first of all, before a second factor is set up"
    assert "这是一次性密码" in await desk.get("/cases")
    fields = {"old": once, "new": PASSWORD, "again": "something else"}
    assert "两次输入不一样" in await desk.post("/password", fields, 422)
    assert "至少 10 位" in await desk.post(
        "/password", {"old": once, "new": "x", "again": "x"}, 422
    )
    before = session_cookie(desk)
    await desk.post("/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    assert session_cookie(desk) not in ("", before)
    assert "六位验证码或备用码" in await desk.get("/cases")
    await desk.show_second_factor("林新")
    assert "待我办" in await desk.get("/cases")
    other = await office.browser()
    await other.sign_in("林新", once, 401)
    await other.sign_in("林新", PASSWORD)


async def test_a_one_time_password_ends_after_a_day(office: Office) -> None:
    once = await add_staff(office.house, "林新", BODY, (Role.OFFICER,), "test")
    later = office.house.clock() + dt.timedelta(hours=24, seconds=1)
    office.house.clock = lambda: later
    desk = await office.browser()
    assert "姓名或密码不对" in await desk.sign_in("林新", once, 401)


async def test_wrong_name_and_wrong_password_look_the_same(office: Office) -> None:
    await office.person("林新", BODY, Role.OFFICER)
    desk = await office.browser()
    wrong = await desk.sign_in("林新", "wrong", 401)
    unknown = await desk.sign_in("谁也不是", "wrong", 401)
    assert "姓名或密码不对" in wrong
    assert "姓名或密码不对" in unknown
    assert not session_cookie(desk)


async def test_the_session_cookie_is_fresh_closed_and_revocable(office: Office) -> None:
    password = await office.person("林新", BODY, Role.OFFICER)
    desk = await office.browser()
    desk.client.session.cookie_jar.update_cookies({COOKIE: "planted"})
    await desk.get("/sign-in")
    data = {"csrf": desk.csrf, "name": "林新", "password": password}
    answer = await desk.client.post("/console/sign-in", data=data, allow_redirects=False)
    header = next(h for h in answer.headers.getall("Set-Cookie") if h.startswith(COOKIE))
    assert "planted" not in header
    assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= {
        p.strip() for p in header.split(";")
    }
    async with office.house.work() as work:
        rows = list(await work.session.scalars(select(StaffSession)))
        assert session_cookie(desk) not in {row.token_hash for row in rows}
        for row in rows:
            await work.session.delete(row)
    assert "登录" in await desk.get("/cases")


async def test_signing_in_again_ends_the_session_before(office: Office) -> None:
    desk = await office.desk("林新", BODY, Role.OFFICER)
    await desk.get("/account")
    async with office.house.view() as view:
        before = [row.token_hash for row in await view.session.scalars(select(StaffSession))]
    assert len(before) == 1
    await desk.post("/sign-out")
    async with office.house.view() as view:
        assert list(await view.session.scalars(select(StaffSession))) == []
    assert not session_cookie(desk)


async def test_signing_out_everywhere_ends_all(office: Office) -> None:
    password = await office.person("林新", BODY, Role.OFFICER)
    one, two = await office.browser(), await office.browser()
    await one.sign_in("林新", password)
    await two.sign_in("林新", password)
    await one.get("/account")
    await one.post("/sign-out", {"everywhere": "1"})
    assert "忘了密码" in await two.get("/cases")


async def test_a_disabled_person_is_out_at_once(office: Office) -> None:
    desk = await office.desk("林新", BODY, Role.OFFICER)
    async with office.house.work() as work:
        person = (await work.session.scalars(select(Staff))).one()
        person.disabled = True
    assert "忘了密码" in await desk.get("/cases")


@pytest.mark.parametrize("token", ["", "wrong", "é" * 40])
async def test_no_form_is_taken_without_its_token(office: Office, token: str) -> None:
    desk = await office.desk("林新", BODY, Role.OFFICER)
    await desk.get("/account")
    answer = await desk.client.post("/console/sign-out", data={"csrf": token})
    assert answer.status == 403
    assert "待我办" in await desk.get("/cases")


async def test_another_site_cannot_sign_anybody_in(office: Office) -> None:
    password = await office.person("林新", BODY, Role.OFFICER)
    desk = await office.browser()
    data = {"csrf": "guessed", "name": "林新", "password": password}
    answer = await desk.client.post("/console/sign-in", data=data, allow_redirects=False)
    assert answer.status == 403
    assert not session_cookie(desk)


async def test_strangers_send_no_files_to_the_sign_in_form(office: Office) -> None:
    desk = await office.browser()
    await desk.get("/sign-in")
    await desk.post("/sign-in", {"name": "林新", "photo": b"x"}, 400)


async def test_over_https_the_cookie_is_for_https_alone(office: Office) -> None:
    request = make_mocked_request("GET", "/console/sign-in")
    for scheme, secure in (("http", False), ("https", True)):
        answer = web.Response()
        set_session(request.clone(scheme=scheme), answer, "token")
        assert bool(answer.cookies[COOKIE]["secure"]) is secure


async def test_a_link_from_a_chat_asks_once_more_from_our_own_page(office: Office) -> None:
    desk = await office.browser()
    page = await desk.get("/cases", headers={"Sec-Fetch-Site": "cross-site"})
    assert '<meta http-equiv="refresh" content="0;url=/console/cases">' in page


async def test_after_signing_in_one_is_where_one_wanted_to_be(office: Office) -> None:
    password = await office.person("林新", BODY, Role.OFFICER)
    desk = await office.browser()
    await desk.get("/account")
    await desk.post("/sign-in", {"name": "林新", "password": password, "next": "/console/account"})
    offered = SECRET.search(desk.raw)
    assert offered is not None
    code = pyotp.TOTP(offered[1].replace(" ", "")).now()
    await desk.post("/second-factor", {"code": code, "next": "/console/account"})
    await desk.get(re.findall(r'class="button main" href="/console([^"]+)"', desk.raw)[0])
    assert desk.last is not None
    assert desk.last.url.path == "/console/account"


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.invalid/", "//elsewhere.invalid", "/chat", "/console/\n", "",
     "/console/sign-in", "/console/\\elsewhere.invalid", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(target: str) -> None:
    assert safe_next(target) == "/console/"


async def test_signing_in_is_in_the_audit_chain(office: Office) -> None:
    await office.desk("林新", BODY, Role.OFFICER)
    async with office.house.view() as view:
        actions = list(await view.session.scalars(select(AuditEntry.action)))
    assert actions.count("sign_in") == 1


async def test_wrong_passwords_slow_down_and_the_right_one_still_works(office: Office) -> None:
    password = await office.person("林新", BODY, Role.OFFICER)
    desk = await office.browser()
    for _ in range(4):
        await desk.sign_in("林新", "wrong", 401)
    assert "待我办" in await desk.sign_in("林新", password)
