"""The public pages over real HTTP: what they offer, and what they leave behind."""

import re
from typing import TYPE_CHECKING

import pytest

from bot.channels.web_pages import FILES
from bot.channels.web_render import card_lines, own_links
from tests.support.plain_pages import Browser, get

if TYPE_CHECKING:
    from backend.house import House

PAGES = ("/", "/form", "/receipt", "/privacy")


@pytest.mark.parametrize("path", [*PAGES, "/exit", "/static/chat/chat.js"])
async def test_pages_leave_nothing_and_ask_nobody(plain_browser: Browser, path: str) -> None:
    async with plain_browser.get(path) as answer:
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


@pytest.mark.parametrize("path", ["/elsewhere.example/x", "\\elsewhere.example/x"])
async def test_no_address_of_ours_leads_elsewhere(plain_browser: Browser, path: str) -> None:
    async with plain_browser.session.get(f"{plain_browser.make_url('/')}{path}") as answer:
        assert answer.status == 404
        links = re.findall(r'href="([^"]*elsewhere[^"]*)"', await answer.text())
    assert links == ["/elsewhere.example/x?lang=en"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_offers_leaving_clearing_and_help(
    plain_browser: Browser, path: str
) -> None:
    page = await get(plain_browser, path)
    assert 'href="/exit" data-leave' in page
    assert 'action="/clear"' in page
    assert all(f'href="tel:{number}"' in page for number in (119, 120, 110))


async def test_only_the_form_sets_a_cookie(plain_browser: Browser) -> None:
    for path in ("/", "/privacy", "/exit"):
        async with plain_browser.get(path) as answer:
            assert "Set-Cookie" not in answer.headers
    async with plain_browser.get("/form") as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie


async def test_the_neutral_page_says_nothing_of_us(plain_browser: Browser) -> None:
    page = await get(plain_browser, "/exit")
    for word in ("吹哨", "举报", "whistle", "chuishao", "Chuishao"):
        assert word not in page


async def test_clearing_ends_the_cookie_and_shows_the_neutral_page(
    plain_browser: Browser,
) -> None:
    await get(plain_browser, "/form")
    async with plain_browser.post("/clear", allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/exit"
        assert "storage" in answer.headers["Clear-Site-Data"]
    assert not [one for one in plain_browser.session.cookie_jar if one.key == "form" and one.value]


async def test_another_site_cannot_clear(plain_browser: Browser) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.invalid"}):
        async with plain_browser.post("/clear", headers=headers, allow_redirects=False) as answer:
            assert "Clear-Site-Data" not in answer.headers
            assert "Set-Cookie" not in answer.headers


async def test_language_by_address_and_by_browser(plain_browser: Browser) -> None:
    assert '<html lang="zh-CN">' in await get(plain_browser, "/")
    english = await get(plain_browser, "/form?lang=en")
    assert '<html lang="en">' in english
    assert 'action="/form?lang=en"' in english
    async with plain_browser.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}) as answer:
        assert '<html lang="en">' in await answer.text()


async def test_scripts_and_styles_stay_small() -> None:
    sizes = {name: path.stat().st_size for name, path in FILES.items()}
    assert {"chat.js", "chat.css", "whistle.svg"} <= set(sizes)
    assert sum(sizes.values()) < 60_000


async def test_no_other_file_is_served(plain_browser: Browser) -> None:
    for name in ("..%2fweb_form.py", "chat.html", "%2e%2e"):
        await get(plain_browser, f"/static/chat/{name}", status=404)


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
    for name, path in FILES.items():
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


async def test_a_demonstration_says_so_on_every_page(
    plain_browser: Browser, sqlite_house: "House"
) -> None:
    paths = ("/", "/form", "/receipt", "/privacy", "/about", "/bulletin", "/bulletin/embed")
    said = "演示：这里的内容都是编的"
    for path in paths:
        assert said not in await get(plain_browser, path)
    assert said not in await get(plain_browser, "/p/NOBODYS", status=404)
    sqlite_house.settings = sqlite_house.settings.model_copy(update={"demo": True})
    for path in paths:
        assert said in await get(plain_browser, path), path
    assert said in await get(plain_browser, "/p/NOBODYS", status=404)
    async with plain_browser.get("/bulletin/data.json") as answer:
        assert (await answer.json())["demo"] is True
    # Not on the one that must look like nothing of ours.
    assert said not in await get(plain_browser, "/exit")
