"""Whatever a stranger sends: a clear answer each time, nothing lost, nothing executed."""

import io
import json
import socket
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.support.api import picture
from tests.support.pictures import office, png_header
from tests.support.server import Server
from tests.support.webchat import HAZARD, Chat, Said, filing_of, open_chat

PLACED = f"玉溪市红塔区{HAZARD}"
MARKUP = "<img src=x onerror=alert(1)><script>alert('甲')</script>"
FORMULA = '=HYPERLINK("http://example.invalid?"&A1,"查看")'


@pytest.fixture
async def chat(shared_server: Server) -> AsyncIterator[Chat]:
    """A conversation with a server that many strangers attack."""
    async with aiohttp.ClientSession() as http:
        yield await open_chat(http, shared_server.base_url)


async def still_files(chat: Chat) -> None:
    """Whatever came before, the draft is there and can be filed."""
    card = await chat.press("report.card")
    assert "report.submit" in card[-1].choices, card[-1].text
    assert filing_of(await chat.press("report.submit")).receipt


def refused(answer: tuple[int, Any], status: int, code: str) -> None:
    """The answer is a refusal with a code for scripts and a sentence for people."""
    assert answer[0] == status
    assert answer[1]["error"] == code
    assert answer[1]["text"]
    assert "case.error" not in answer[1]["text"]


async def test_200_000_characters(chat: Chat) -> None:
    await chat.say(PLACED)
    for words in ("危" * 200_000, "🔥" * 200_000):
        (told,) = await chat.say(words)
        assert "5000" in told.text.replace(",", "")
        said = await chat.send(picture(), text=words)
        assert "5000" in said[-1].text.replace(",", "")
    await still_files(chat)


async def test_nul_and_lone_surrogates(chat: Chat) -> None:
    raw = b'{"text": "\\u0000\\ud800' + PLACED.encode() + b'\\udfff\\u202e"}'
    status, answer = await chat.post(raw)
    assert status == 200, answer
    status, answer = await chat.post(b'{"choice": "report.\\ud800"}')
    assert status == 200, answer
    assert "按钮" in answer["replies"][0]["text"]
    await still_files(chat)


@pytest.mark.parametrize(
    "choice",
    [
        "report.industry:no_such_industry",
        "report.industry:../../etc/passwd",
        "report.place:000000",
        "report.place:530402'; DROP TABLE reports; --",
        "report.append:YX-0000-0000",
        "report.append:",
        "unit:accept:YX-7K4Q-2MWD",
        "nothing.we.know",
        "x" * 5_000,
        "",
    ],
)
async def test_a_forged_choice(chat: Chat, choice: str) -> None:
    await chat.say(PLACED)
    said = await chat.press(choice)
    assert said
    assert all(one.receipt is None for one in said)
    await still_files(chat)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_not_json"),
        (b"\xff\xfe{}", "body_not_json"),
        (b"[" * 100_000, "body_not_json"),
        (b'{"text":' * 50_000, "body_not_json"),
        (b"[1]", "body_not_json"),
        (b'{"text": "a", "choice": "b"}', "body_one_of"),
        (b"{}", "body_one_of"),
        (b'{"text": 7}', "field_not_text"),
        (b'{"text": null}', "field_not_text"),
        (b'{"choice": ["report.submit"]}', "field_not_text"),
        (b'{"location": {"latitude": NaN, "longitude": 1}}', "location"),
        (b'{"location": {"latitude": 1e999, "longitude": 1}}', "location"),
        (b'{"location": {"latitude": "24.3", "longitude": 102}}', "location"),
        (b'{"location": {"latitude": 24.3}}', "location"),
        (b'{"location": {"latitude": true, "longitude": 102}}', "location"),
        (b'{"location": [24.3, 102.5]}', "location"),
        (b'{"location": {"latitude": 91, "longitude": 102}}', "location"),
        (b'{"location": {"latitude": 1' + b"0" * 5_000 + b', "longitude": 1}}', "body_not_json"),
        (b'{"text": "' + b"a" * 3_100_000 + b'"}', "body_too_large"),
    ],
    ids=range(19),
)
async def test_a_body_that_is_none(chat: Chat, body: bytes, code: str) -> None:
    await chat.say(PLACED)
    refused(await chat.post(body), 422, code)
    await still_files(chat)


async def test_a_form_that_is_none(chat: Chat) -> None:
    await chat.say(PLACED)
    for content_type, data in [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n--y--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=photo"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\na\r\n--z--\r\n"
            b"--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="photo"; filename="'
            + b"n" * 20_000
            + b'"\r\n\r\nabc\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
    ]:
        headers = {"Authorization": f"Bearer {chat.token}", "Content-Type": content_type}
        url = f"{chat.base_url}/chat/api/messages"
        async with chat.http.post(url, data=data, headers=headers) as answer:
            assert answer.status in (400, 422), await answer.text()
            assert (await answer.json())["error"]
    await still_files(chat)


