"""What tests of the console in a browser share: signing in, what a page complains of."""

from playwright.async_api import Page

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
    await page.goto(office.url)
    await page.get_by_label("姓名").fill(name)
    await page.get_by_label("密码").fill(password)
    await page.get_by_role("button", name="登录").click()


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
