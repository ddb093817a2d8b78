"""Charts of tables of figures as SVG: where each bar, line and word stands; drawn by a template.

Nothing here is told by colour alone: series differ in line, mark or place, and each chart has its
table beside it.
"""

from dataclasses import dataclass

from backend.services.figures_sheet import Cell, Table
from backend.services.figures_words import written

WIDTH = 400
_ROW, _BAR, _TOP = 18, 13, 6
_PLOT_HEIGHT, _LEFT, _BOTTOM = 150, 34, 20
MOST_BARS = 15
"""Rows that are drawn; the table holds all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the number beside it; ``series`` counts from nought."""

    y: float
    width: float
    shown: str
    series: int


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series over the rows: its points, a gap where nothing may be shown."""

    series: int
    pieces: tuple[str, ...]
    """Each as SVG wants the points of a polyline."""
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn of one table."""

    width: int
    height: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    grid: tuple[Label, ...]
    """The heights of the scale with their numbers."""
    legend: tuple[str, ...]


def chart_of(table: Table, locale: str) -> Chart | None:
    """The chart of a table; None where nothing is to be drawn."""
    values = [row.cells[column].value for row in table.rows for column in table.drawn]
    top = max((value for value in values if value is not None), default=0)
    if not table.chart or top <= 0:
        return None
    return _lines(table, top) if table.chart == "lines" else _bars(table, top, locale)


def _bars(table: Table, top: float, locale: str) -> Chart:
    bars: list[Bar] = []
    labels: list[Label] = []
    y = float(_TOP)
    room = WIDTH - 80
    for row in table.rows[:MOST_BARS]:
        labels.append(Label(0, y + 11, row.label))
        y += _ROW
        for series, column in enumerate(table.drawn):
            one: Cell = row.cells[column]
            width = max(room * (one.value or 0) / top, 1.0)
            bars.append(Bar(y, round(width, 1), written(one, locale), series))
            y += _BAR + 3
        y += 4
    return Chart(WIDTH, y, tuple(bars), (), tuple(labels), (), _legend(table))


def _lines(table: Table, top: float) -> Chart:
    step = (WIDTH - _LEFT - 10) / max(len(table.rows) - 1, 1)
    scale = _nice(top)

    def at(row: int, value: float) -> tuple[float, float]:
        height = _PLOT_HEIGHT * (1 - value / scale)
        return round(_LEFT + row * step, 1), round(_TOP + height, 1)

    lines = []
    for series, column in enumerate(table.drawn):
        pieces: list[list[tuple[float, float]]] = [[]]
        for number, row in enumerate(table.rows):
            value = row.cells[column].value
            if value is None:
                pieces.append([])
            else:
                pieces[-1].append(at(number, value))
        drawn = tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if piece)
        lines.append(Line(series, drawn, tuple(point for piece in pieces for point in piece)))
    base = _TOP + _PLOT_HEIGHT
    labels = tuple(
        Label(round(_LEFT + number * step, 1), base + 15, row.label.rpartition("-")[2])
        for number, row in enumerate(table.rows)
    )
    grid = tuple(
        Label(_LEFT, round(base - _PLOT_HEIGHT * part / 4, 1), f"{scale * part / 4:,.0f}")
        for part in range(5)
    )
    return Chart(WIDTH, base + _BOTTOM, (), tuple(lines), labels, grid, _legend(table))


def _legend(table: Table) -> tuple[str, ...]:
    """What the series are called, where there are several."""
    names = tuple(table.head[column + 1] for column in table.drawn)
    return names if len(names) > 1 else ()


def _nice(top: float) -> int:
    """A round number not below ``top`` whose quarters are whole."""
    unit = 1
    while unit * 100 < top:
        unit *= 10
    return next(unit * one for one in (4, 8, 12, 20, 40, 60, 80, 100) if unit * one >= top)
