"""Figures as a workbook: one sheet a table, with charts that a spreadsheet draws itself."""

import io
from typing import TYPE_CHECKING, Any

from backend.domain.figures import FEW, Kind
from backend.services.figures_sheet import GROWTH, Cell, Sheet, Table
from backend.services.figures_words import running
from backend.table_file import harmless
from config.texts import text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FORMATS = {
    Kind.COUNT.value: "#,##0",
    Kind.YUAN.value: "#,##0",
    Kind.SHARE.value: "0.0%",
    Kind.DAYS.value: "0.0",
    Kind.POINTS.value: "0.0",
    GROWTH: "+0.0%;-0.0%;0.0%",
    f"{GROWTH}_{Kind.SHARE}": "+0.0%;-0.0%;0.0%",
}
_HEAD_ROW = 4
"""Above it stand title, body and note."""
MOST_DRAWN = 15


def workbook(sheet: Sheet, locale: str) -> bytes:
    """The figures as XLSX; numbers are numbers, what is kept back is said in words."""
    from openpyxl import Workbook  # 0.3 s that no other page should wait for

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for table in sheet.tables:
        page = book.create_sheet(table.title[:31])
        _fill(page, sheet, table, locale)
        _draw(page, table)
    _say(book.create_sheet(text(locale, "figures.about")), sheet, locale)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(page: "Worksheet", sheet: Sheet, table: Table, locale: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    page["A1"] = f"{sheet.title} · {table.title}"
    page["A1"].font = Font(bold=True, size=14)
    page["A2"] = sheet.whose
    page["A3"] = table.note
    page["A3"].font = Font(italic=True, color="555555")
    what = any(row.what for row in table.rows)
    head = [*table.head, *([text(locale, "figures.head_what")] if what else [])]
    for at, name in enumerate(head, 1):
        heading = page.cell(_HEAD_ROW, at, harmless(name))
        heading.font, heading.fill = Font(bold=True), PatternFill("solid", fgColor="E2F1EF")
        heading.alignment = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(table.rows, _HEAD_ROW + 1):
        page.cell(number, 1, harmless(row.label))
        for at, one in enumerate(row.cells, 2):
            put = page.cell(number, at, _value(one, locale))
            put.number_format = _FORMATS.get(one.form, "0.0")
            put.alignment = Alignment(horizontal="right")
        if what:
            page.cell(number, len(row.cells) + 2, row.what)
    page.freeze_panes = f"B{_HEAD_ROW + 1}"
    page.column_dimensions["A"].width = 30
    for at in range(2, len(table.head) + 1):
        page.column_dimensions[get_column_letter(at)].width = 14
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    if page.sheet_properties.pageSetUpPr is not None:
        page.sheet_properties.pageSetUpPr.fitToPage = True


def _value(cell: Cell, locale: str) -> float | int | str | None:
    if cell.hidden:
        return text(locale, "figures.few", count=FEW)
    if cell.value is None:
        return None
    return int(cell.value) if cell.form in (Kind.COUNT, Kind.YUAN) else cell.value


def _draw(page: "Worksheet", table: Table) -> None:
    """A chart under the table, of its own cells: it changes with them."""
    if not table.chart or not table.rows:
        return
    from openpyxl.chart import BarChart, LineChart, Reference

    chart: Any = LineChart() if table.chart == "lines" else BarChart()
    last = _HEAD_ROW + min(len(table.rows), MOST_DRAWN if table.chart == "bars" else 99)
    for column in table.drawn:
        at = column + 2
        chart.add_data(
            Reference(page, min_col=at, min_row=_HEAD_ROW, max_row=last), titles_from_data=True
        )
    chart.set_categories(Reference(page, min_col=1, min_row=_HEAD_ROW + 1, max_row=last))
    chart.title = table.title
    chart.width, chart.height = 22, 10
    # Without this, newer versions of spreadsheets hide both axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    if len(table.drawn) < 2:
        chart.legend = None
    page.add_chart(chart, f"A{_HEAD_ROW + len(table.rows) + 3}")


def _say(page: "Worksheet", sheet: Sheet, locale: str) -> None:
    lines = [text(locale, "figures.basis"), text(locale, "figures.made", day=sheet.made_on)]
    if sheet.running:
        lines.append(running(sheet, locale))
    if not sheet.own:
        lines.append(text(locale, "figures.outside"))
    for number, line in enumerate(lines, 1):
        page.cell(number, 1, line)
    page.column_dimensions["A"].width = 120


def table_book(name: str, head: list[str], rows: list[list[str | int]]) -> bytes:
    """One long table as a workbook, with its headings in view and filters on them."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet(name)
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
    for at in range(1, len(head) + 1):
        page.column_dimensions[get_column_letter(at)].width = 15
    page.append(head)
    for row in rows:
        page.append([harmless(one) if isinstance(one, str) else one for one in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
