"""The page of webhooks in a real browser, on a phone and a desk."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from backend.domain.cases import Role
from backend.outbox import Outbox
from bot.webhooks import Webhooks
from config.settings import WebhookSettings
from tests.support.api import BODY
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.console_app import Office
from tests.support.desk_page import Watch, too_wide
from tests.support.receiver import Receiver


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_an_administrator_sets_a_webhook_and_tries_it(
    browser: Browser,
    office: Office,
    receiver: Receiver,
    size: dict[str, object],
    tmp_path: Path,
) -> None:
    given = WebhookSettings(origins=receiver.origin)
    office.house.settings = office.house.settings.model_copy(update={"webhooks": given})
    desk = await office.desk("钱管理", BODY, Role.ADMINISTRATOR)
    page = await new_page(browser, size)
    for cookie in desk.client.session.cookie_jar:
        await page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": str(office.server.make_url("/"))}]
        )
    watch = Watch(page, str(office.server.make_url("/")))
    await page.goto(f"{office.url}/bodies")
    await page.get_by_role("link", name="Webhook 推送").click()
    assert await too_wide(page) == []
    await page.get_by_label("名称").fill("市级平台")
    await page.get_by_label("接收地址").fill(f"{receiver.origin}/hook")
    await page.get_by_label("奖励").uncheck()
    await page.get_by_role("button", name="添加，生成密钥").click()
    await expect(page.locator(".secret")).to_contain_text("只显示这一次")
    assert await too_wide(page) == []
    receiver.answers = [500]
    worker = asyncio.create_task(Outbox(office.house, Webhooks(office.house).executors()).run())
    try:
        await page.get_by_role("button", name="发送测试 市级平台").click()
        await expect(page.get_by_role("status")).to_have_text("测试：未送达：HTTP 500")
        await page.get_by_role("button", name="发送测试 市级平台").click()
        await expect(page.get_by_role("status")).to_have_text("测试：已送达：HTTP 200")
    finally:
        worker.cancel()
    await page.locator("summary", has_text="推送记录").click()
    await page.locator("summary", has_text="修改").click()
    await expect(page.locator("table.list tbody tr")).to_have_count(2)
    assert await too_wide(page) == []
    await page.screenshot(path=tmp_path / "webhooks.png", full_page=True)
    assert watch.faults == []
