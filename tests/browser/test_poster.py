"""A poster scanned with a phone: its page, and a tap later the chat that knows the firm."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.support.server import Server
from tests.support.workplaces import FIRM, firm, write_csv


async def _poster(server: Server, folder: Path) -> str:
    table = write_csv(folder / "t.csv", [firm(1), FIRM])
    await server.cli("register", "import", str(table))
    server.env["CHUISHAO_PUBLIC_URL"] = server.base_url
    listed = await server.cli("poster", "--enterprise", FIRM["name"], "--out", str(folder))
    return listed.strip().rpartition("-")[2].removesuffix(".pdf")


async def test_from_the_scan_to_the_card(
    phone_page: Page, shared_server: Server, tmp_path: Path
) -> None:
    page = phone_page
    code = await _poster(shared_server, tmp_path)
    await page.goto(f"{shared_server.base_url}/p/{code}")
    await expect(page.locator("h1")).to_have_text(FIRM["name"])
    await page.locator("main .strong").click()
    await expect(page.locator(".reply").first).to_contain_text(FIRM["name"])
    assert code not in page.url
    await page.fill("#words", "这里的门一直锁着,人出不去")
    await page.click("#send")
    await expect(page.locator(".reply").last).to_contain_text("红塔区应急管理局")
    # A second scan goes on in the same conversation.
    await page.goto(f"{shared_server.base_url}/?entry=p_{code}")
    await expect(page.locator(".reply").last).to_contain_text("您扫的是")
    assert code not in page.url
