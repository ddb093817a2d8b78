"""All figures of a period as tables in words: the one form that screen, XLSX, PDF and CLI show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.deadlines import day_in_shanghai, day_of
from backend.domain.figures import (
    Figure,
    Kind,
    Period,
    Stretch,
    change,
    compared,
    days_over,
    last_months,
)
from backend.house import Work
from backend.services import (
    bodies,
    figures,
    figures_groups,
    figures_inside,
    inspection_plans,
    staff,
)
from backend.services.figures import Book, Measures
from backend.services.figures_below import BELOW, Scope, below
from config.texts import text

GROWTH = "growth"
EVERYBODY = "*"
"""Whose figures of persons are shown: everybody's of the reader's body."""
_MONTHLY = ("received", "accepted", "concluded", "major_hazards", "overdue")
_GROUP_WORDS = {
    "industry": "routing.industry_",
    "urgency": "case.urgency_",
    "outcome": "case.outcome_",
    "decline_reason": "case.reason_",
    "refusal_reason": "case.reason_",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; ``form`` is a Kind, growth, growth_share or growth_days."""

    form: str
    value: float | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``what`` defines the figure, where the line is one."""

    label: str
    cells: tuple[Cell, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and which of its columns are drawn: ``bars`` of rows, or ``lines`` over them."""

    key: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: str = ""
    drawn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one period of one body, or of all below it."""

    title: str
    whose: str
    period: Period
    own: bool
    running: bool
    """Whether the period isn't over yet."""
    made_on: str
    tables: tuple[Table, ...]
    until: str = ""
    """The last day counted, where only days that are over are."""


async def sheet(
    work: Work, scope: Scope, period: Period, person: str, locale: str, *, live: bool = True
) -> Sheet:
    """The figures of ``scope``; ``person`` is whose personal ones are shown: all, one's or none.

    Days that aren't over count for a body's own people alone, and for them if ``live``.
    """
    live = live and scope.own
    when = compared(period) if live else days_over(compared(period), work.now)
    book = await figures.by_body(work, scope.ids, when)
    tables = [
        _main(book, scope, period, locale),
        _months(book, scope, period, work.now, locale),
        *await _groups(work, scope, period, when, locale),
    ]
    if scope.own:
        tables += await _own(work, scope, period, person, locale, live=live)
    elif scope.of == BELOW:
        tables.append(_rated(book, scope.ids, period, locale))
    tables.append(await _inside(work, scope, period, locale))
    all_below = text(locale, "figures.all_below")
    return Sheet(
        text(locale, f"figures.title_{period.span}", period=period.name),
        all_below if scope.of == BELOW else bodies.name_of(scope.of, locale),
        period,
        scope.own,
        period.end > work.now,
        day_in_shanghai(work.now),
        tuple(table for table in tables if table.rows),
        "" if live else (day_of(work.now) - dt.timedelta(days=1)).isoformat(),
    )


def cell(figure: Figure, *, own: bool = True) -> Cell:
    """A figure as it may be shown."""
    shown = figure if own else figure.outside()
    return Cell(shown.kind.value, shown.value, shown.hidden)


def _grown(now: Figure, then: Figure, *, own: bool) -> Cell:
    pair = (now, then) if own else (now.outside(), then.outside())
    form = GROWTH if now.kind in (Kind.COUNT, Kind.YUAN) else f"{GROWTH}_{now.kind}"
    return Cell(form, change(*pair), any(one.hidden for one in pair))


def _periods(period: Period) -> tuple[Period, ...]:
    """It, the one before (环比), and that of the year before (同比); of a year these are one."""
    return tuple(dict.fromkeys((period, period.before(), period.year_before())))


def _main(book: Book, scope: Scope, period: Period, locale: str) -> Table:
    periods, own = _periods(period), scope.own
    now, *earlier = (book.total(one) for one in periods)
    rows = []
    for name in figures.NAMES:
        cells = [cell(now[name], own=own)]
        for then in earlier:
            cells += [cell(then[name], own=own), _grown(now[name], then[name], own=own)]
        rows.append(Row(_name(name, locale), tuple(cells), text(locale, f"figures.what_{name}")))
    head = [period.name]
    for one, than in zip(periods[1:], ("before", "year_ago"), strict=False):
        head += [one.name, text(locale, f"figures.than_{than}")]
    return _table("main", locale, head, rows, first="figure")


def _months(book: Book, scope: Scope, period: Period, now: dt.datetime, locale: str) -> Table:
    rows = []
    # A month that is still to come has no figures, not none.
    for month in (one for one in last_months(period) if one.begin <= now):
        found = book.total(month)
        cells = tuple(cell(found[name], own=scope.own) for name in _MONTHLY)
        rows.append(Row(month.name, cells))
    head = tuple(_name(name, locale) for name in _MONTHLY)
    return _table("months", locale, head, rows, chart="lines", drawn=(0, 1, 2), first="month")


