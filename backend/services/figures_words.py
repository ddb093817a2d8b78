"""How a number of a sheet is written for people, and as plain data for programs."""

from typing import Any

from backend.domain.figures import FEW, Kind
from backend.services.figures_sheet import GROWTH, Cell, Sheet
from config.texts import text


def written(cell: Cell, locale: str) -> str:
    """A cell in words: ``1,250``, ``87.5%``, ``2.4``, ``+12%``, ``fewer than 5``, ``–``."""
    if cell.hidden:
        return "–" if cell.form.startswith(GROWTH) else text(locale, "figures.few", count=FEW)
    value = cell.value
    if value is None:
        return "–"
    if cell.form in (Kind.COUNT, Kind.YUAN):
        return f"{value:,.0f}"
    if cell.form == Kind.SHARE:
        return f"{value:.1%}"
    if cell.form == GROWTH:
        return f"{value:+.1%}"
    if cell.form == f"{GROWTH}_{Kind.SHARE}":
        return text(locale, "figures.points", points=f"{value * 100:+.1f}")
    return f"{value:+.1f}" if cell.form.startswith(GROWTH) else f"{value:.1f}"


def running(sheet: Sheet, locale: str) -> str:
    """That a period isn't over yet, and to when it is counted; nothing where it is over."""
    if not sheet.running:
        return ""
    key = "figures.running_days" if sheet.until else "figures.running"
    return text(locale, key, day=sheet.until or sheet.made_on)


def plain(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON can hold it; what is kept back is ``"<5"``, what isn't known null."""
    return {
        "title": sheet.title,
        "body": sheet.whose,
        "period": sheet.period.name,
        "running": sheet.running,
        "made_on": sheet.made_on,
        "until": sheet.until or None,
        "tables": {
            table.key: {
                "title": table.title,
                "columns": list(table.head[1:]),
                "rows": [
                    {"label": row.label, "values": [_plain(cell) for cell in row.cells]}
                    for row in table.rows
                ],
            }
            for table in sheet.tables
        },
    }


def _plain(cell: Cell) -> float | str | None:
    if cell.hidden:
        return f"<{FEW}"
    if cell.value is None:
        return None
    return int(cell.value) if cell.form == Kind.COUNT else round(cell.value, 4)
