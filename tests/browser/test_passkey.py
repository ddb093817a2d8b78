"""A passkey in a real browser, with an authenticator of DevTools: added, used, refused."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, expect

from backend.domain.cases import Role
from tests.support.api import BODY
from tests.support.chromium import PHONE, new_page
from tests.support.console_app import Office
from tests.support.desk_page import Watch, set_up_second_factor, too_wide

AUTHENTICATOR: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def _authenticator(page: Page) -> tuple[CDPSession, str]:
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable", {"enableUI": False})
    made = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return tools, made["authenticatorId"]


async def _sign_in(page: Page, address: str, password: str) -> None:
    await page.goto(f"{address}/console/sign-in")
    await page.get_by_label("姓名").fill("林承办")
    await page.get_by_label("密码").fill(password)
    async with page.expect_navigation():
        await page.get_by_role("button", name="登录").click()


async def test_a_passkey_is_added_and_opens_the_next_session(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    password = await office.person("林承办", BODY, Role.OFFICER)
    address = f"http://localhost:{office.server.port}"
    office.house.settings.public_url = address
    page = await new_page(browser, PHONE)
    watch = Watch(page, address)
    tools, key = await _authenticator(page)
    await _sign_in(page, address, password)
    await set_up_second_factor(page)

    await page.goto(f"{address}/console/account")
    await page.get_by_label("给它起个名字").fill("我的手机")
    await page.get_by_role("button", name="添加通行密钥").click()
    await expect(page.locator("#passkeys .row").first).to_contain_text("我的手机")
    assert await too_wide(page) == []
    await page.screenshot(path=tmp_path / "account.png", full_page=True)
    held = await tools.send("WebAuthn.getCredentials", {"authenticatorId": key})
    assert [one["rpId"] for one in held["credentials"]] == ["localhost"]
    await page.get_by_role("button", name="退出").first.click()

    await _sign_in(page, address, password)
    await page.screenshot(path=tmp_path / "second-factor.png", full_page=True)
    assert await too_wide(page) == []
    await page.get_by_role("button", name="用通行密钥确认").click()
    await page.wait_for_url("**/cases")
    await page.goto(f"{address}/console/account")
    await expect(page.locator("#passkeys .row").first).to_contain_text("用过")
    await page.get_by_role("button", name="退出").first.click()

    # A key that was put in anew knows nothing: said in words, and the code still opens.
    await tools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    await _sign_in(page, address, password)
    await page.get_by_role("button", name="用通行密钥确认").click()
    await expect(page.get_by_role("alert")).to_have_text("没有成功，请再试一次。")
    assert watch.faults == []
