"""The boxes of robots and digests on the page of bodies: set, tried, mended, taken away."""

import asyncio
import re

from backend.domain.cases import Role
from backend.outbox import Outbox
from bot.robot_cards import RobotCards
from config.settings import RobotSettings
from tests.support.console_app import Desk, Office
from tests.support.fake_robots import KEYS, SECRETS, FakeRobots
from tests.support.filing import BODY, FOREIGN

ROBOT = re.compile(rf"/console/bodies/{BODY}/robots/(\w+)/test")


async def test_an_administrator_sets_a_robot_and_hears_how_it_went(
    office: Office, fake_robots: FakeRobots
) -> None:
    given = RobotSettings(origins=fake_robots.origin)
    office.house.settings = office.house.settings.model_copy(update={"robots": given})
    admin = await office.desk("admin-made-up", BODY, Role.ADMINISTRATOR)
    await admin.get("/bodies")
    robot = {"kind": "dingtalk", "name": "<b>值班群</b>", "address": "", "secret": "SECwrong0000"}
    await admin.post(f"/bodies/{BODY}/robots", robot, 422)
    assert "这不是群机器人的 Webhook 地址" in admin.page
    assert 'value="&lt;b&gt;值班群&lt;/b&gt;"' in admin.raw
    assert "SECwrong0000" not in admin.raw
    await admin.post(
        f"/bodies/{BODY}/robots", robot | {"address": "http://10.0.0.1/robot/send"}, 422
    )
    assert "应以 https://oapi.dingtalk.com/ 开头" in admin.page
    robot["address"] = fake_robots.address("dingtalk")
    page = await admin.post(f"/bodies/{BODY}/robots", robot)
    assert "还没有结果" in page
    assert KEYS["dingtalk"] not in admin.raw
    assert "<b>&lt;b&gt;值班群&lt;/b&gt;</b>" in admin.raw

    worker = asyncio.create_task(Outbox(office.house, RobotCards(office.house).executors()).run())
    try:
        await _test(admin)
        assert "未通过安全设置，请核对关键词、密钥或 IP（310000）" in admin.page
        await admin.post(f"/bodies/{BODY}/robots/{_id(admin)}/remove")
        robot["secret"] = SECRETS["dingtalk"]
        await admin.post(f"/bodies/{BODY}/robots", robot)
        await _test(admin)
        assert "已送达" in admin.page
    finally:
        worker.cancel()
    (words,) = fake_robots.groups["dingtalk"].words()
    assert "红塔区应急管理局" in words
    await admin.get("/audit")
    assert "设置群机器人" in admin.page
    assert "移除群机器人" in admin.page


async def test_another_bodys_robots_and_digest_are_out_of_reach(
    office: Office, fake_robots: FakeRobots
) -> None:
    admin = await office.desk("admin-made-up", FOREIGN, Role.ADMINISTRATOR)
    await admin.get("/bodies")
    robot = {"kind": "wecom", "name": "群", "address": fake_robots.address("wecom"), "secret": ""}
    for path, fields in (
        ("robots", robot),
        ("robots/0/test", {}),
        ("robots/0/remove", {}),
        ("digest", {"group": "off", "robot": "off", "mail": "off"}),
    ):
        await admin.get("/bodies")
        await admin.post(f"/bodies/{BODY}/{path}", fields, 404)
    await admin.get("/bodies")
    await admin.post(f"/bodies/{FOREIGN}/robots/0/test", status=404)


async def test_how_often_a_body_is_told_is_its_own_choice(office: Office) -> None:
    admin = await office.desk("admin-made-up", BODY, Role.ADMINISTRATOR)
    page = await admin.get("/bodies")
    assert "工作日 8:30 发" in page
    await admin.post(f"/bodies/{BODY}/digest", {"group": "weekly", "robot": "off", "mail": "daily"})
    chosen = re.findall(r'<option value="(\w+)" selected>', admin.raw)
    assert chosen == ["weekly", "off", "daily"]
    await admin.post(f"/bodies/{BODY}/digest", {"group": "hourly"}, 422)


def _id(admin: Desk) -> str:
    found = ROBOT.search(admin.raw)
    assert found is not None
    return found[1]


async def _test(admin: Desk) -> None:
    await admin.post(f"/bodies/{BODY}/robots/{_id(admin)}/test")
