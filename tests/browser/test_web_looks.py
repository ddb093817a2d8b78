"""How the chat looks and is reached: languages, light and dark, large font, keyboard."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import looks
from tests.browser.chat_page import HAZARD, open_chat, photo, say, to_card
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.server import Server


async def test_in_english(phone_page: Page, shared_server: Server) -> None:
    page = phone_page
    await open_chat(page, shared_server, "?lang=en")
    assert await page.locator("html").get_attribute("lang") == "en"
    assert not re.search("[\u4e00-\u9fff]", (await page.inner_text("main")).replace("中文", ""))
    await say(page, HAZARD)
    await to_card(page)
    await expect(page.locator(".chips .strong")).to_contain_text("Submit")


async def test_the_conversation_follows_the_language_of_the_page(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    await page.click(".menu summary")
    await page.click(".menu [hreflang=en]")
    await expect(page.locator(".mine").last).to_contain_text("English")
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    await say(page, "夜里也有人在里面上班。")
    await expect(page.locator(".chips .strong")).to_contain_text("Submit")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_readable_labelled_and_large_enough(
    browser: Browser, shared_server: Server, scheme: str
) -> None:
    page = await new_page(browser, {**PHONE, "color_scheme": scheme})
    await open_chat(page, shared_server)
    await looks.good(page)
    await page.set_input_files("#gallery", [photo("navy")])
    await say(page, HAZARD)
    await to_card(page)
    await looks.good(page)
    await page.locator(".chips .strong").click()
    await expect(page.locator(".ticket")).to_be_visible()
    await looks.good(page)
    assert await looks.is_dark(page) is (scheme == "dark")


@pytest.mark.parametrize("width", [320, 390])
async def test_at_double_font_size_nothing_is_cut_off(
    browser: Browser, shared_server: Server, width: int
) -> None:
    page = await new_page(browser, {**PHONE, "viewport": {"width": width, "height": 700}})
    await open_chat(page, shared_server)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await looks.overflow(page) == []
    await say(page, HAZARD)
    await to_card(page)
    await page.locator(".chips .strong").click()
    await expect(page.locator(".ticket")).to_be_visible()
    assert await looks.overflow(page) == []


async def test_by_keyboard_alone(browser: Browser, shared_server: Server) -> None:
    page = await new_page(browser, DESKTOP)
    await open_chat(page, shared_server)
    seen = []
    for _ in range(24):
        await page.keyboard.press("Tab")
        focus = await looks.focus(page)
        assert focus["visible"], focus
        seen.append(focus["id"])
        if focus["id"] == "words":
            break
    assert seen[0] == "skip"
    assert "words" in seen
    await page.keyboard.type(HAZARD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".chips")).to_be_visible()
    assert await page.locator("[role=log][aria-live=polite] .reply").count() > 0
