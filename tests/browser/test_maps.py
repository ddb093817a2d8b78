"""The map in a real browser: points, clusters, heat, the keyboard, and whom a page asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from backend.domain.cases import Role
from config.maps import MapSettings
from tests.browser import looks
from tests.support.api import BODY, HAZARD, picture
from tests.support.chromium import DESKTOP, new_page
from tests.support.console_app import PASSWORD, Office
from tests.support.desk_page import Watch, sign_in, too_wide

URGENT = "玉溪市红塔区大营街街道化工厂危险化学品泄漏,马上要爆炸了,快来人"
NEAR = [(24.3512, 102.5412), (24.3514, 102.5413), (24.3535, 102.5412)]
FAR = (24.3912, 102.6212)


async def _cases(office: Office) -> list[str]:
    """Three near each other, an urgent one far off, one without a place."""
    await office.person("林承办", BODY, Role.OFFICER)
    found = [(await office.file(HAZARD, at=place)).case_number for place in NEAR]
    found.append((await office.file(URGENT, at=FAR)).case_number)
    return [*found, (await office.file(HAZARD)).case_number]


async def _open_map(page: Page, office: Office) -> None:
    await sign_in(page, office, "林承办", PASSWORD)
    await page.get_by_role("link", name="地图", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("地图上 4 件，没有位置 1 件")


async def test_points_stand_on_a_plain_grid_and_nobody_is_asked(
    browser: Browser, office: Office
) -> None:
    *near, far, without = await _cases(office)
    page = await new_page(browser, {**DESKTOP, "reduced_motion": "reduce"})
    watch = Watch(page, str(office.server.make_url("/")))
    await _open_map(page, office)
    for width in (360, 768, 1440):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await too_wide(page) == [], width
    assert await looks.nameless(page) == []
    assert await looks.faint(page) == []
    many, dots = page.locator(".map-many"), page.locator(".map-dot")
    await expect(many).to_have_text("3 件案件，按回车展开")
    await expect(dots).to_have_count(1)
    await expect(page.locator(".map canvas").first).to_be_visible()
    await expect(page.locator(f"[data-number='{without}']")).to_contain_text("没有位置")

    # By the keyboard: into the cluster, to a point, back from it, and on to its case.
    await many.focus()
    await page.keyboard.press("Enter")
    await expect(many).to_have_text("2 件案件，按回车展开")
    await page.get_by_role("button", name="显示全部").click()
    await dots.first.focus()
    assert far in str(await page.locator(":focus").get_attribute("aria-label"))
    await page.keyboard.press("Enter")
    await expect(page.locator(".leaflet-popup")).to_contain_text("危险化学品")
    await expect(page.locator(".leaflet-popup")).to_contain_text("紧急")
    await expect(page.locator(":focus")).to_have_text("打开案件")
    await page.keyboard.press("Escape")
    await expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert far in str(await page.locator(":focus").get_attribute("aria-label"))

    # Heat in place of points, and back by a row of the table.
    await page.get_by_role("button", name="热力").click()
    await expect(page.locator(".leaflet-heatmap-layer")).to_be_visible()
    await expect(dots).to_have_count(0)
    await page.locator(f"[data-number='{near[0]}']").get_by_role("button").click()
    await expect(page.locator(".leaflet-popup")).to_contain_text(near[0])
    await expect(page.locator(".leaflet-heatmap-layer")).to_have_count(0)
    await page.locator(".leaflet-popup").get_by_role("link").click()
    await page.wait_for_url(f"**/cases/{near[0]}")
    # The page of the case has its own place on a small map.
    await expect(page.locator("[data-map-box] .map-dot")).to_be_visible()
    assert await too_wide(page) == []

    await page.goto(f"{office.url}/map?urgency=immediate&tab=all")
    await expect(page.get_by_role("status")).to_have_text("地图上 1 件，没有位置 0 件")
    await expect(page.locator(".map-dot.immediate")).to_be_visible()
    assert watch.faults == []


@asynccontextmanager
async def _tiles() -> AsyncIterator[tuple[TestServer, list[str]]]:
    """A server of tiles, and what it was asked for and told of who asks."""
    asked: list[str] = []

    async def tile(request: web.Request) -> web.Response:
        asked.append(f"{request.path} {request.headers.get('Referer', '')}".strip())
        return web.Response(body=picture(), content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{z}/{x}/{y}.jpg", tile)
    async with TestServer(app) as server:
        yield server, asked


async def test_tiles_come_from_the_named_host_and_from_no_other(
    browser: Browser, office: Office
) -> None:
    number, *_ = await _cases(office)
    own = str(office.server.make_url("/"))
    async with _tiles() as (server, asked):
        host = str(server.make_url("/"))
        tiles = MapSettings(tiles=f"{host}{{z}}/{{x}}/{{y}}.jpg", crs="gcj02", approval="GS(0)0号")
        office.house.settings.map = tiles
        page = await new_page(browser, DESKTOP)
        watch = Watch(page, own)
        await sign_in(page, office, "林承办", PASSWORD)
        await page.goto(f"{office.url}/cases/{number}")
        # What is looked at is told to nobody before the press.
        assert asked == []
        await page.get_by_text("现场位置").click()
        await expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
        await page.goto(f"{office.url}/map")
        await expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
        await expect(page.locator(".map-credit")).to_contain_text("审图号：GS(0)0号")
        # No picture of another host, whatever a page might be made to show.
        async with page.expect_console_message(lambda said: "img-src" in said.text):
            await page.evaluate("() => { new Image().src = 'http://127.0.0.1:9/elsewhere.png'; }")
    assert asked
    assert not any(" " in one for one in asked), "no page of ours is named to the host"
    others = [one for one in watch.faults if not one.startswith(host) and "elsewhere" not in one]
    assert others == []
