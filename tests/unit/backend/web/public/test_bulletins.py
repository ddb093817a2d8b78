"""The bulletin's pages: what they show, who may frame them, and the picture."""

import datetime as dt
import io
import re

import pytest
from PIL import Image

from backend.house import House
from backend.web.base import CSP
from backend.web.paper import PaperMissing, set_pages
from tests.support.bulletins import DUE, answered, publish, typical_case
from tests.support.public_pages import Public


async def _fill(house: House) -> None:
    await answered(house, 12)
    await answered(house, 7, unit="530403", industry="fire", event="decline", outcome=None)
    await answered(house, 3, unit="fengdong", industry="gas", outcome="unfounded", took=70)
    await typical_case(house)
    await publish(house, DUE)


async def test_the_page_shows_counts_names_and_typical_cases(
    public_pages: Public, sqlite_house: House
) -> None:
    async with public_pages.get("/bulletin?lang=en") as answer:
        assert "Nothing to publish yet" in await answer.text()
    await _fill(sqlite_house)
    for path in ("/bulletin", "/bulletin/2026-W46"):
        async with public_pages.get(path) as answer:
            page = await answer.text()
            assert answer.status == 200
            assert answer.headers["Content-Security-Policy"] == CSP
        for words in (
            "22",
            "玉溪市红塔区",
            "危险化学品",
            "属实",
            "其他（合并）",
            "典型案例",
            "通风设施停用",
        ):
            assert words in page, words
        # Declined seven, the least of five or more, and all that is below.
        for words in ("江川区", "消防", "沣东", "不予受理", "不属实"):
            assert f">{words}" not in page, words
    async with public_pages.get("/bulletin?lang=en") as answer:
        page = await answer.text()
        assert '<html lang="en">' in page
        assert "Others, together" in page
        assert "/bulletin/feed.atom?lang=en" in page


async def test_the_newest_twelve_weeks_stand_open_the_others_by_year(
    public_pages: Public, sqlite_house: House
) -> None:
    await publish(sqlite_house, DUE)
    assert len(await publish(sqlite_house, dt.date(2028, 1, 24))) > 60
    async with public_pages.get("/bulletin") as answer:
        page = await answer.text()
    open_weeks, *years = _parts(page)
    assert open_weeks == [f"2028-W{n:02}" for n in (2, 1)] + [
        f"2027-W{n}" for n in range(52, 42, -1)
    ]
    assert [(one[0], one[-1]) for one in years] == [
        ("2027-W42", "2027-W01"), ("2026-W53", "2026-W46"),
    ]  # fmt: skip
    assert "2027 年（42 期）" in page


def _parts(page: str) -> list[list[str]]:
    """The weeks listed, those that stand open and then those of each fold."""
    parts = page.split('<details class="year">')
    return [re.findall(r'href="/bulletin/(\d{4}-W\d\d)', part) for part in parts]


@pytest.mark.parametrize(
    "path", ["/bulletin/2026-W45", "/bulletin/2026-W99", "/bulletin/picture/2026-W46.png"]
)
async def test_what_was_not_published_is_not_there(public_pages: Public, path: str) -> None:
    async with public_pages.get(path) as answer:
        assert answer.status == 404


async def test_only_the_box_may_be_framed_by_other_sites(
    public_pages: Public, sqlite_house: House
) -> None:
    await _fill(sqlite_house)
    async with public_pages.get("/bulletin/embed") as answer:
        page = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert policy.replace("frame-ancestors *", "frame-ancestors 'none'") == CSP
    assert "<form" not in page
    assert "<script" not in page
    for path in ("/bulletin", "/about", "/bulletin/dictionary", "/bulletin/data.json"):
        async with public_pages.get(path) as answer:
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


async def test_the_picture_is_drawn_once(public_pages: Public, sqlite_house: House) -> None:
    try:
        set_pages("<p>x</p>")
    except PaperMissing:
        pytest.skip("no Pango: pictures can't be drawn on this machine")
    await _fill(sqlite_house)
    path = "/bulletin/picture/2026-W46.png"
    async with public_pages.get(path) as answer:
        assert answer.status == 200
        first = await answer.read()
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.size == (1200, 630)
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 8
    async with public_pages.get(path) as again, public_pages.get(f"{path}?lang=en") as other:
        assert await again.read() == first
        assert await other.read() != first
        assert "max-age" in again.headers["Cache-Control"]
