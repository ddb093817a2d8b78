"""WCAG 2.2 AA as far as a program sees it: axe over every public page and the console's main ones.

Each page is opened once and looked at light and dark; where the two languages are laid out alike,
faults of one are faults of the other, so each theme is looked at in another language.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from backend.domain.cases import Role
from tests.browser import looks
from tests.support.api import HAZARD
from tests.support.bulletins import DUE, answered, publish, typical_case
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.console_app import Office
from tests.support.desk_page import enter

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 768, 1440)
THEMES = (("light", "zh-CN"), ("dark", "en"))
PUBLIC = (
    "/", "/about", "/about/protection", "/about/rewards", "/about/questions",
    "/about/accessibility", "/about/start", "/bulletin", "/bulletin/2026-W46",
    "/bulletin/dictionary", "/bulletin/embed", "/privacy", "/rewards", "/receipt", "/form", "/p/X",
)  # fmt: skip
CONSOLE = (
    "cases", "cases/{number}", "rewards", "filing", "register", "typical-cases", "oversight",
    "looks", "identities", "staff", "bodies", "audit", "jobs", "account",
)  # fmt: skip
"""Pages of the console; what is shown once (a receipt, recovery codes) has tests of its own."""
FIRST_PAGE_KILOBYTES = 100


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


async def _faults(page: Page) -> list[str]:
    """What axe finds: rule, what it means, and where."""
    # Not as a script of the page, which its policy rightly refuses.
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(f"() => {{ {_axe()} }}")
    found: list[dict[str, Any]] = await page.evaluate(
        """async (tags) => {
          await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
          const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
          const { violations } = await axe.run(document, options);
          return violations.map(({ id, nodes }) => ({ id, at: nodes.map((one) => one.html) }));
        }""",
        RULES,
    )
    return [f"{one['id']}: {at[:160]}" for one in found for at in one["at"]]


@pytest.fixture
async def everything(office: Office) -> AsyncIterator[tuple[Office, str]]:
    """All pages of a process on a house with a bulletin, and its address."""
    from bot.app import build_web
    from bot.channels.web_chat import WebChat

    house, clock = office.house, office.house.clock
    for many, unit, industry in (
        (12, "530402007", "hazchem"),
        (9, "530403", "fire"),
        (3, "", "gas"),
    ):
        await answered(house, many, unit=unit, industry=industry)
    await typical_case(house)
    await publish(house, DUE)
    house.clock = clock
    chat = WebChat(house)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(chat.bot.session.close)
        server = await stack.enter_async_context(TestServer(build_web(house, chat, ())))
        yield Office(house, server, stack), str(server.make_url("")).rstrip("/")


async def test_public_pages(browser: Browser, everything: tuple[Office, str]) -> None:
    _, base = everything
    faults: dict[str, list[str]] = {}
    page = await new_page(browser, DESKTOP)
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: _note_foreign(one.url, base, said))
    for path in PUBLIC:
        for scheme, lang in THEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 800})
                if width == WIDTHS[0]:
                    await page.goto(f"{base}{path}?lang={lang}")
                    faults[f"{path} {scheme}"] = await _faults(page)
                faults[f"{path} {scheme} {width}"] = await looks.overflow(page)
    # The poster's page answers 404 to a code that isn't ours, which browsers report as an error.
    assert [one for one in said if "404" not in one] == []
    _none(faults)


def _none(faults: dict[str, list[str]]) -> None:
    found = [f"{where}: {fault}" for where, each in faults.items() for fault in each]
    assert not found, "\n".join(["", *found])


def _note_foreign(url: str, base: str, said: list[str]) -> None:
    if not url.startswith((base, "data:", "blob:")):
        said.append(url)


async def test_console_pages(browser: Browser, everything: tuple[Office, str]) -> None:
    office, base = everything
    roles = (Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.CUSTODIAN)
    await office.person("全能人员", "intake", *roles)
    number = (await office.file(HAZARD)).case_number
    page = await new_page(browser, DESKTOP)
    faults: dict[str, list[str]] = {}
    await page.goto(f"{base}/console/sign-in")
    faults["sign-in"] = await _faults(page)
    await enter(page, office, "全能人员")
    for path in CONSOLE:
        for scheme, lang in THEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            await page.context.add_cookies(
                [{"name": "chuishao_language", "value": lang, "url": base}]
            )
            opened = await page.goto(f"{base}/console/{path.format(number=number)}")
            assert opened is not None
            assert opened.status == 200, path
            faults[f"{path} {scheme}"] = await _faults(page)
    _none(faults)


async def test_the_first_page_is_light(browser: Browser, everything: tuple[Office, str]) -> None:
    _, base = everything
    for path in ("/", "/bulletin"):
        page = await new_page(browser, PHONE)
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        loaded: list[float] = []
        note = loaded.append
        session.on("Network.loadingFinished", lambda one, n=note: n(one["encodedDataLength"]))
        await page.goto(f"{base}{path}", wait_until="networkidle")
        assert sum(loaded) < FIRST_PAGE_KILOBYTES * 1024, path
        assert loaded


async def test_the_keyboard_goes_from_the_first_page_to_the_sources_of_a_reward(
    browser: Browser, everything: tuple[Office, str]
) -> None:
    _, base = everything
    page = await new_page(browser, DESKTOP)
    await page.goto(f"{base}/")
    await _tab_to(page, "怎么运作")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("怎么运作")
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("跳到正文")
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await _tab_to(page, "各地奖励")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("各地奖励")
    await _tab_to(page, "玉溪市")
    await page.keyboard.press("Enter")
    await expect(page.locator("#yuxi h2")).to_be_in_viewport()
    await _tab_to(page, "公示")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("公示")
    await _tab_to(page, "2026-W46")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("2026-W46 周公示")


async def _tab_to(page: Page, words: str) -> None:
    """Press Tab until the link with these words has the focus, which must be seen all the way."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        assert (await looks.focus(page))["visible"]
        if (await page.locator(":focus").inner_text()).strip() == words:
            return
    pytest.fail(f"no Tab leads to {words}", pytrace=False)
