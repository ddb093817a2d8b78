"""The chat in a real browser: from the first sentence to the receipt, whatever the network does."""

import io
import re
from typing import Any

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from backend.domain.receipts import parse_receipt
from tests.browser import looks
from tests.support.chromium import DESKTOP, PHONE, new_page
from tests.support.server import Server

HAZARD = "玉溪市红塔区大营街某化工厂的危险化学品仓库没有通风,危险化学品桶堆到门口。"
SLOW = 20_000
KEPT_PHOTOS = """() => new Promise((tell) => {
    const opened = indexedDB.open("chuishao");
    opened.onsuccess = () => {
        const counted = opened.result.transaction("tray").objectStore("tray").count();
        counted.onsuccess = () => { opened.result.close(); tell(counted.result > 0); };
    };
})"""
expect.set_options(timeout=SLOW)


def photo(color: str) -> dict[str, Any]:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(picture, "JPEG")
    return {"name": f"{color}.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


async def open_chat(page: Page, server: Server, query: str = "") -> None:
    await page.goto(f"{server.base_url}/{query}")
    await expect(page.locator("#composer")).to_be_visible()


async def say(page: Page, words: str) -> None:
    await page.fill("#words", words)
    await page.click("#send")


async def to_card(page: Page) -> None:
    """Answers what is asked with the first button until the card is there."""
    for _ in range(4):
        await expect(page.locator(".chips")).to_be_visible()
        if await page.locator(".chips .strong", has_text=re.compile("提交|Submit")).count():
            return
        known = await page.locator(".mine").count()
        await page.locator(".chips button").first.click()
        await expect(page.locator(".mine")).to_have_count(known + 1)
        await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")


async def stored(page: Page, server: Server) -> list[dict[str, Any]]:
    """All replies of the page's conversation, as the server has them."""
    token = await page.evaluate("JSON.parse(localStorage.getItem('chuishao.token'))")
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.base_url}/chat/api/messages?after=0", headers=headers) as answer,
    ):
        replies: list[dict[str, Any]] = (await answer.json())["replies"]
        return replies


async def from_elsewhere(page: Page, server: Server, words: str) -> None:
    """Says something in the page's conversation from another device."""
    token = await page.evaluate("JSON.parse(localStorage.getItem('chuishao.token'))")
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{server.base_url}/chat/api/messages", headers=headers, json={"text": words}
        ) as answer,
    ):
        assert answer.status == 200


async def test_from_two_photos_to_the_receipt(page: Page, shared_server: Server) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    await open_chat(page, shared_server)
    await page.set_input_files("#camera", [photo("navy")])
    await page.set_input_files("#gallery", [photo("teal"), photo("olive")])
    await expect(page.locator("#tray img")).to_have_count(3)
    await page.locator("#tray .remove").nth(2).click()
    await expect(page.locator("#tray img")).to_have_count(2)
    await say(page, HAZARD)
    await to_card(page)
    await expect(page.locator(".mine img")).to_have_count(2)
    await expect(page.locator(".reply .fact").first).to_be_visible()
    await page.locator(".chips .strong").click()
    digits = page.locator(".ticket .digits")
    await expect(digits).to_be_visible()
    receipt = (await digits.text_content() or "").strip()
    assert re.fullmatch(r"\d{4}( \d{4}){4}", receipt)
    assert parse_receipt(receipt) is not None
    await page.locator(".chips .strong").click()
    await expect(digits).to_have_text("····")
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    await page.reload()
    await expect(page.locator(".reply").first).to_be_visible()
    assert receipt not in await page.content()
    assert [url for url in asked if not url.startswith((shared_server.base_url, "blob:"))] == []
    assert faults == []


async def test_a_reload_goes_on_where_it_was(phone_page: Page, shared_server: Server) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    shown = await page.locator(".reply").all_inner_texts()
    await page.fill("#words", "还没写完")
    await page.set_input_files("#gallery", [photo("teal")])
    await page.wait_for_function(KEPT_PHOTOS)
    await page.reload()
    await expect(page.locator(".chips .strong")).to_be_visible()
    assert await page.locator(".reply").all_inner_texts() == shown
    await expect(page.locator(".mine").first).to_contain_text(HAZARD)
    await expect(page.locator("#words")).to_have_value("还没写完")
    await expect(page.locator("#tray img")).to_have_count(1)
    await page.locator(".chips .strong").click()
    await expect(page.locator(".ticket")).to_be_visible()


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


