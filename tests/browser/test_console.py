"""Officers in a real browser: from the one-time password to the approved reward."""

import re
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Browser, expect

from backend.domain.cases import Role
from backend.services.staff import add_staff
from tests.support.api import BODY, HAZARD, picture
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.console_app import PASSWORD, Office
from tests.support.desk_page import Watch, enter, set_up_second_factor, sign_in, too_wide

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@SIZES
async def test_a_case_from_the_queue_to_the_reward(
    browser: Browser, office: Office, size: dict[str, object], tmp_path: Path
) -> None:
    once = await add_staff(office.house, "林承办", BODY, (Role.INTAKE, Role.OFFICER), "test")
    reviewer_password = await office.person("周复核", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD, picture())).case_number
    page = await new_page(browser, size)
    watch = Watch(page, str(office.server.make_url("/")))

    await sign_in(page, office, "林承办", once)
    await expect(page.get_by_role("heading")).to_have_text("设置新密码")
    await page.get_by_label("现在的密码").fill(once)
    await page.get_by_label("新密码").fill(PASSWORD)
    await page.get_by_label("再输一次").fill(PASSWORD)
    await page.get_by_role("button", name="保存").click()
    await set_up_second_factor(page)

    await page.get_by_role("link", name=number).click()
    await expect(page.locator("mark").first).to_be_visible()
    assert await too_wide(page) == []
    await page.locator("#step-accept summary").click()
    await page.screenshot(path=tmp_path / "accept.png", full_page=True)
    await page.get_by_role("button", name="确认：受理").click()
    await expect(page.get_by_role("status")).to_have_text("已完成：受理")

    await page.locator("#step-verify summary").click()
    await page.get_by_label("核查人员").fill("林承办 周同志")
    await page.get_by_role("button", name="确认：开始核查").click()

    await page.locator("#step-close > summary").click()
    await page.locator("#close-outcome").get_by_label("属实", exact=True).check()
    await page.locator("#close-reason").fill("现场查实。")
    await page.locator("#close-penalty_yuan").fill("100000")
    await expect(page.locator("#step-close .told p")).to_contain_text("15,000 元")
    await page.get_by_role("button", name="确认：办结").click()
    await expect(page.locator("#reward")).to_contain_text("15,000 元")
    await expect(page.locator("#reward .step")).to_have_count(0)
    await page.get_by_role("button", name="退出").click()

    await sign_in(page, office, "周复核", reviewer_password)
    await page.get_by_role("link", name=number).click()
    await page.locator("#step-approve_reward summary").click()
    await page.get_by_role("button", name=re.compile("确认")).click()
    await expect(page.locator("#reward")).to_contain_text("可领取")
    assert await too_wide(page) == []
    await page.screenshot(path=tmp_path / "approved.png", full_page=True)
    assert watch.faults == []


async def test_a_body_is_found_by_typing_and_an_error_stands_at_its_field(
    browser: Browser, office: Office
) -> None:
    await office.person("受理台甲", "intake", Role.INTAKE, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, DESKTOP)
    await enter(page, office, "受理台甲")
    await page.goto(f"{office.url}/cases/{number}")
    await page.locator("#step-transfer summary").click()
    await page.get_by_label("输入单位名").fill("江川 住建")
    await page.get_by_label("输入单位名").fill("江川区住房")
    await page.locator("#transfer-to").select_option("530403.housing_construction")
    told = page.locator("#step-transfer .told p")
    await expect(told).to_contain_text("江川区住房和城乡建设局")
    await page.get_by_role("button", name="确认：移送").click()
    await expect(page.locator(".case-side")).to_contain_text("江川区住房和城乡建设局")
    await page.locator("#step-decline summary").click()
    await page.locator("#step-decline form").evaluate("form => form.noValidate = true")
    await page.get_by_role("button", name="确认：不予受理").click()
    await expect(page.locator("#step-decline .problem")).to_contain_text("缺少 原因")


