"""Periods as people write them, and what of a figure may leave a body."""

import datetime as dt
from itertools import product

import pytest

from backend.domain.errors import Invalid
from backend.domain.figures import (
    FEW,
    Figure,
    Kind,
    Span,
    change,
    compared,
    count,
    last_months,
    parse_period,
    period_at,
)


@pytest.mark.parametrize(
    ("written", "begin", "end", "before", "year_before"),
    [
        ("2026-01", "2025-12-31T16:00", "2026-01-31T16:00", "2025-12", "2025-01"),
        ("2026-q1", "2025-12-31T16:00", "2026-03-31T16:00", "2025-Q4", "2025-Q1"),
        ("2026-H2", "2026-06-30T16:00", "2026-12-31T16:00", "2026-H1", "2025-H2"),
        (" 2026 ", "2025-12-31T16:00", "2026-12-31T16:00", "2025", "2025"),
    ],
)
def test_a_period_is_counted_there(
    written: str, begin: str, end: str, before: str, year_before: str
) -> None:
    period = parse_period(written)
    assert period.name == written.strip().upper()
    assert period.begin == dt.datetime.fromisoformat(f"{begin}+00:00")
    assert period.end == dt.datetime.fromisoformat(f"{end}+00:00")
    assert (period.before().name, period.year_before().name) == (before, year_before)
    assert period.before().next() == period
    assert (period.months[0].begin, period.months[-1].end) == (period.begin, period.end)


@pytest.mark.parametrize(
    "written", ["", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "26-01", "1999",
                "2026-1", "２０２６", "2026-10-01", "x" * 500]
)  # fmt: skip
def test_what_is_no_period_is_said(written: str) -> None:
    with pytest.raises(Invalid, match="bad_period"):
        parse_period(written)


def test_the_period_of_a_moment_is_that_of_shanghai() -> None:
    late = dt.datetime(2026, 9, 30, 16, 0, tzinfo=dt.UTC)
    assert [period_at(late, span).name for span in Span] == [
        "2026-10",
        "2026-Q4",
        "2026-H2",
        "2026",
    ]
    early = late - dt.timedelta(seconds=1)
    assert [period_at(early, span).name for span in Span] == [
        "2026-09", "2026-Q3", "2026-H2", "2026",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["2026-10", "2026-Q1", "2026-H2", "2026"])
def test_all_that_is_compared_lies_in_one_stretch(written: str) -> None:
    period = parse_period(written)
    stretch = compared(period)
    for one in (period, period.before(), period.year_before(), *last_months(period)):
        assert stretch.begin <= one.begin < one.end <= stretch.end
    assert len(last_months(period)) == 12
    assert last_months(period)[-1] == period.months[-1]


def test_what_a_figure_is() -> None:
    assert count(7).value == 7
    assert Figure(Kind.SHARE, 3, 4).value == 0.75
    assert Figure(Kind.SHARE).value is None
    assert Figure(Kind.DAYS, 3 * 86_400, 2).value == 1.5
    both = Figure(Kind.SHARE, 1, 2) + Figure(Kind.SHARE, 2, 2)
    assert both.value == 0.75


def test_changes() -> None:
    assert change(count(12), count(10)) == pytest.approx(0.2)
    assert change(count(12), count(0)) is None
    assert change(Figure(Kind.SHARE, 1, 2), Figure(Kind.SHARE, 1, 4)) == 0.25
    assert change(Figure(Kind.DAYS, 86_400, 1), Figure(Kind.DAYS)) is None


@pytest.mark.parametrize("number", range(FEW))
def test_few_are_hidden_and_none_too(number: int) -> None:
    for figure in (
        count(number),
        Figure(Kind.SHARE, number, 100),
        Figure(Kind.SHARE, number, number),
        Figure(Kind.DAYS, 1e6, number),
        Figure(Kind.YUAN, 1e6, number),
    ):
        shown = figure.outside()
        assert shown.hidden
        assert shown.value is None


def test_what_is_shown_outside_is_coarse() -> None:
    assert count(5).outside().value == 5
    assert count(13).outside().value == 15
    assert Figure(Kind.SHARE, 19, 20).outside().value == 1.0
    assert [Figure(Kind.YUAN, yuan, 5).outside().value for yuan in (34_999, 1_234_567, 340)] == [
        35_000, 1_200_000, 300,
    ]  # fmt: skip
    assert Figure(Kind.DAYS, 86_400 * 7 * 1.234, 7).outside().value == pytest.approx(1.2)


def test_what_is_kept_back_is_not_had_by_subtracting() -> None:
    """Two months, one hidden, and their sum: each of the hidden numbers stays possible."""
    possible: dict[tuple[float | None, float | None], set[int]] = {}
    for shown, hidden in product(range(FEW, 63), range(FEW)):
        seen = (count(shown).outside().value, count(shown + hidden).outside().value)
        possible.setdefault(seen, set()).add(hidden)
    # Whoever sees the two is left with three of the five at least.
    assert {len(each) for each in possible.values()} == {3, 4, 5}
