"""Numbers as people read them, and as programs do."""

import json

import pytest

from backend.domain.figures import Period, Span
from backend.services.figures_sheet import Cell, Row, Sheet, Table
from backend.services.figures_words import plain, written


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        (Cell("count", 12_345), "12,345", "12,345"),
        (Cell("count", None, hidden=True), "少于5", "under 5"),
        (Cell("share", 0.8751), "87.5%", "87.5%"),
        (Cell("share", None), "–", "–"),
        (Cell("days", 3.14), "3.1", "3.1"),
        (Cell("yuan", 20_000), "20,000", "20,000"),
        (Cell("growth", -0.125), "-12.5%", "-12.5%"),
        (Cell("growth", None, hidden=True), "–", "–"),
        (Cell("growth_share", 0.021), "+2.1 个百分点", "+2.1 points"),
        (Cell("growth_days", -0.25), "-0.2", "-0.2"),
    ],
)
def test_a_cell_in_words(cell: Cell, zh: str, en: str) -> None:
    assert (written(cell, "zh_CN"), written(cell, "en")) == (zh, en)


def test_a_sheet_as_data() -> None:
    row = Row(
        "新收", (Cell("count", 7.0), Cell("share", 0.33333), Cell("count", None, hidden=True))
    )
    table = Table("main", "主要指标", "", ("指标", "a", "b", "c"), (row,))
    sheet = Sheet("题", "局", Period(Span.YEAR, 2026), True, False, "2026-11-28", (table,))
    found = plain(sheet)
    assert json.loads(json.dumps(found)) == found
    assert found["tables"]["main"]["rows"] == [{"label": "新收", "values": [7, 0.3333, "<5"]}]
