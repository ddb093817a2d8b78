"""The plain form and the receipt page in a browser whose scripts are switched off."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from backend.domain.receipts import parse_receipt
from tests.browser import looks
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.server import Server

HAZARD = "玉溪市红塔区大营街某化工厂的危险化学品仓库没有通风,危险化学品桶堆到门口。"
PHOTO = {
    "name": "photo.png",
    "mimeType": "image/png",
    "buffer": bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
    ),
}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
async def page(request: pytest.FixtureRequest, browser: Browser) -> Page:
    """A page in a browser without JavaScript."""
    return await new_page(browser, {**request.param, "java_script_enabled": False})


async def to_card(page: Page) -> None:
    submit = page.locator("button[value='report.submit']")
    for _ in range(4):
        if await submit.count():
            return
        await page.locator("form.choices button").first.click()
    await expect(submit).to_be_visible()


async def test_from_the_chat_page_to_the_receipt_and_the_dialogue(
    page: Page, shared_server: Server
) -> None:
    await page.goto(shared_server.base_url)
    await expect(page.locator("#composer")).to_be_hidden()
    await page.locator(".plain a[href='/form']").click()
    await page.fill("#text", HAZARD)
    await page.set_input_files("#photo", [PHOTO, PHOTO])
    await page.locator("main form button[type=submit]").click()
    await to_card(page)
    await page.locator("button[value='report.submit']").click()
    receipt = (await page.locator(".digits").text_content() or "").strip()
    assert re.fullmatch(r"\d{4}( \d{4}){4}", receipt)
    assert parse_receipt(receipt) is not None
    await page.reload()
    assert (await page.locator(".digits").text_content() or "").strip() == receipt
    await page.locator("button[value='receipt.saved']").click()
    await expect(page.locator(".digits")).to_have_count(0)
    assert await page.context.cookies() == []
    await page.locator("main a[href='/receipt']").click()
    await page.fill("#receipt", receipt.replace(" ", ""))
    await page.locator("main form button").click()
    await expect(page.locator(".steps li")).to_have_count(1)
    assert receipt.replace(" ", "") not in page.url
    await page.fill("#text", "夜班时也锁着")
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.locator(".mine .bubble")).to_have_text("夜班时也锁着")


async def test_mistakes_are_told_beside_the_field_and_words_stay(
    page: Page, shared_server: Server
) -> None:
    await page.goto(f"{shared_server.base_url}/form")
    await page.fill("#text", HAZARD)
    await page.fill("#place", "红塔区")
    await page.set_input_files("#photo", [{**PHOTO, "buffer": b"MZ\x90\0"}])
    await page.locator("main form button[type=submit]").click()
    await expect(page.locator("#photo-error")).to_be_visible()
    await expect(page.locator("#text")).to_have_value(HAZARD)
    await expect(page.locator("#place")).to_have_value("红塔区")


async def test_leaving_and_clearing_need_no_script(page: Page, shared_server: Server) -> None:
    await page.goto(f"{shared_server.base_url}/form")
    await page.locator(".menu summary").click()
    await page.locator("[data-clear] button").click()
    await page.wait_for_url("**/exit")
    assert await page.context.cookies() == []
    await page.goto(f"{shared_server.base_url}/receipt")
    await page.locator(".leave").click()
    await page.wait_for_url("**/exit")
    assert "吹哨" not in await page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["form", "receipt", "privacy", "form?lang=en"])
async def test_pages_are_readable_labelled_and_fit(
    browser: Browser, shared_server: Server, path: str, scheme: str
) -> None:
    page = await new_page(browser, {**PHONE, "color_scheme": scheme})
    await page.goto(f"{shared_server.base_url}/{path}")
    await looks.good(page)
    await page.locator(".menu summary").click()
    await looks.good(page)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await looks.overflow(page) == []