async def test_a_body_that_comes_in_small_pieces(chat: Chat) -> None:
    words = json.dumps({"text": PLACED}).encode()

    async def slowly() -> AsyncIterator[bytes]:
        for start in range(0, len(words), 100):
            yield words[start : start + 100]
            # A whole request in between: the server has long read what came so far.
            await chat.since()

    headers = {"Content-Type": "application/json"}
    status, answer = await chat.post(data=slowly(), more_headers=headers)
    assert status == 200, answer
    await still_files(chat)


async def test_a_body_that_never_ends_holds_nobody_up(chat: Chat) -> None:
    host, port = chat.base_url.removeprefix("http://").split(":")
    head = (
        f"POST /chat/api/messages HTTP/1.1\r\nHost: {host}\r\nContent-Length: 500000\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {chat.token}\r\n\r\n"
    ).encode()
    hanging = [socket.create_connection((host, int(port))) for _ in range(50)]
    try:
        for one in hanging:
            one.sendall(head + b'{"text": "')
        assert (await chat.card(PLACED))[-1].choices[0] == "report.submit"
    finally:
        for one in hanging:
            one.close()
    await still_files(chat)


async def test_a_token_that_is_none(chat: Chat) -> None:
    for token in ("", "x", chat.token[:-1] + "!", "a" * 43 + "." + "0" * 32, "é" * 20, "x" * 6_000):
        url = f"{chat.base_url}/chat/api/messages"
        headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
        for send in (chat.http.get(url, headers=headers), chat.http.post(url, headers=headers)):
            async with send as answer:
                assert answer.status == 401
                assert chat.token not in await answer.text()


def archive(name: str) -> bytes:
    """A zip with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, b"hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("隐患.jpg", b"MZ\x90\x00" + b"\x00" * 500, "不能收"),
        ("photo.png", b"\x7fELF" + b"\x00" * 500, "不能收"),
        ("page.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "不能收"),
        ("photos.zip", archive("../../evil.sh"), "不能收"),
        ("合同.docx", office("word/document.xml", macro=True), "不能收"),
        ("broken.jpg", picture()[:300], "打不开"),
        ("huge.png", png_header(10_000, 10_000), "像素太大"),
        ("empty.jpg", b"", "不能收"),
    ],
    ids=["program", "linux", "page", "archive", "macros", "broken", "huge", "empty"],
)
async def test_a_file_that_is_not_taken(chat: Chat, name: str, content: bytes, told: str) -> None:
    await chat.say(PLACED)
    said = await chat.send(content, name=name)
    assert any(told in one.text for one in said), [one.text for one in said]
    (files,) = [line for line in said[-1].text.splitlines() if line.startswith("【照片等】")]
    assert "个" not in files
    await still_files(chat)


async def test_a_bad_file_costs_the_good_ones_nothing(chat: Chat) -> None:
    said = await chat.send(picture(), b"MZ" + b"\x00" * 99, picture(80, 60), text=PLACED)
    assert any("不能收" in one.text for one in said)
    assert "【照片等】2 个" in said[-1].text
    await still_files(chat)


async def test_thirteen_files(chat: Chat) -> None:
    said = await chat.send(*[picture(40 + n, 40) for n in range(13)], text=PLACED)
    assert any("12" in one.text for one in said[:-1])
    assert "【照片等】12 个" in said[-1].text
    await still_files(chat)


@pytest.mark.parametrize(
    "name",
    ["../../../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/x", "名" * 900, ""],
)
async def test_a_name_that_points_elsewhere(chat: Chat, shared_server: Server, name: str) -> None:
    said = await chat.send(picture(), text=PLACED, name=name)
    assert "【照片等】1 个" in said[-1].text
    for path in (shared_server.data / "media").rglob("*"):
        assert path.is_dir() or path.stem.isalnum(), path
    await still_files(chat)


async def test_markup_and_formulas_are_only_words(chat: Chat) -> None:
    await chat.say(f"{PLACED}{MARKUP}{FORMULA}")
    await chat.press("report.enterprise")
    said: list[Said] = await chat.say(MARKUP)
    assert MARKUP in said[-1].text, "JSON carries it as it is; the page shows it as text"
    filing = filing_of(await chat.press("report.submit"))
    data = {"receipt": filing.receipt, "act": "say", "text": MARKUP}
    same = {"Sec-Fetch-Site": "same-origin"}
    async with chat.http.post(f"{chat.base_url}/receipt", data=data, headers=same) as page:
        shown = await page.text()
        assert page.status == 200
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


@pytest.mark.parametrize(
    "receipt", ["1234 5678 1234 5678 1234", "00000000000000000000", "12345678901234567890"]
)
async def test_a_receipt_nobody_has(chat: Chat, receipt: str) -> None:
    await chat.say(PLACED)
    (told,) = await chat.say(receipt)
    assert "没有找到" in told.text
    await still_files(chat)


async def test_nothing_of_it_is_in_the_log(chat: Chat, shared_server: Server) -> None:
    await chat.say(PLACED)
    await chat.post(b'{"text": "\\ud800' + PLACED.encode() + b'"}')
    for word in (HAZARD, "alert(1)", chat.token, "Traceback"):
        assert word not in shared_server.output
