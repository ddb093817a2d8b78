"""An officer's phone at the gate: taken with or without a network, sent later, once."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Route, expect

from backend.domain.cases import Role
from tests.browser.gate import CACHED, GATE, KEPT, OVER, SMALL, WORKER, Gate, as_file, take
from tests.support.api import BODY, HAZARD
from tests.support.chromium import new_page
from tests.support.console_app import PASSWORD, Office
from tests.support.desk_page import Watch, too_wide
from tests.support.pictures import phone_photo, photo


@pytest.fixture
async def gate(office: Office) -> AsyncIterator[Gate]:
    """A case at whose gate an officer stands."""
    # The second factor has tests of its own; here people sign in again and again.
    office.house.settings = office.house.settings.model_copy(update={"demo": True})
    await office.person("林承办", BODY, Role.OFFICER)
    found = Gate(office, (await office.file(HAZARD)).case_number)
    await found.back()
    yield found
    await found.away()


async def test_at_the_gate_with_a_network(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation(GATE)
    watch = Watch(page, gate.url.partition("/console")[0])
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_have_text("位置已取得，误差约 8 米")
    assert await too_wide(page) == []
    await page.get_by_label("说明").fill("西门第三排")
    await take(page, phone_photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    await expect(page.locator(".queue .state")).to_have_text("已收下，第 1 号")
    [piece] = await gate.pieces()
    assert piece.meta.place is not None
    assert (piece.meta.place.latitude, piece.meta.place.accuracy) == (24.350833, 8)
    assert (piece.meta.note, piece.meta.stored.name) == ("西门第三排", "IMG_0.jpg")
    assert piece.taken is not None
    assert piece.meta.clock_off is not None
    # Received: nothing of it is left on the phone.
    assert (await page.evaluate(KEPT))["photos"] == []
    await page.reload()
    await expect(page.locator(".piece")).to_have_count(1)
    assert await too_wide(page) == []
    await page.get_by_role("link", name=f"← {gate.number}").click()
    await expect(page.locator("#evidence img")).to_have_count(1)
    assert await too_wide(page) == []
    await page.get_by_role("link", name="← 案件").click()
    await expect(page.locator("table.cases")).to_be_visible()
    assert await too_wide(page) == []
    assert watch.faults == []


async def test_a_dead_zone_loses_and_doubles_nothing(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_have_text("还没取位置")
    await page.evaluate(WORKER)
    await page.wait_for_function(f"async () => (await ({CACHED})()).length > 5")
    # What is kept for the dead zone names no case.
    kept = await page.evaluate(CACHED)
    assert not [one for one in kept if one != "/console/evidence-shell" and "/static/" not in one]

    await page.context.set_offline(True)
    await gate.away()
    await take(page, phone_photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "failed")
    await page.reload()
    await expect(page.locator("[data-number]")).to_have_text(gate.number)
    await expect(page.locator(".flash.warn").first).to_contain_text("没有网络")
    await expect(page.locator(".queue li")).to_have_count(1)
    await page.get_by_label("说明").fill("堆垛太高")
    await take(page, photo())
    await expect(page.locator(".queue li")).to_have_count(2)
    await expect(page.locator(".queue img").first).to_have_js_property("complete", value=True)
    await page.reload()
    await expect(page.locator(".queue li")).to_have_count(2)
    assert await too_wide(page) == []
    # On the phone's disk nothing can be read, and the key can't be taken out.
    on_disk = await page.evaluate(KEPT)
    assert len(on_disk["photos"]) == 2
    assert not [row for row in on_disk["photos"] if "堆垛" in row or gate.number in row]
    assert not [row for row in on_disk["photos"] if "PhoneMaker" in row or "JFIF" in row]
    assert "key:false" in on_disk["keys"][0]

    # Whoever finds the phone after the session sees no picture.
    await page.evaluate(OVER)
    await page.reload()
    await expect(page.locator(".queue .meta").first).to_have_text("登录后可见")
    assert await page.locator(".queue img[src]").count() == 0

    await gate.back()
    await page.context.set_offline(False)
    await expect(page.locator(".queue li[data-state=sent]")).to_have_count(2)
    found = await gate.pieces()
    assert [(one.seq, one.meta.note) for one in found] == [(1, ""), (2, "堆垛太高")]
    assert (await page.evaluate(KEPT))["photos"] == []
    await page.reload()
    await expect(page.locator(".piece")).to_have_count(2)


async def test_an_answer_lost_on_the_way_doubles_nothing(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    tries = []

    async def lose_first(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        tries.append(1)
        if len(tries) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/evidence", lose_first)
    await take(page, photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    assert len(tries) == 2
    assert [one.seq for one in await gate.pieces()] == [1]


async def test_a_session_that_ended_keeps_the_queue_and_signing_out_clears_it(
    browser: Browser, gate: Gate
) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    await page.evaluate(WORKER)
    await page.context.clear_cookies()
    await take(page, photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "failed")
    await page.get_by_role("link", name="去登录").click()
    await page.get_by_label("姓名").fill("林承办")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    assert len(await gate.pieces()) == 1

    await page.route("**/evidence/state", lambda route: route.abort())
    await take(page, phone_photo())
    await expect(page.locator(".queue li").first).to_have_attribute("data-state", "failed")
    asked: list[str] = []

    async def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        await (dialog.dismiss() if len(asked) == 1 else dialog.accept())  # type: ignore[attr-defined]

    page.on("dialog", stay)
    await page.get_by_role("button", name="退出").click()
    await expect(page.locator(".queue li")).to_have_count(2)
    assert len((await page.evaluate(KEPT))["photos"]) == 1
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_label("姓名")).to_be_visible()
    assert len(asked) == 2
    assert await page.evaluate(KEPT) == {"keys": [], "photos": []}
    assert await page.evaluate(CACHED) == []
    assert (
        await page.evaluate(
            "() => navigator.serviceWorker.getRegistrations().then((a) => a.length)"
        )
        == 0
    )


async def test_a_colleague_on_the_same_phone_neither_sees_nor_sends_them(
    browser: Browser, gate: Gate
) -> None:
    await gate.office.person("周同事", BODY, Role.OFFICER)
    page = await new_page(browser, SMALL)
    await gate.open(page)
    await page.route("**/evidence/state", lambda route: route.abort())
    await take(page, photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "failed")
    await page.unroute("**/evidence/state")
    await page.context.clear_cookies()
    await gate.open(page, "周同事")
    await expect(page.locator(".who")).to_contain_text("周同事")
    await take(page, phone_photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    await expect(page.locator(".queue li")).to_have_count(1)
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_label("姓名")).to_be_visible()
    # Only what was the colleague's own went with the colleague.
    assert len((await page.evaluate(KEPT))["photos"]) == 1
    await gate.open(page)
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    found = await gate.pieces()
    assert len({one.actor for one in found}) == 2
    assert [one.meta.written.latitude is None for one in found] == [False, True]


async def test_place_refused_and_a_photo_that_is_none(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    # Grants nothing, which refuses the rest.
    await page.context.grant_permissions([])
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_contain_text("没有允许取位置")
    await take(page, photo("PNG"), b"MZ\x90\0 no photo")
    await expect(page.locator(".queue li").last).to_have_attribute("data-state", "sent")
    refused = page.locator(".queue li[data-state=refused]")
    await expect(refused).to_contain_text("现场证据只收照片")
    await page.reload()
    # It is still there: nothing goes without its officer.
    await expect(refused).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())
    await refused.get_by_role("button", name="删除").click()
    await expect(refused).to_have_count(0)
    [piece] = await gate.pieces()
    assert piece.meta.place is None


async def test_without_a_script_the_form_serves(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, {**SMALL, "java_script_enabled": False})
    await page.goto(gate.url)
    await page.get_by_label("姓名").fill("林承办")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.locator(".gallery input").set_input_files([as_file(photo()), as_file(photo("PNG"))])
    await page.get_by_role("button", name="保存照片").click()
    await expect(page.get_by_role("status").first).to_have_text("已收下 2 张照片。")
    assert [one.taken for one in await gate.pieces()] == [None, None]
