"""What tests of the console in a browser share: signing in, what a page complains of."""

import pyotp
from playwright.async_api import Page

from backend.web.auth import COOKIE
from tests.support.console_app import Office


class Watch:
    """What a page complains of, and whom else it asks."""

    def __init__(self, page: Page, url: str) -> None:
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((url, "blob:", "data:"))
                else self.faults.append(request.url)
            ),
        )


async def sign_in(page: Page, office: Office, name: str, password: str) -> None:
    """Sign in as a person does, and set up the second factor where it is asked for."""
    await page.goto(office.url)
    await page.get_by_label("姓名").fill(name)
    await page.get_by_label("密码").fill(password)
    async with page.expect_navigation():
        await page.get_by_role("button", name="登录", exact=True).click()
    if await page.locator("#secret").count():
        await set_up_second_factor(page)


async def enter(page: Page, office: Office, name: str) -> None:
    """Be signed in without the forms, as after the second factor."""
    cookie = {"name": COOKIE, "value": await office.session(name), "url": office.url}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    await page.goto(office.url)


WIDE = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  return [...document.querySelectorAll("main *, header *")]
    .filter((one) => !one.closest("nav") && one.getBoundingClientRect().right > limit + 1)
    .map((one) => `${one.tagName}.${one.className}#${one.id}`);
}"""


async def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = await page.evaluate(WIDE)
    return found


async def set_up_second_factor(page: Page) -> None:
    """As an authenticator app does, from the secret that is shown beside the QR code."""
    secret = str(await page.locator("#secret").text_content()).replace(" ", "")
    assert await page.locator(".qr svg").bounding_box() is not None
    assert await too_wide(page) == []
    await page.get_by_label("六位验证码或备用码").fill(
        pyotp.TOTP(str(secret).replace(" ", "")).now()
    )
    await page.get_by_role("button", name="确定").click()
    assert await page.locator("main code").count() == 10
    await page.get_by_role("link", name="我已抄下").click()
