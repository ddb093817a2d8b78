"""Figures as they leave the program: charts, a workbook that draws its own, and paper."""

import io

import pytest

from backend.domain.figures import Period, Span
from backend.services.figures_sheet import Cell, Row, Sheet, Table
from backend.web import figure_book, figure_charts, figure_paper
from backend.web.paper import PaperMissing
from tests.support.processes import missing

MONTHS = Table(
    "months", "近十二个月", "口径", ("月份", "新收", "受理", "办结"),
    tuple(
        Row(f"2026-{month:02d}", (
            Cell("count", month * 7), Cell("count", None, hidden=True) if month == 3 else
            Cell("count", month * 5), Cell("count", 3),
        ))
        for month in range(1, 13)
    ),
    "lines", (0, 1, 2),
)  # fmt: skip
PEOPLE = Table(
    "people", "执法人员量化评价", "", ("人员", "受理", "按期率", "办结"),
    (
        Row("=林新", (Cell("count", 12), Cell("share", 0.75), Cell("count", 10))),
        Row("赵三", (Cell("count", 6), Cell("share", None), Cell("count", 0))),
    ),
    "bars", (0, 2),
)  # fmt: skip
MAIN = Table(
    "main", "主要指标", "环比", ("指标", "2026", "2025", "环比"),
    (Row("新收", (Cell("count", 1_234), Cell("count", 1_000), Cell("growth", 0.234)), "本期提交"),),
)  # fmt: skip
SHEET = Sheet(
    "2026 全年评估", "红塔区应急管理局", Period(Span.YEAR, 2026), True, True, "2026-11-28",
    (MAIN, MONTHS, PEOPLE),
)  # fmt: skip


def test_a_line_has_a_gap_where_nothing_may_be_shown() -> None:
    chart = figure_charts.chart_of(MONTHS, "zh_CN")
    assert chart is not None
    assert [len(line.pieces) for line in chart.lines] == [1, 2, 1]
    assert [len(line.marks) for line in chart.lines] == [12, 11, 12]
    assert chart.grid[-1].words == "100"
    assert [one.words for one in chart.labels][:2] == ["01", "02"]
    # The highest value stands highest, and all within the picture.
    assert min(y for line in chart.lines for _, y in line.marks) == chart.lines[0].marks[-1][1]
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in chart.lines[0].marks)


def test_bars_are_as_long_as_they_count() -> None:
    chart = figure_charts.chart_of(PEOPLE, "zh_CN")
    assert chart is not None
    widths = [bar.width for bar in chart.bars]
    assert widths[0] == max(widths)
    assert widths[2] == pytest.approx(widths[0] / 2, abs=0.1)
    assert [bar.shown for bar in chart.bars] == ["12", "10", "6", "0"]
    assert chart.legend == ("受理", "办结")
    assert figure_charts.chart_of(MAIN, "zh_CN") is None


@pytest.mark.parametrize("top", [1, 4, 5, 47, 99, 101, 1_234, 99_999])
def test_a_scale_is_round_and_high_enough(top: int) -> None:
    table = Table("t", "t", "", ("a", "b"), (Row("x", (Cell("count", top),)),), "lines", (0,))
    chart = figure_charts.chart_of(table, "zh_CN")
    assert chart is not None
    scale = [int(one.words.replace(",", "")) for one in chart.grid]
    assert top <= scale[-1] <= max(top * 2, 4)
    assert scale == [scale[-1] * part // 4 for part in range(5)]


def test_a_workbook_holds_numbers_and_its_own_charts() -> None:
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart, LineChart

    book = load_workbook(io.BytesIO(figure_book.workbook(SHEET, "zh_CN")))
    assert book.sheetnames == ["主要指标", "近十二个月", "执法人员量化评价", "说明"]
    main = book["主要指标"]
    assert [one.value for one in main[4]] == ["指标", "2026", "2025", "环比", "口径"]
    assert [one.value for one in main[5]] == ["新收", 1_234, 1_000, 0.234, "本期提交"]
    assert main["D5"].number_format.startswith("+0.0%")
    months = book["近十二个月"]
    assert months["C7"].value == "少于5"
    assert months["B7"].value == 21
    (line,) = months._charts  # type: ignore[attr-defined]
    (bars,) = book["执法人员量化评价"]._charts  # type: ignore[attr-defined]
    assert (type(line), type(bars)) == (LineChart, BarChart)
    assert [one.val.numRef.f for one in line.series] == [
        f"'近十二个月'!${column}$5:${column}$16" for column in "BCD"
    ]
    # Text that somebody chose is never a formula.
    assert book["执法人员量化评价"]["A5"].value == "'=林新"


def test_the_charts_of_the_workbook_are_in_the_file() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(figure_book.workbook(SHEET, "en"))) as packed:
        charts = [name for name in packed.namelist() if name.startswith("xl/charts/chart")]
        for name in charts:
            assert b"chartSpace" in packed.read(name)
    assert len(charts) == 2


def test_a_long_table_as_a_workbook() -> None:
    from openpyxl import load_workbook

    content = figure_book.table_book("2026", ["编号", "件数"], [["=1+1", 3], ["YX-1", 4]])
    page = load_workbook(io.BytesIO(content))["2026"]
    assert [[one.value for one in row] for row in page.rows] == [
        ["编号", "件数"], ["'=1+1", 3], ["YX-1", 4],
    ]  # fmt: skip
    assert page.auto_filter.ref == "A1:B3"


def test_paper_carries_all_of_it() -> None:
    import pypdfium2

    try:
        content = figure_paper.pdf(SHEET, "zh_CN")
    except PaperMissing:
        missing("libpango-1.0-0 and its companions, which set paper, are not here")
    document = pypdfium2.PdfDocument(content)
    try:
        words = "".join(
            "".join(page.get_textpage().get_text_bounded().split()) for page in document
        )
        assert 1 <= len(document) <= 3
        # Inked where the chart is: the first bar's green.
        picture = document[len(document) - 1].render(scale=1).to_pil().convert("RGB")
        colours = {colour for _, colour in picture.getcolors(1 << 24)}
    finally:
        document.close()
    for told in ("2026全年评估", "红塔区应急管理局", "主要指标", "1,234", "+23.4%", "本期提交",
                 "近十二个月", "少于5", "执法人员量化评价", "75.0%", "审核人",
                 "截至2026-11-28"):  # fmt: skip
        assert told in words
    assert (11, 107, 104) in colours
