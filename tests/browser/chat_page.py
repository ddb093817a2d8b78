"""The chat page as a reporter uses it: what the browser tests of it share."""

import io
import re
from typing import Any

import aiohttp
from PIL import Image
from playwright.async_api import Page, expect

from tests.support.server import Server

HAZARD = "玉溪市红塔区大营街某化工厂的危险化学品仓库没有通风,危险化学品桶堆到门口。"
SLOW = 20_000
"""A deadline for a loaded machine, in milliseconds."""
expect.set_options(timeout=SLOW)


def photo(color: str) -> dict[str, Any]:
    """A small photo of one colour, as a file field takes it."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(picture, "JPEG")
    return {"name": f"{color}.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


async def open_chat(page: Page, server: Server, query: str = "") -> None:
    """Open the chat page and wait until it can be written in."""
    await page.goto(f"{server.base_url}/{query}")
    await expect(page.locator("#composer")).to_be_visible()


async def say(page: Page, words: str) -> None:
    """Write and send."""
    await page.fill("#words", words)
    await page.click("#send")


async def to_card(page: Page) -> None:
    """Answers what is asked with the first button until the card is there."""
    for _ in range(4):
        await expect(page.locator(".chips")).to_be_visible()
        if await page.locator(".chips .strong", has_text=re.compile("提交|Submit")).count():
            return
        known = await page.locator(".mine").count()
        await page.locator(".chips button").first.click()
        await expect(page.locator(".mine")).to_have_count(known + 1)
        await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")


async def stored(page: Page, server: Server) -> list[dict[str, Any]]:
    """All replies of the page's conversation, as the server has them."""
    token = await page.evaluate("JSON.parse(localStorage.getItem('chuishao.token'))")
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.base_url}/chat/api/messages?after=0", headers=headers) as answer,
    ):
        replies: list[dict[str, Any]] = (await answer.json())["replies"]
        return replies


async def from_elsewhere(page: Page, server: Server, words: str) -> None:
    """Says something in the page's conversation from another device."""
    token = await page.evaluate("JSON.parse(localStorage.getItem('chuishao.token'))")
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{server.base_url}/chat/api/messages", headers=headers, json={"text": words}
        ) as answer,
    ):
        assert answer.status == 200