async def test_leaving_empties_the_page_and_asks_before_it_goes_on(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    await page.click(".leave")
    await page.wait_for_url("**/exit")
    assert "吹哨" not in await page.content()
    await page.goto(f"{shared_server.base_url}/")
    await expect(page.locator("#left")).to_be_visible()
    assert HAZARD not in await page.content()
    assert await page.locator(".reply").count() == 0
    await page.click("#go-on")
    await expect(page.locator(".chips .strong").last).to_be_visible()


async def test_clearing_leaves_nothing_on_the_device(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await say(page, HAZARD)
    await to_card(page)
    await page.fill("#words", "草稿")
    await page.set_input_files("#gallery", [photo("teal")])
    page.on("dialog", lambda dialog: dialog.accept())
    await page.click(".menu summary")
    await page.click("[data-clear] button")
    await page.wait_for_url("**/exit")
    left = await page.evaluate("""async () => {
        const found = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
        for (const { name } of await indexedDB.databases()) {
            const db = await new Promise((done) => {
                const request = indexedDB.open(name);
                request.onsuccess = () => done(request.result);
            });
            for (const store of db.objectStoreNames) {
                const keys = await new Promise((done) => {
                    const request = db.transaction(store).objectStore(store).getAllKeys();
                    request.onsuccess = () => done(request.result);
                });
                found.push(...keys);
            }
        }
        return found;
    }""")
    assert left == []


async def test_the_place_is_explained_asked_and_may_be_refused(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    await page.click("#place")
    await expect(page.locator("[data-said]")).not_to_be_empty()
    await page.click("[data-no]")
    await expect(page.locator("#place-panel")).to_be_hidden()
    await page.context.set_geolocation({"latitude": 24.35123456, "longitude": 102.5398765})
    await page.context.grant_permissions(["geolocation"], origin=shared_server.base_url)
    sent: list[str | None] = []
    page.on("request", lambda request: sent.append(request.post_data))
    await page.click("#place")
    await page.click("[data-agree]")
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    assert '{"location":{"latitude":24.35123,"longitude":102.53988}}' in sent


async def test_a_photo_that_is_too_large_is_refused_in_words(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    await open_chat(page, shared_server)
    # Made inside the page: only its size counts.
    await page.locator("#gallery").evaluate("""(field) => {
        const chosen = new DataTransfer();
        const small = new File([new Uint8Array(9)], "small.jpg", { type: "image/jpeg" });
        const content = new Uint8Array(20 * 1024 * 1024 + 1);
        chosen.items.add(new File([content], "big.jpg", { type: "image/jpeg" }));
        chosen.items.add(small);
        field.files = chosen.files;
        field.dispatchEvent(new Event("change"));
    }""")
    await expect(page.locator("#notice")).to_contain_text("big.jpg")
    # What can't be shown as a picture stands as its name.
    await expect(page.locator("#tray .noview")).to_have_text("small.jpg")
    await expect(page.locator("#tray li")).to_have_count(1)


async def test_in_english(phone_page: Page, shared_server: Server) -> None:
    page = phone_page
    await open_chat(page, shared_server, "?lang=en")
    assert await page.locator("html").get_attribute("lang") == "en"
    assert not re.search("[\u4e00-\u9fff]", (await page.inner_text("main")).replace("中文", ""))
    await say(page, HAZARD)
    await to_card(page)
    await expect(page.locator(".chips .strong")).to_contain_text("Submit")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_readable_labelled_and_large_enough(
    browser: Browser, shared_server: Server, scheme: str
) -> None:
    page = await new_page(browser, {**PHONE, "color_scheme": scheme})
    await open_chat(page, shared_server)
    await looks.good(page)
    await page.set_input_files("#gallery", [photo("navy")])
    await say(page, HAZARD)
    await to_card(page)
    await looks.good(page)
    await page.locator(".chips .strong").click()
    await expect(page.locator(".ticket")).to_be_visible()
    await looks.good(page)
    assert await looks.is_dark(page) is (scheme == "dark")


@pytest.mark.parametrize("width", [320, 390])
async def test_at_double_font_size_nothing_is_cut_off(
    browser: Browser, shared_server: Server, width: int
) -> None:
    page = await new_page(browser, {**PHONE, "viewport": {"width": width, "height": 700}})
    await open_chat(page, shared_server)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await looks.overflow(page) == []
    await say(page, HAZARD)
    await to_card(page)
    await page.locator(".chips .strong").click()
    await expect(page.locator(".ticket")).to_be_visible()
    assert await looks.overflow(page) == []


async def test_by_keyboard_alone(browser: Browser, shared_server: Server) -> None:
    page = await new_page(browser, DESKTOP)
    await open_chat(page, shared_server)
    seen = []
    for _ in range(24):
        await page.keyboard.press("Tab")
        focus = await looks.focus(page)
        assert focus["visible"], focus
        seen.append(focus["id"])
        if focus["id"] == "words":
            break
    assert seen[0] == "skip"
    assert "words" in seen
    await page.keyboard.type(HAZARD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".chips")).to_be_visible()
    assert await page.locator("[role=log][aria-live=polite] .reply").count() > 0
