"""Open data: what it holds, that every field is explained, and a feed that readers can parse."""

import re
from typing import Any
from xml.etree import ElementTree as ET

from backend.domain.suppression import MOST_COUNTED
from backend.house import House
from backend.web.public.open_data import FIELDS
from tests.support.bulletins import DUE, answered, publish, typical_case
from tests.support.public_pages import Public

ATOM = "{http://www.w3.org/2005/Atom}"


async def _fill(house: House) -> None:
    from backend.services import ledger
    from tests.support.bulletins import MONDAY, at

    await answered(house, 12)
    await answered(house, 7, unit="", event="decline", outcome=None)
    house.clock = lambda: at(MONDAY)
    async with house.work() as work:
        for place in range(6):
            add = {"case_number": f"YX-{place}"}
            await ledger.add(
                work, "530402.emergency", ledger.Kind.PAYMENT, -3_100, "staff:one", **add
            )
    await typical_case(house)
    await publish(house, DUE)


def _fields(value: Any, path: str = "") -> set[str]:
    """Every field of the data, as the dictionary names it."""
    if isinstance(value, list):
        return {name for each in value for name in _fields(each, f"{path}[]")}
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, inner in value.items():
        name = f"{path}.{key}" if path else key
        name = re.sub(r"cases\.(districts|industries|outcomes)\[\]", "cases.*[]", name)
        found |= {name} | _fields(inner, name)
    return found


async def test_every_field_is_in_the_dictionary_and_none_is_left_over(
    public_pages: Public, sqlite_house: House
) -> None:
    await _fill(sqlite_house)
    async with public_pages.get("/bulletin/data.json") as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        data = await answer.json()
    assert _fields(data) == {name for name, _ in FIELDS}
    (issue,) = data["bulletins"]
    assert issue["cases"]["answered"] == 19
    for table in ("districts", "industries", "outcomes"):
        assert sum(cell["count"] for cell in issue["cases"][table]) == 19
        assert min(cell["count"] for cell in issue["cases"][table]) >= data["least_count"]
    assert issue["rewards"] == {"from": "2026-11-09", "paid": 6, "yuan": 19_000}
    assert data["most_yuan_counted"] == MOST_COUNTED
    async with public_pages.get("/bulletin/dictionary?lang=en") as answer:
        page = await answer.text()
    assert "counts up to 5,000" in page
    for name, _ in FIELDS:
        assert f"<code>{name}</code>" in page


async def test_the_feed_is_atom_in_both_languages(
    public_pages: Public, sqlite_house: House
) -> None:
    async with public_pages.get("/bulletin/feed.atom") as answer:
        assert ET.fromstring(await answer.text()).findall(f"{ATOM}entry") == []  # noqa: S314 - ours
    await _fill(sqlite_house)
    for lang, word in (("zh-CN", "答复举报"), ("en", "Reports answered")):
        async with public_pages.get(f"/bulletin/feed.atom?lang={lang}") as answer:
            assert answer.content_type == "application/atom+xml"
            feed = ET.fromstring(await answer.text())  # noqa: S314 - ours
        (entry,) = feed.findall(f"{ATOM}entry")
        for part in ("id", "title", "updated", "summary"):
            assert entry.findtext(f"{ATOM}{part}"), part
        assert word in str(entry.findtext(f"{ATOM}summary"))
        assert entry.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00+08:00"
