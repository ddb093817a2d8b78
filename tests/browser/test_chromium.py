"""The browser that the other browser tests stand on: real, Chinese, offline."""

from pathlib import Path

from aiohttp import web
from playwright.async_api import Page
from pytest_aiohttp.plugin import AiohttpServer

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<title>吹哨</title><h1 style="display:inline">安全隐患</h1>
<img src="https://elsewhere.invalid/x.png" onerror="document.body.dataset.outside='refused'">
<script>document.documentElement.dataset.language = navigator.language</script></html>"""


async def test_shows_chinese_and_reaches_nobody_else(
    page: Page, aiohttp_server: AiohttpServer, tmp_path: Path
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", answer)
    server = await aiohttp_server(app)
    await page.goto(str(server.make_url("/")))
    assert await page.title() == "吹哨"
    assert await page.locator("h1").inner_text() == "安全隐患"
    assert await page.locator("html").get_attribute("data-language") == "zh-CN"
    await page.wait_for_selector("body[data-outside=refused]", state="attached")
    picture = await page.screenshot(path=tmp_path / "page.png")
    assert picture.startswith(b"\x89PNG")
