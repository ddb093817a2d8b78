"""An officer blacks out a photo by hand, in a real browser, before the case goes on."""

import io
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, expect

from backend.domain.cases import Role
from backend.services import bodies, views
from backend.services.cases import Actor
from tests.browser.test_console import SIZES
from tests.support.api import BODY, HAZARD
from tests.support.chromium import new_page
from tests.support.console_app import Office
from tests.support.desk_page import Watch, enter, too_wide
from tests.unit.backend.services.test_travelling import bright


@SIZES
async def test_a_box_is_drawn_taken_back_and_burnt_in(
    browser: Browser, office: Office, size: dict[str, object], tmp_path: Path
) -> None:
    await office.person("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD, bright())).case_number
    page = await new_page(browser, size)
    watch = Watch(page, str(office.server.make_url("/")))
    await enter(page, office, "林承办")
    await page.goto(f"{office.url}/cases/{number}")
    await page.locator("#copy").get_by_role("link").click()
    canvas = page.locator(".boxes canvas")
    await expect(canvas).to_be_visible()
    assert await too_wide(page) == []
    await canvas.scroll_into_view_if_needed()
    area = await canvas.bounding_box()
    assert area is not None
    for right in (0.3, 0.5):
        await page.mouse.move(area["x"] + 1, area["y"] + 1)
        await page.mouse.down()
        await page.mouse.move(area["x"] + area["width"] * right, area["y"] + area["height"] - 1)
        await page.mouse.up()
    await page.get_by_role("button", name="撤销一个框").click()
    await page.get_by_label("举报内容").fill("仓库里堆满了桶")
    await page.screenshot(path=tmp_path / "copy.png", full_page=True)
    await page.get_by_role("button", name="确认，可以移送").click()
    await expect(page.locator("#copy")).to_contain_text("已由人工核对")
    assert watch.faults == []
    async with office.house.view() as view:
        found = await views.case_view(view, number, Actor("x", BODY, frozenset()))
        key = await bodies.data_key(view, found.report_id, BODY)
    clean = await office.house.media.read(found.files[0].id, "clean", key)
    image = Image.open(io.BytesIO(clean)).convert("L")
    shades = [image.getpixel((image.width * at // 100, image.height // 2)) for at in (15, 40, 80)]
    assert [shade > 128 for shade in shades] == [False, True, True]  # type: ignore[operator]


async def test_a_sealed_file_opens_itself_offline(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(f"{HAZARD},找我13800138000", bright())).case_number
    assert "先核对要移送的内容" in await officer.get(f"/cases/{number}/sealed", 409)
    await officer.confirm_copy(number)
    page = await officer.get(f"/cases/{number}/sealed")
    passphrase = re.findall(r"<b>((?:\d{4} ){5}\d{4})</b>", page)[0]
    answer = await officer.client.post(
        f"/console/cases/{number}/sealed", data={"csrf": officer.csrf, "passphrase": passphrase}
    )
    assert answer.status == 200
    made = await answer.read()
    for secret in (HAZARD[:12].encode(), b"13800138000", passphrase.replace(" ", "").encode()):
        assert secret not in made
    (tmp_path / "case.html").write_bytes(made)
    opened = await new_page(browser, {"viewport": {"width": 390, "height": 844}})
    await opened.context.set_offline(True)
    await opened.goto((tmp_path / "case.html").as_uri())
    await opened.get_by_label("口令").fill("0" * 24)
    await opened.get_by_role("button", name="打开").click()
    await expect(opened.get_by_role("alert")).to_contain_text("口令不对")
    await opened.get_by_label("口令").fill(passphrase)
    await opened.get_by_role("button", name="打开").click()
    await expect(opened.locator("#content")).to_contain_text(number)
    await expect(opened.locator("#content img")).to_be_visible()
    shown = await opened.locator("body").inner_text()
    assert HAZARD[:12] in shown
    assert "13800138000" not in shown
    await opened.screenshot(path=tmp_path / "sealed.png", full_page=True)
