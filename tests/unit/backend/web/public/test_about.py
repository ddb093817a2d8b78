"""The pages that explain: there, in both languages, and true to what the house says elsewhere."""

import re
from pathlib import Path

import pytest

from backend.house import House
from backend.web.public.about import READERS
from config.texts import LOCALES, catalogue
from tests.support.public_pages import Public

PAGES = (
    "/about", "/about/protection", "/about/rewards", "/about/questions", "/about/accessibility",
    "/about/start",
)  # fmt: skip
README = Path(__file__).parents[5] / "README.md"


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_there_in_both_languages(public_pages: Public, path: str) -> None:
    for lang in ("zh-CN", "en"):
        async with public_pages.get(f"{path}?lang={lang}") as answer:
            assert answer.status == 200
            page = await answer.text()
        assert f'<html lang="{lang}">' in page
        assert page.count("<h1") == 1
        assert 'aria-current="page"' in page
        # Each footer link stays in the language that was chosen.
        links = re.findall(r'<a href="(/(?:about|bulletin|privacy)[^"]*)"(?! lang)', page)
        assert len(links) >= 8
        assert all(link.endswith(f"?lang={lang}") for link in links)


async def test_the_code_to_start_leads_to_the_chat(
    public_pages: Public, sqlite_house: House
) -> None:
    telegram = sqlite_house.settings.telegram.model_copy(update={"name": "chuishao_bot"})
    sqlite_house.settings = sqlite_house.settings.model_copy(update={"telegram": telegram})
    sqlite_house.public_url = "https://report.example"
    async with public_pages.get("/about/start") as answer:
        page = await answer.text()
    assert page.count("data:image/svg+xml") == 2
    assert 'href="https://report.example/"' in page
    assert 'href="https://t.me/chuishao_bot"' in page


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_of_readers_has_the_rows_of_the_readme(locale: str) -> None:
    readme = README.read_text("utf-8").partition("## Who can read what")[2]
    rows = re.findall(r"^\| (?!---|thief)(.+?) \|", readme.partition("Keys lie in")[0], re.M)
    assert len(rows) == len(READERS)
    texts = catalogue(locale, "public")
    assert all(texts[f"public.reader_{one}"] for one in READERS)
    assert all(texts[f"public.reader_{one}_gets"] for one in READERS)


async def test_a_file_of_another_name_is_not_served(public_pages: Public) -> None:
    for name in ("public.css", "..%2Fdesk.css", "x.css"):
        async with public_pages.get(f"/static/public/{name}") as answer:
            assert answer.status == (200 if name == "public.css" else 404)
