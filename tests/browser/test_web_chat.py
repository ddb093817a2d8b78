"""The chat in a real browser: from the first sentence to the receipt, and away in one tap."""

import re

from playwright.async_api import Page, expect

from backend.domain.receipts import parse_receipt
from tests.browser.chat_page import HAZARD, open_chat, photo, say, to_card
from tests.support.server import Server

KEPT_PHOTOS = """() => new Promise((tell) => {
    const opened = indexedDB.open("chuishao");
    opened.onsuccess = () => {
        const counted = opened.result.transaction("tray").objectStore("tray").count();
        counted.onsuccess = () => { opened.result.close(); tell(counted.result > 0); };
    };
})"""


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
