"""The queue and a step taken back, in a real browser."""

from playwright.async_api import Browser, expect

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD
from tests.support.chromium import DESKTOP, new_page
from tests.support.console_app import Office
from tests.support.desk_page import Watch, enter, too_wide


async def test_a_step_can_be_taken_back_before_it_is_sent(browser: Browser, office: Office) -> None:
    office.house.settings.undo_seconds = 30
    await office.person("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, DESKTOP)
    watch = Watch(page, str(office.server.make_url("/")))
    await enter(page, office, "林承办")
    await page.get_by_role("link", name=number).click()
    await expect(page.locator("[data-keys-help]")).to_be_visible()
    await page.keyboard.press("1")
    await page.get_by_role("button", name="确认：受理").click()
    bar = page.get_by_role("alertdialog", name="撤销")
    # The second press of a quick hand takes nothing back.
    await page.keyboard.press("Enter")
    await expect(bar).to_contain_text("29 秒后发出")
    await page.keyboard.press("Enter")
    await expect(page.locator("#undone")).to_have_text("已撤销，没有发出。")
    await expect(bar).to_be_hidden()
    await expect(page.get_by_role("button", name="确认：受理")).to_be_focused()
    await page.reload()
    await expect(page.locator("[data-keys-help]")).to_be_visible()
    await expect(page.locator(".case-head .badge.status")).to_have_text("待受理")
    await page.keyboard.press("1")
    await page.get_by_role("button", name="确认：受理").click()
    await bar.get_by_role("button", name="马上发出").click()
    await expect(page.get_by_role("status")).to_have_text("已完成：受理")
    assert watch.faults == []


async def test_many_cases_by_keys_and_news_that_move_nothing(
    browser: Browser, office: Office
) -> None:
    await office.person("林承办", BODY, Role.OFFICER)
    for n in "一二三":
        await office.file(f"{HAZARD},第{n}间")
    page = await new_page(browser, DESKTOP)
    watch = Watch(page, str(office.server.make_url("/")))
    await enter(page, office, "林承办")
    await expect(page.locator("tr[data-number]")).to_have_count(3)
    await expect(page.locator("[data-keys-help]")).to_be_visible()
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    focused = await page.evaluate("document.activeElement.closest('tr').dataset.number")
    fresh = (await office.file(f"{HAZARD},又一间")).case_number
    news = page.locator("#news")
    await expect(news).to_be_visible(timeout=30_000)
    # Nothing moved meanwhile: not the rows, not what is ticked or in focus.
    await expect(page.locator("tr[data-number]")).to_have_count(3)
    await expect(page.locator("#queue [name=number]:checked")).to_have_count(2)
    assert await page.evaluate("document.activeElement.closest('tr').dataset.number") == focused
    await news.get_by_role("button").click()
    await expect(page.locator(f"tr[data-number='{fresh}']")).to_be_visible()
    # The rows that were there keep their words.
    await expect(page.locator("#queue tbody").get_by_text("大营街")).to_have_count(4)
    await expect(page.locator("#queue tbody .clock")).to_have_count(4)
    await expect(page.locator(".bulk")).to_contain_text("全部 4 件")
    await expect(page.locator("#queue [name=number]:checked")).to_have_count(2)
    await page.get_by_label("分派给").select_option("林承办")
    await page.get_by_role("button", name="分派", exact=True).click()
    await expect(page.get_by_role("status").first).to_contain_text("已分派 2 件")
    await page.locator("#words").fill("又一间")
    await page.get_by_role("button", name="开始找").click()
    await expect(page.locator("#scan li")).to_have_count(1)
    await expect(page.locator("#scan")).to_contain_text("已看 4/4 件，找到 1 件")
    await page.keyboard.press("Tab")
    await page.locator("h1").click()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="快捷键")).to_contain_text("下一件")
    assert await too_wide(page) == []
    assert watch.faults == []
