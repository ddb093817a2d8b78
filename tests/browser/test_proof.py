"""The proof of work in a real browser: the page computes it by itself, and the receipt opens."""

import hashlib

import aiohttp
from playwright.async_api import Page, Request, expect

from bot.guard import PROOF_AFTER
from bot.proof import BITS, fits
from tests.browser.chat_page import open_chat, say
from tests.support import webchat
from tests.support.server import Server

WRONG = "1234 5678 1234 5678 1234"
HASHED = """async (text) => {
    const { sha256 } = await import("/static/chat/proof.js");
    return Array.from(sha256(text), (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}"""
SOLVED = """async (challenge) => {
    const { solve } = await import("/static/chat/proof.js");
    let ticks = 0;
    const timer = setInterval(() => { ticks += 1; }, 0);
    const counter = await solve(challenge);
    clearInterval(timer);
    return { counter, ticks };
}"""


async def test_the_page_hashes_as_everybody_does(phone_page: Page, shared_server: Server) -> None:
    await open_chat(phone_page, shared_server)
    for length in (0, 3, 55, 56, 63, 64, 119, 120, 300):
        words = "n" * length
        said = await phone_page.evaluate(HASHED, words)
        assert said == hashlib.sha256(words.encode()).hexdigest()


async def test_the_page_solves_and_stays_alive(phone_page: Page, shared_server: Server) -> None:
    await open_chat(phone_page, shared_server)
    nonce = "0123456789abcdef" * 2
    solved = await phone_page.evaluate(SOLVED, {"nonce": nonce, "bits": BITS})
    assert fits(nonce, solved["counter"])
    assert solved["counter"] == webchat.prove(nonce, BITS)
    assert solved["ticks"] > 0


async def test_after_wrong_receipts_the_right_one_still_opens(
    phone_page: Page, shared_server: Server
) -> None:
    page = phone_page
    async with aiohttp.ClientSession() as http:
        filing = await (await webchat.open_chat(http, shared_server.base_url)).file()
    faults: list[str] = []
    sent: list[tuple[str, bool]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages"):
            key = request.headers["idempotency-key"]
            sent.append((key, "proof" in request.post_data_json))

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("request", note)
    await open_chat(page, shared_server)
    for number in range(1, PROOF_AFTER + 1):
        await say(page, WRONG)
        await expect(page.locator(".reply")).to_have_count(number)
    await say(page, filing.receipt)
    await expect(page.locator(".reply").last).to_contain_text(filing.case_number)
    await expect(page.locator(".reply")).to_have_count(PROOF_AFTER + 2)
    await expect(page.locator(".reply").nth(-2)).to_contain_text("请稍等")
    await expect(page.locator(".mine")).to_have_count(PROOF_AFTER + 1)
    await expect(page.locator(".mine").last).to_have_attribute("data-state", "sent")
    assert [proven for _, proven in sent] == [False] * (PROOF_AFTER + 1) + [True]
    assert sent[-1][0] == sent[-2][0], "the same message"
    assert faults == []
