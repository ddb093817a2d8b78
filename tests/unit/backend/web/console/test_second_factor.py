"""A stolen password opens nothing, whoever it was stolen from; a demo asks nobody and says so."""

import re

import pyotp
import pytest

from backend.domain.cases import STAFF_ROLES, Role
from tests.support.api import BODY
from tests.support.console_app import PASSWORD, RECOVERY, SECRET, Desk, Office


async def _at_the_field(office: Office, name: str) -> Desk:
    """A browser that knows the password and no more."""
    desk = await office.browser()
    await desk.get("/sign-in")
    await desk.post("/sign-in", {"name": name, "password": PASSWORD})
    assert "二次验证" in desk.page
    return desk


async def _enrolled(office: Office, name: str, *roles: Role) -> Desk:
    """Somebody who set up the second factor at the first sign-in, as everybody must."""
    password = await office.person(name, BODY, *roles)
    desk = await office.browser()
    await desk.sign_in(name, password)
    return desk


@pytest.mark.parametrize("role", [Role.CUSTODIAN, Role.ADMINISTRATOR, Role.OFFICER])
async def test_the_password_alone_opens_nothing(office: Office, role: Role) -> None:
    await _enrolled(office, "钱保密", role)
    thief = await _at_the_field(office, "钱保密")
    assert SECRET.search(thief.raw) is None, "the secret is shown before it is settled, never after"
    for path in ("/", "/cases", "/identities", "/staff", "/account", "/password", "/looks"):
        assert "六位验证码或备用码" in await thief.get(path), path
    await thief.post("/second-factor/forget")
    assert "六位验证码或备用码" in await thief.get("/cases")
    assert "验证码不对" in await thief.post("/second-factor", {"code": "123"}, 403)
    answer = await thief.client.post("/console/account/code", data={"csrf": thief.csrf})
    assert answer.url.path == "/console/second-factor"


async def test_set_up_at_the_first_sign_in_and_asked_for_at_the_next(office: Office) -> None:
    await office.person("钱保密", BODY, Role.CUSTODIAN)
    desk = await _at_the_field(office, "钱保密")
    assert "<svg" in desk.raw
    assert not re.search(r" style=|<script>", desk.raw)
    offered = SECRET.search(desk.raw)
    assert offered is not None
    assert offered[0] in await desk.get("/second-factor") or SECRET.search(desk.raw)
    assert "验证码不对" in await desk.post("/second-factor", {"code": "12"}, 403)
    again = SECRET.search(desk.raw)
    assert again is not None
    assert again[1] == offered[1], "a mistyped code doesn't change what the app holds"
    code = pyotp.TOTP(offered[1].replace(" ", "")).now()
    await desk.post("/second-factor", {"code": code, "next": "/console/identities"})
    codes = RECOVERY.findall(desk.raw)
    assert len(codes) == 10
    assert 'href="/console/identities"' in desk.raw
    assert codes[0] not in await desk.get("/account")
    later = await _at_the_field(office, "钱保密")
    assert "验证码不对" in await later.post("/second-factor", {"code": code}, 403), "used before"
    await later.post("/second-factor", {"code": codes[0], "next": "/console/identities"})
    assert "没有等待答复的申请" in later.page


async def test_a_new_password_keeps_the_session_that_passed(office: Office) -> None:
    desk = await office.desk("钱保密", BODY, Role.CUSTODIAN)
    await desk.get("/password")
    await desk.post("/password", {"old": PASSWORD, "new": "other words", "again": "other words"})
    assert "没有等待答复的申请" in await desk.get("/identities")


async def test_a_lost_phone_is_the_administrators_to_reset(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    keeper = await _enrolled(office, "钱保密", Role.CUSTODIAN)
    await admin.get("/staff")
    found = re.search(r'action="/console(/staff/\w+/forget-second-factor)"', admin.raw)
    assert found is not None
    await admin.post(found[1])
    assert "忘了密码请找" in await keeper.get("/identities")
    await keeper.sign_in("钱保密", PASSWORD)
    assert "没有等待答复的申请" in await keeper.get("/identities")
    await keeper.get("/account")
    await keeper.post("/second-factor/forget")
    assert "忘了密码请找" in keeper.page


@pytest.mark.parametrize("role", STAFF_ROLES)
async def test_whoever_has_none_sets_it_up_before_anything_else(office: Office, role: Role) -> None:
    await office.person("林新", BODY, role)
    desk = await _at_the_field(office, "林新")
    assert SECRET.search(desk.raw) is not None
    for path in ("/", "/cases", "/account", "/password", "/staff"):
        assert SECRET.search((await desk.get(path)) and desk.raw) is not None, path


async def test_a_demo_asks_for_none_until_a_look_and_says_that_it_is_one(office: Office) -> None:
    assert "演示" not in await (await office.browser()).get("/sign-in")
    office.house.settings.demo = True
    officer = await _enrolled(office, "林承办", Role.OFFICER, Role.ADMINISTRATOR)
    assert "待我办" in await officer.get("/cases")
    assert "演示：这里不需要二次验证" in officer.page
    await officer.post(f"/looks/{'0' * 32}/open")
    assert SECRET.search(officer.raw) is not None
    await officer.show_second_factor("林承办")
    assert "已设置" in await officer.get("/account") or "换手机" in officer.page
    office.house.settings.demo = False
    assert "待我办" in await officer.get("/cases")
