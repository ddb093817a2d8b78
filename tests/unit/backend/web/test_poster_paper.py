"""A poster on paper: one page whatever the name, its codes read by a reader, nothing fetched."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from backend.web import poster_paper
from backend.web.paper import PaperMissing
from backend.web.poster_paper import Poster
from config.settings import Settings
from tests.support.processes import missing

POSTER = Poster(
    firm="玉溪红星化工有限公司",
    body="红塔区应急管理局",
    code="K7M3X9PQ2R",
    address="https://jubao.example.gov.cn/p/K7M3X9PQ2R",
    telegram="https://t.me/some_bot?start=p_K7M3X9PQ2R",
    phone="12350",
)


@pytest.fixture(autouse=True, scope="module")
def _libraries() -> None:
    try:
        poster_paper.pdf(POSTER)
    except PaperMissing:
        missing("libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 set the posters: not here")


def words_of(pdf: bytes) -> tuple[int, str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[0].get_textpage().get_text_bounded()
        return len(document), "".join(text.split())
    finally:
        document.close()


def codes_in(png: bytes) -> set[str]:
    import zxingcpp

    return {one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))}


@pytest.mark.parametrize("size", poster_paper.SIZES)
def test_its_codes_are_read_and_lead_to_us(size: str) -> None:
    assert codes_in(poster_paper.png(POSTER, size)) == {POSTER.address, POSTER.telegram}


def test_a_dirty_small_photo_of_it_is_still_read() -> None:
    picture = Image.open(io.BytesIO(poster_paper.png(POSTER))).convert("L")
    small = picture.resize((picture.width // 2, picture.height // 2)).rotate(4, fillcolor=255)
    small.paste(120, (95, 170, 112, 187))
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=40)
    assert POSTER.address in codes_in(kept.getvalue())


def test_it_says_all_that_a_frightened_reader_needs() -> None:
    pages, words = words_of(poster_paper.pdf(POSTER))
    assert pages == 1
    for said in (
        POSTER.firm, "红塔区应急管理局", "jubao.example.gov.cn", "/p/K7M3X9PQ2R", "12350",
        "用自己的流量，不要用厂里的WiFi", "避开摄像头", "应急〔2020〕69号", "119",
        "notthefirm'sWiFi",
    ):  # fmt: skip
        assert said in words, said


@pytest.mark.parametrize(
    "changed",
    [
        {"firm": "很长的名字" * 20},
        {"also": "Tiếng Việt " * 50},
        {"body": "", "telegram": "", "phone": ""},
        {"firm": "<script>alert(1)</script><img src='http://example.com/x'>"},
    ],
)
def test_it_is_one_page_whatever_stands_on_it(changed: dict[str, str]) -> None:
    pages, words = words_of(poster_paper.pdf(replace(POSTER, **changed)))
    assert pages == 1
    assert changed.get("firm", "")[:7] in words


def test_the_poster_of_an_installation() -> None:
    settings = Settings(phone="0877-12350", telegram={"name": "some_bot"})  # type: ignore[arg-type]
    made = poster_paper.poster_for(
        settings, "https://jubao.example.gov.cn/", POSTER.firm, POSTER.body, POSTER.code
    )
    assert made == replace(POSTER, phone="0877-12350")
    bare = poster_paper.poster_for(Settings(), "https://x.example", "甲", "", "K7M3X9PQ2R")
    assert (bare.telegram, bare.phone) == ("", "12350")