async def _groups(
    work: Work, scope: Scope, period: Period, when: Stretch, locale: str
) -> list[Table]:
    found = await figures_groups.groups(work, scope.ids, when)
    periods = _periods(period)
    head = tuple(one.name for one in periods)
    tables = []
    for name in figures_groups.NAMES:
        rows = [
            Row(text(locale, f"{_GROUP_WORDS[name]}{key}"), tuple(map(cell, each)))
            for key, each in found.figures(name, *periods, own=scope.own).items()
        ]
        tables.append(_table(name, locale, head, rows, chart="bars", drawn=(0,), first="group"))
    return tables


async def _own(
    work: Work, scope: Scope, period: Period, person: str, locale: str, *, live: bool
) -> list[Table]:
    """What a body reads of itself alone: its plan, its people, and those below beside it."""
    over = days_over(period, work.now)
    tables = [await _plan(work, scope.of, period, locale, live=live)]
    if person:
        book = await figures.by_person(work, scope.of, period if live else over)
        tables.append(await _people(work, book, scope.of, period, person, locale))
    beneath = await below(work, scope.reader)
    if beneath:
        book = await figures.by_body(work, beneath, over)
        tables.append(_rated(book, beneath, period, locale))
    return tables


async def _plan(work: Work, body_id: str, period: Period, locale: str, *, live: bool) -> Table:
    rows = [
        Row(
            text(
                locale,
                "figures.mark",
                month=one.mark.month,
                share=one.mark.share,
                state=text(locale, f"figures.mark_{_state(one)}"),
            ),
            (
                Cell(Kind.COUNT.value, one.done),
                Cell(Kind.COUNT.value, one.planned),
                Cell(Kind.SHARE.value, one.share),
                Cell(Kind.SHARE.value, one.mark.share / 100),
            ),
            f"{one.mark.source} · {text(locale, f'console.sure_{one.mark.status.value}')}",
        )
        for one in await inspection_plans.progress(work, body_id, period.year, live=live)
    ]
    head = tuple(text(locale, f"figures.plan_{name}") for name in ("done", "all", "share", "mark"))
    return _table("plan", locale, head, rows, chart="bars", drawn=(2, 3), first="mark_head")


def _state(one: inspection_plans.Progress) -> str:
    if one.reached:
        return "reached"
    return "missed" if one.over else "ahead"


async def _people(
    work: Work, book: Book, body_id: str, period: Period, person: str, locale: str
) -> Table:
    names = {f"staff:{one.id}": one.name for one in await staff.people(work, body_id)}
    # Not the system, nor reporters, nor programs.
    shown = {
        names[actor]: book.of(actor, period)
        for actor in book.those_with(period)
        if actor in names and person in (EVERYBODY, actor)
    }
    return _compared("people", shown, figures.PERSONAL, locale, own=True, first="person")


def _rated(book: Book, ids: Sequence[str], period: Period, locale: str) -> Table:
    # All of them: one that isn't listed would be known to have none.
    named = {bodies.name_of(by, locale): book.of(by, period) for by in ids}
    return _compared("bodies", named, figures.RATED, locale, own=False, first="body")


def _compared(
    key: str,
    found: Mapping[str, Measures],
    names: Sequence[str],
    locale: str,
    *,
    own: bool,
    first: str,
) -> Table:
    rows = [
        Row(label, tuple(cell(measures[name], own=own) for name in names))
        for label, measures in found.items()
    ]
    head = tuple(_name(name, locale) for name in names)
    drawn = (names.index("accepted"), names.index("concluded"))
    return _table(key, locale, head, rows, chart="bars", drawn=drawn, first=first)


async def _inside(work: Work, scope: Scope, period: Period, locale: str) -> Table:
    periods = _periods(period)
    thrice = [await figures_inside.inside(work, scope.ids, one) for one in periods]
    rows = [
        Row(
            _name(name, locale),
            tuple(cell(one[name]) for one in thrice),
            text(locale, f"figures.what_{name}"),
        )
        for name in figures_inside.NAMES
    ]
    head = tuple(one.name for one in periods)
    return _table("inside", locale, head, rows, first="figure")


def _name(name: str, locale: str) -> str:
    return text(locale, f"figures.name_{name}")


def _table(
    key: str,
    locale: str,
    head: Sequence[str],
    rows: Sequence[Row],
    *,
    first: str,
    chart: str = "",
    drawn: tuple[int, ...] = (),
) -> Table:
    title, note = text(locale, f"figures.table_{key}"), text(locale, f"figures.note_{key}")
    return Table(
        key, title, note, (text(locale, f"figures.head_{first}"), *head), tuple(rows), chart, drawn
    )
