"""The proof of work over HTTP: after many wrong receipts a moment's work is proved."""

from typing import Any

import pytest

from bot.channels.web_chat import WEB_CHAT
from bot.channels.web_store import read_token
from bot.guard import PROOF_AFTER, PROOF_AFTER_OF_NETWORK, Guard
from bot.proof import BITS
from tests.support.plain_pages import Browser, file_report, get, hidden, send
from tests.support.webchat import Chat, Hall, prove

WRONG = "1234 5678 1234 5678 1234"


async def at_once(_: float) -> None:
    """Wait for nothing."""


@pytest.fixture
async def quick_hall(sqlite_hall: Hall) -> Hall:
    """A server whose delays pass at once."""
    sqlite_hall.parts.front.guard = Guard(sleep=at_once)
    return sqlite_hall


async def ask(chat: Chat, *, key: str | None = None, **fields: Any) -> dict[str, Any]:
    """The JSON answer to one message."""
    status, body = await chat.post(fields, key=key)
    assert status == 200, body
    assert isinstance(body, dict)
    return body


async def guess(chat: Chat, times: int = PROOF_AFTER) -> None:
    """Wrong receipts within the free tries."""
    for _ in range(times):
        body = await ask(chat, text=WRONG)
        assert list(body) == ["replies"]
        assert "没有找到" in body["replies"][0]["text"]


async def test_the_challenge_is_a_reply_like_others_with_a_task(quick_hall: Hall) -> None:
    chat = await quick_hall.chat()
    filing = await chat.file()
    await guess(chat)
    body = await ask(chat, text=filing.receipt)
    (reply,) = body["replies"]
    assert set(reply) == {"id", "text", "choices", "receipt", "case_number"}
    assert "请稍等" in reply["text"]
    assert reply["choices"] == []
    assert reply["case_number"] is None
    assert set(body["challenge"]) == {"nonce", "bits"}
    assert body["challenge"]["bits"] == BITS
    assert (await chat.since(reply["id"] - 1))[0].text == reply["text"]


async def test_with_the_proof_the_receipt_opens(quick_hall: Hall) -> None:
    chat = await quick_hall.chat()
    filing = await chat.file()
    await guess(chat)
    challenge = (await ask(chat, text=filing.receipt))["challenge"]
    body = await ask(chat, text=filing.receipt, proof=prove(**challenge))
    assert list(body) == ["replies"]
    assert body["replies"][0]["case_number"] == filing.case_number
    again = await ask(chat, text=filing.receipt)
    assert "challenge" not in again, "a right receipt clears the conversation"


@pytest.mark.parametrize(
    "proof", [None, "", "0", "-1", "x", 7, True, ["1"], {}, "9" * 500, "\ud800"]
)
async def test_a_wrong_proof_is_asked_again_and_counts_nothing(
    quick_hall: Hall, proof: object
) -> None:
    chat = await quick_hall.chat()
    await guess(chat)
    first = (await ask(chat, text=WRONG))["challenge"]
    for _ in range(3):
        body = await ask(chat, text=WRONG, proof=proof)
        assert body["challenge"] == first
    guard = quick_hall.parts.front.guard
    before = guard.delay(conversation=f"web:{_external(quick_hall, chat)}")
    assert before == 0.5 * 2 ** (PROOF_AFTER - 3)


def _external(hall: Hall, chat: Chat) -> str:
    token = read_token(hall.house, chat.token)
    assert token is not None
    return token.external


async def test_a_proof_is_of_its_conversation(quick_hall: Hall) -> None:
    one, other = await quick_hall.chat(), await quick_hall.chat()
    await guess(one)
    await guess(other)
    proof = prove(**(await ask(one, text=WRONG))["challenge"])
    assert "challenge" in await ask(other, text=WRONG, proof=proof)
    assert "challenge" not in await ask(one, text=WRONG, proof=proof)


async def test_the_same_key_is_heard_with_the_proof_and_then_repeated(quick_hall: Hall) -> None:
    chat = await quick_hall.chat()
    filing = await chat.file()
    await guess(chat)
    first = await ask(chat, key="once", text=filing.receipt)
    second = await ask(chat, key="once", text=filing.receipt)
    assert first["challenge"] == second["challenge"], "asking is no answer that is kept"
    proof = prove(**first["challenge"])
    opened = await ask(chat, key="once", text=filing.receipt, proof=proof)
    assert opened["replies"][0]["case_number"] == filing.case_number
    assert await ask(chat, key="once", text=filing.receipt, proof=proof) == opened
    assert await ask(chat, key="once", text=filing.receipt) == opened
    status, _ = await chat.post({"text": WRONG, "proof": proof}, key="once")
    assert status == 409


async def test_on_a_network_of_many_wrong_ones_a_stranger_opens_with_a_proof(
    quick_hall: Hall,
) -> None:
    reporter = await quick_hall.chat()
    filing = await reporter.file()
    for _ in range(PROOF_AFTER_OF_NETWORK // PROOF_AFTER):
        await guess(await quick_hall.chat())
    fresh = await quick_hall.chat()
    assert "challenge" in await ask(fresh, text=filing.receipt)
    (status,) = await fresh.look_up(filing.receipt)
    assert status.case_number == filing.case_number


async def test_what_is_no_receipt_needs_no_proof(quick_hall: Hall) -> None:
    chat = await quick_hall.chat()
    await guess(chat, PROOF_AFTER)
    assert (await chat.file()).receipt


async def test_the_page_without_a_script_opens_after_many_wrong_ones(
    plain_browser: Browser,
) -> None:
    receipt = await file_report(plain_browser)
    front = plain_browser.server.app[WEB_CHAT].front
    assert front is not None
    front.guard = Guard(sleep=at_once)
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": WRONG}
    for _ in range(PROOF_AFTER_OF_NETWORK + 1):
        await send(plain_browser, "/receipt", fields, status=404)
    opened = await send(plain_browser, "/receipt", {**fields, "receipt": receipt})
    assert 'class="steps"' in opened
