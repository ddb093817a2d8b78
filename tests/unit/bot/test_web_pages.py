"""The public pages over real HTTP, as a browser without a script asks for them."""

import io
import re
from collections.abc import AsyncIterator
from html import unescape

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from backend.domain.receipts import parse_receipt
from backend.house import House
from backend.services.bodies import ensure
from bot.app import running
from bot.channels.web_pages import _FILES
from bot.channels.web_render import card_lines, own_links

HAZARD = "玉溪市红塔区大营街某化工厂的危险化学品仓库没有通风,危险化学品桶堆到门口。"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
PAGES = ("/", "/form", "/receipt", "/privacy")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough for pages."""
    return sqlite_url


@pytest.fixture
async def client(house: House, aiohttp_client: AiohttpClient) -> AsyncIterator[TestClient]:
    async with house.work() as work:
        await ensure(work, "intake")
    async with running(house) as process:
        yield await aiohttp_client(process.app, cookie_jar=aiohttp.CookieJar(unsafe=True))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def buttons(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'name="choice" value="([^"]+)"', html)]


async def get(client: TestClient, path: str, status: int = 200) -> str:
    async with client.get(path) as answer:
        assert answer.status == status
        return await answer.text()


async def send(
    client: TestClient,
    path: str,
    fields: dict[str, str],
    *,
    files: list[tuple[str, bytes]] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> str:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, content in files or []:
        form.add_field("photo", io.BytesIO(content), filename=name, content_type="image/png")
    async with client.post(path, data=form, headers=headers or {}) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def begin(
    client: TestClient,
    words: str = HAZARD,
    place: str = "",
    files: list[tuple[str, bytes]] | None = None,
    status: int = 200,
) -> str:
    page = await get(client, "/form")
    fields = {"check": hidden(page, "check"), "once": hidden(page, "once"), "step": "begin"}
    return await send(
        client, "/form", {**fields, "text": words, "place": place}, files=files, status=status
    )


async def press(client: TestClient, page: str, choice: str) -> str:
    fields = {name: hidden(page, name) for name in ("check", "once", "after")}
    return await send(client, "/form", {**fields, "choice": choice})


async def to_card(client: TestClient, page: str) -> str:
    """Answers questions with the first choice until the card is there."""
    for _ in range(4):
        if "report.submit" in buttons(page):
            return page
        page = await press(client, page, buttons(page)[0])
    pytest.fail("no card after four answers")


def receipt_in(page: str) -> str:
    digits = re.search(r'<p class="digits">(.*?)</p>', page, re.S)
    assert digits
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", digits[1]))


async def file_report(client: TestClient) -> str:
    page = await to_card(client, await begin(client))
    return receipt_in(await press(client, page, "report.submit"))


@pytest.mark.parametrize("path", [*PAGES, "/exit", "/static/chat/chat.js"])
async def test_pages_leave_nothing_and_ask_nobody(client: TestClient, path: str) -> None:
    async with client.get(path) as answer:
        body = await answer.text()
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    outside = [
        one
        for one in re.findall(r'(?:href|src|action)="([^"]*)"', body)
        if not one.startswith(("/", "#", "tel:", "data:,"))
    ]
    assert outside == []
    assert "<style" not in body
    assert not re.search(r"\son\w+=|style=", body)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_offers_leaving_clearing_and_help(client: TestClient, path: str) -> None:
    page = await get(client, path)
    assert 'href="/exit" data-leave' in page
    assert 'action="/clear"' in page
    assert all(f'href="tel:{number}"' in page for number in (119, 120, 110))


async def test_only_the_form_sets_a_cookie(client: TestClient) -> None:
    for path in ("/", "/privacy", "/exit"):
        async with client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers
    async with client.get("/form") as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie


async def test_the_neutral_page_says_nothing_of_us(client: TestClient) -> None:
    page = await get(client, "/exit")
    for word in ("吹哨", "举报", "whistle", "chuishao", "Chuishao"):
        assert word not in page


async def test_clearing_ends_the_cookie_and_shows_the_neutral_page(client: TestClient) -> None:
    await get(client, "/form")
    async with client.post("/clear", allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/exit"
        assert "storage" in answer.headers["Clear-Site-Data"]
    assert not [one for one in client.session.cookie_jar if one.key == "form" and one.value]


async def test_another_site_cannot_clear(client: TestClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.invalid"}):
        async with client.post("/clear", headers=headers, allow_redirects=False) as answer:
            assert "Clear-Site-Data" not in answer.headers
            assert "Set-Cookie" not in answer.headers


async def test_language_by_address_and_by_browser(client: TestClient) -> None:
    assert '<html lang="zh-CN">' in await get(client, "/")
    english = await get(client, "/form?lang=en")
    assert '<html lang="en">' in english
    assert 'action="/form?lang=en"' in english
    async with client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}) as answer:
        assert '<html lang="en">' in await answer.text()


async def test_scripts_and_styles_stay_small() -> None:
    sizes = {name: path.stat().st_size for name, path in _FILES.items()}
    assert {"chat.js", "chat.css", "whistle.svg"} <= set(sizes)
    assert sum(sizes.values()) < 60_000


async def test_no_other_file_is_served(client: TestClient) -> None:
    for name in ("..%2fweb_form.py", "chat.html", "%2e%2e"):
        await get(client, f"/static/chat/{name}", status=404)


async def test_the_form_files_a_report(client: TestClient) -> None:
    page = await begin(client, files=[("a.png", PIXEL), ("b.png", PIXEL)])
    page = await to_card(client, page)
    assert "report.receipt_only" not in buttons(page)
    page = await press(client, page, "report.submit")
    digits = receipt_in(page)
    assert parse_receipt(digits) == digits
    assert buttons(page) == ["receipt.saved"]
    page = await press(client, page, "receipt.saved")
    assert digits[:4] + " " + digits[4:8] not in page


async def test_sent_twice_is_filed_once(client: TestClient) -> None:
    page = await to_card(client, await begin(client))
    first = await press(client, page, "report.submit")
    second = await press(client, page, "report.submit")
    assert receipt_in(first) == receipt_in(second)


async def test_an_unclear_place_is_asked_with_buttons(client: TestClient) -> None:
    page = await begin(client, "车间安全出口被锁,里面有四十多人在上班", "鼓楼区")
    places = [one for one in buttons(page) if one.startswith("report.place:")]
    assert len(places) > 1
    assert "report.submit" in buttons(await press(client, page, places[0]))


async def test_errors_stand_beside_the_field_and_words_stay(client: TestClient) -> None:
    page = await begin(client, "", "红塔区", status=422)
    assert 'aria-describedby="text-hint text-error"' in page
    assert 'value="红塔区"' in page
    page = await begin(client, HAZARD, files=[("a.png", b"MZ\x90\0 no photo")], status=422)
    assert 'id="photo-error"' in page
    assert HAZARD in page
    page = await begin(client, HAZARD, files=[("a.png", bytes(51 * 1024 * 1024))], status=422)
    assert 'id="photo-error"' in page
    assert HAZARD in page
    page = await begin(client, "长" * 5001, status=422)
    assert "长" * 5001 in page


async def test_what_people_write_is_never_markup(client: TestClient) -> None:
    page = await begin(client, "<script>alert(1)</script>", files=[("x", b"MZ")], status=422)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.invalid"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    client: TestClient, headers: dict[str, str]
) -> None:
    page = await get(client, "/form")
    fields = {"check": "0" * 64, "once": hidden(page, "once"), "step": "begin", "text": HAZARD}
    page = await send(client, "/form", fields, status=422, headers=headers)
    assert HAZARD in page


async def test_a_browser_that_names_our_site_needs_no_more(client: TestClient) -> None:
    page = await get(client, "/form")
    fields = {"check": "", "once": hidden(page, "once"), "step": "begin", "text": HAZARD}
    await send(client, "/form", fields, headers={"Sec-Fetch-Site": "same-origin"})


async def test_a_receipt_opens_its_report_and_takes_a_message_once(client: TestClient) -> None:
    receipt = await file_report(client)
    page = await get(client, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": receipt}
    opened = await send(client, "/receipt", fields)
    assert 'class="steps"' in opened
    said = {**fields, "act": "say", "text": "夜班时也锁着"}
    await send(client, "/receipt", said)
    assert (await send(client, "/receipt", said)).count("夜班时也锁着") == 1


async def test_a_wrong_receipt_is_told_beside_the_field(client: TestClient) -> None:
    page = await get(client, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": "1234 5678 9012 3456 7890"}
    page = await send(client, "/receipt", fields, status=404)
    assert 'id="receipt-error"' in page
    assert "1234 5678 9012 3456 7890" in page


async def test_a_reward_that_is_not_there_cannot_be_claimed(client: TestClient) -> None:
    receipt = await file_report(client)
    page = await get(client, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": receipt, "act": "claim"}
    assert 'role="alert"' in await send(client, "/receipt", fields)


async def test_forged_buttons_and_marks_change_nothing(client: TestClient) -> None:
    page = await to_card(client, await begin(client))
    fields = {name: hidden(page, name) for name in ("check", "once", "after")}
    await send(client, "/form", {**fields, "choice": "link.cut\n<b>"})
    assert "report.submit" in buttons(await get(client, f"/form?after={fields['after']}"))
    for mark in ("-1", "9" * 30, "²", "x"):
        assert 'name="step"' in await get(client, f"/form?after={mark}")


def test_a_card_is_read_as_pairs() -> None:
    words = "核对:\n【地点】红塔区\n因为有街名\n【单位】某厂\n[How] nameless\n对吗?"
    assert card_lines(words) == [
        ("", "核对:"),
        ("地点", "红塔区\n因为有街名"),
        ("单位", "某厂"),
        ("How", "nameless"),
        ("", "对吗?"),
    ]


def test_scripts_keep_to_what_old_phones_know() -> None:
    newer = re.compile(
        r"\?\.[a-zA-Z_(\[]|\?\?|\|\|=|&&=|\.at\(|replaceAll|randomUUID|#[a-z]+\s*[=(]"
    )
    for name, path in _FILES.items():
        if path.suffix == ".js":
            found = [line for line in path.read_text("utf-8").splitlines() if newer.search(line)]
            assert found == [], name


def test_one_marked_line_is_no_card() -> None:
    assert card_lines("【YX-7K4Q-2MWD】已提交\n在受理台") == [
        ("", "【YX-7K4Q-2MWD】已提交"),
        ("", "在受理台"),
    ]


def test_only_our_own_identity_page_becomes_a_link() -> None:
    words = "请填:https://report.invalid/identity/a-b_3 或 https://elsewhere.invalid/x<b>"
    html = str(own_links(words, "打开"))
    assert 'href="/identity/a-b_3">打开</a>' in html
    assert html.count("<a ") == 1
    assert "https://elsewhere.invalid/x&lt;b&gt;" in html