async def test_the_keyboard_alone_is_enough(browser: Browser, office: Office) -> None:
    password = await office.person("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, DESKTOP)
    await page.goto(office.url)
    await page.keyboard.type("林承办")
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/second-factor**")
    secret = str(await page.locator("#secret").text_content()).replace(" ", "")
    await expect(page.locator(":focus")).to_have_attribute("id", "code")
    await page.keyboard.type(pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="我已抄下").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/cases")
    await page.goto(f"{office.url}/cases/{number}")
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("跳到正文")
    await page.locator("#step-accept summary").focus()
    await page.keyboard.press("Enter")
    await page.locator("#step-accept button").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("已完成：受理")


@SIZES
async def test_pages_stay_whole_when_letters_are_twice_as_large(
    browser: Browser, office: Office, size: dict[str, object]
) -> None:
    roles = (Role.INTAKE, Role.OFFICER, Role.ADMINISTRATOR, Role.CUSTODIAN)
    await office.person("全能人员", "intake", *roles)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, size)
    await enter(page, office, "全能人员")
    for path in ("cases", f"cases/{number}", f"cases/{number}/sheet", "rewards", "filing",
                 "looks", "identities", "staff", "bodies", "audit", "jobs", "account"):  # fmt: skip
        await page.goto(f"{office.url}/{path}")
        assert await too_wide(page) == [], path
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await too_wide(page) == [], f"{path} at 200 %"


async def test_a_call_is_filed_and_its_receipt_shown(browser: Browser, office: Office) -> None:
    await office.person("林接待", BODY, Role.INTAKE)
    page = await new_page(browser, PHONE)
    watch = Watch(page, str(office.server.make_url("/")))
    await enter(page, office, "林接待")
    await page.goto(f"{office.url}/filing")
    await page.get_by_label("举报内容").fill("鼓楼区化工厂仓库堆满危险化学品桶")
    place = page.get_by_label("是哪里")
    await expect(place).to_be_visible()
    options = await place.locator("option").all_inner_texts()
    assert len(options) > 2
    await page.get_by_label("举报内容").fill(HAZARD)
    await expect(page.locator("[data-said=body]")).to_have_text("红塔区应急管理局")
    await page.get_by_role("button", name="提交登记").click()
    receipt = await page.locator(".receipt").inner_text()
    assert len(re.sub(r"\D", "", receipt)) == 20
    assert await too_wide(page) == []
    assert watch.faults == []


async def test_without_scripts_the_work_goes_on(browser: Browser, office: Office) -> None:
    await office.person("林承办", BODY, Role.INTAKE, Role.OFFICER)
    await office.person("受理台甲", "intake", Role.INTAKE)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, {**PHONE, "java_script_enabled": False})
    await enter(page, office, "林承办")
    await page.get_by_role("link", name=number).click()
    await page.locator("#step-accept summary").click()
    await page.get_by_role("button", name="确认：受理").click()
    await expect(page.get_by_role("status")).to_have_text("已完成：受理")
    await page.locator("#step-transfer summary").click()
    await page.get_by_role("button", name="确认：移送").click()
    await expect(page.locator("#step-transfer .problem")).to_contain_text("缺少 移送给")
    await page.get_by_role("link", name="先核对要移送的内容").first.click()
    await page.get_by_role("button", name="确认，可以移送").click()
    await page.locator("#step-transfer summary").click()
    await page.locator("#transfer-to-id").fill("530403.housing_construction")
    await page.get_by_role("button", name="确认：移送").click()
    await expect(page.get_by_role("status")).to_have_text("已完成：移送")


@SIZES
async def test_similar_cases_are_linked_by_a_press(
    browser: Browser, office: Office, size: dict[str, object], tmp_path: Path
) -> None:
    await office.person("林承办", BODY, Role.INTAKE, Role.OFFICER)
    first = (await office.file(HAZARD)).case_number
    later = (await office.file(HAZARD + ",太危险了")).case_number
    page = await new_page(browser, size)
    watch = Watch(page, str(office.server.make_url("/")))
    await enter(page, office, "林承办")
    await page.get_by_role("link", name=later).click()
    box = page.get_by_role("region", name="类似举报")
    await expect(box).to_contain_text(first)
    assert await too_wide(page) == []
    await page.screenshot(path=tmp_path / "similar.png", full_page=True)
    await box.get_by_role("button", name="是同一事项").click()
    await expect(box).to_contain_text("同一事项")
    await expect(box.get_by_role("button", name="撤销")).to_be_visible()
    assert watch.faults == []
