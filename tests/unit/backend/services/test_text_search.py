"""Words inside reports are found by opening them, for who may read them, and it is on record."""

import json

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.errors import Invalid
from backend.services import text_search
from backend.services.queue_search import Search
from tests.support.api import HAZARD
from tests.support.filing import Filing, file_report


async def look(filing: Filing, words: str, who: str = "officer") -> set[str]:
    found: set[str] = set()
    async for one in text_search.scan(filing.house, Search("all"), words, filing.actors[who]):
        found |= {case.number for case in one.found}
        assert one.done <= one.total
    return found


async def test_all_words_must_be_there(filing: Filing) -> None:
    other = await file_report(filing.house, f"{HAZARD},门口停着一辆蓝色槽车")
    assert await look(filing, "蓝色槽车") == {other.number}
    assert await look(filing, "槽车 化工厂") == {other.number}
    assert await look(filing, "化工厂") == {other.number, filing.number}
    assert await look(filing, "没有这个词") == set()
    assert await look(filing, "化工厂", "foreign") == set()
    async with filing.house.view() as view:
        rows = list(
            await view.session.scalars(
                select(AuditEntry).where(AuditEntry.action == "search_words")
            )
        )
    assert sorted(json.loads(row.detail)["opened"] for row in rows) == [0, 2, 2, 2, 2]
    assert not any("化工厂" in row.detail for row in rows)


async def test_words_must_be_worth_looking_for(sqlite_filing: Filing) -> None:
    for wrong in ("", " ", "厂", "厂 化工厂", "字" * 41):
        with pytest.raises(Invalid):
            await look(sqlite_filing, wrong)


async def test_who_stops_has_opened_only_so_many(
    sqlite_filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_search, "AT_A_TIME", 1)
    for _ in range(3):
        await file_report(sqlite_filing.house, hear=False)
    scan = text_search.scan(
        sqlite_filing.house, Search("all"), "化工厂", sqlite_filing.actors["officer"]
    )
    first = await anext(scan)
    await scan.aclose()
    assert (first.done, first.total) == (1, 4)
    async with sqlite_filing.house.view() as view:
        entry = await view.session.scalar(
            select(AuditEntry).where(AuditEntry.action == "search_words")
        )
    assert entry is not None
    assert json.loads(entry.detail)["opened"] == 1
