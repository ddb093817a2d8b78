"""The chat on a bad network: nothing is lost, nothing is sent twice."""

import io

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from tests.browser.chat_page import (
    HAZARD,
    from_elsewhere,
    open_chat,
    photo,
    say,
    stored,
    to_card,
)
from tests.support.server import Server


async def test_what_is_written_offline_goes_out_once_and_in_order(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    before = len(await stored(page, shared_server))
    await page.context.set_offline(True)
    await expect(page.locator("#offline")).to_be_visible()
    await say(page, "夜里也有人在里面上班。")
    await page.set_input_files("#gallery", [photo("navy")])
    await page.click("#send")
    await expect(page.locator(".mine").nth(-2)).to_have_attribute("data-state", "failed")
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "waiting")
    await page.context.set_offline(False)
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator(".mine").nth(-2)).to_have_attribute("data-state", "sent")
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    replies = await stored(page, shared_server)
    assert len(replies) == before + 2
    await expect(page.locator(".reply")).to_have_count(len(replies))


async def test_an_answer_lost_on_the_way_is_asked_for_again(
    phone_page: Page, shared_server: Server
) -> None:
    page, keys = phone_page, []
    await open_chat(page, shared_server)

    async def lose_first(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/chat/api/messages", lose_first)
    await page.route("**/chat/api/events", lambda route: route.abort())
    await say(page, HAZARD)
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    await expect(page.locator(".reply")).to_have_count(len(await stored(page, shared_server)))


async def test_unsent_words_and_photos_survive_a_reload(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await page.route("**/chat/api/**", lambda route: route.abort())
    await page.set_input_files("#gallery", [photo("navy")])
    await say(page, HAZARD)
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "failed")
    await page.unroute("**/chat/api/**")
    await page.reload()
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    await expect(page.locator(".mine img")).to_have_count(1)
    await to_card(page)


async def test_how_much_of_a_photo_has_gone_is_shown(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    network = await page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}
    await network.send("Network.emulateNetworkConditions", slow)
    noise = Image.effect_noise((640, 480), 90)
    picture = io.BytesIO()
    noise.save(picture, "PNG")
    big = {"name": "noise.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    await page.set_input_files("#gallery", [big])
    await say(page, HAZARD)
    await expect(page.locator(".mine .state")).to_contain_text("%")
    await expect(page.locator(".mine")).to_have_attribute("data-state", "sent")


@pytest.mark.parametrize("streams", [True, False])
async def test_answers_arrive_by_themselves(
    phone_page: Page, shared_server: Server, *, streams: bool
) -> None:
    page = phone_page
    if not streams:
        await page.route("**/chat/api/events", lambda route: route.abort())
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    known = await page.locator(".reply").count()
    await from_elsewhere(page, shared_server, "夜里也有人在里面上班。")
    await expect(page.locator(".reply")).to_have_count(known + 1)
    await expect(page.locator(".chips")).to_have_count(1)


async def test_a_refusal_is_told_and_the_words_come_back(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    refusal = {"error": "text_too_long", "text": "太长了,请删短后再发。"}
    await page.route("**/chat/api/messages", lambda r: r.fulfill(status=422, json=refusal))
    await page.set_input_files("#gallery", [photo("navy")])
    await say(page, HAZARD)
    await expect(page.locator(".mine .state")).to_contain_text("太长了")
    await page.click(".mine .link")
    await expect(page.locator(".mine")).to_have_count(0)
    await expect(page.locator("#words")).to_have_value(HAZARD)
    await expect(page.locator("#tray img")).to_have_count(1)
    await page.unroute("**/chat/api/messages")
    await page.click("#send")
    await expect(page.locator(".mine")).to_have_attribute("data-state", "sent")
