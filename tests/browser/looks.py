"""What can be measured of how a page looks: contrast, names, sizes, overflow, focus."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 (AA)."""
LEAST_TARGET = 44
"""Pixels of a control's edges: what a thumb hits."""
MEASURES = Path(__file__).with_suffix(".js").read_text("utf-8")


async def _measure(page: Page, call: str) -> Any:
    # Motion would be measured half way.
    await page.evaluate(
        "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"
    )
    return await page.evaluate(f"() => ({MEASURES}).{call}")


async def faint(page: Page) -> list[str]:
    """The words whose contrast is too low to be read."""
    found: list[str] = await _measure(page, f"faint({LEAST_CONTRAST})")
    return found


async def nameless(page: Page) -> list[str]:
    """The controls that a screen reader could not name, and pictures without a text."""
    found: list[str] = await _measure(page, "nameless()")
    return found


async def small(page: Page) -> list[str]:
    """The controls that a thumb would miss; a file field is pressed by its label."""
    found: list[str] = await _measure(page, f"small({LEAST_TARGET})")
    return found


async def overflow(page: Page) -> list[str]:
    """What stands outside the page's width, reached only by scrolling sideways."""
    found: list[str] = await _measure(page, "overflow()")
    return found


async def good(page: Page) -> None:
    """Assert that a page can be read, named, pressed, and needs no sideways scrolling."""
    measures = {"faint": faint, "nameless": nameless, "small": small, "overflow": overflow}
    faults = {name: found for name, measure in measures.items() if (found := await measure(page))}
    assert not faults, faults


async def is_dark(page: Page) -> bool:
    """Whether the page's ground is dark."""
    dark: bool = await _measure(page, "dark()")
    return dark


async def focus(page: Page) -> dict[str, Any]:
    """Where the focus is, and whether it can be seen."""
    found: dict[str, Any] = await _measure(page, "focus()")
    return found
