"""Figures of a period: which days it covers, what a share or mean is, what may leave a body."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.deadlines import day_of, start_of
from backend.domain.errors import Invalid

FEW = 5
"""A smaller count is shown to no other body, not even none: it could point to somebody."""
_MONTHS = 12
_DAY = 86_400
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_WRITTEN = re.compile(r"(\d{4})(?:-(?:(\d{2})|([QH])(\d)))?", re.ASCII)


class Span(StrEnum):
    """How long a period is: 月统计, 季分析, 半年通报, 全年评估."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_LENGTH = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}
_LETTER = {Span.QUARTER: "Q", Span.HALF: "H"}
_SPAN = {letter: span for span, letter in _LETTER.items()}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half or whole year, in Asia/Shanghai; ``number`` counts from one."""

    span: Span
    year: int
    number: int = 1

    @property
    def name(self) -> str:
        """As it is written: ``2026-10``, ``2026-Q3``, ``2026-H1``, ``2026``."""
        if self.span is Span.YEAR:
            return str(self.year)
        if self.span is Span.MONTH:
            return f"{self.year}-{self.number:02d}"
        return f"{self.year}-{_LETTER[self.span]}{self.number}"

    @property
    def begin(self) -> dt.datetime:
        """The first moment, in UTC."""
        return _midnight(self.first_day)

    @property
    def end(self) -> dt.datetime:
        """The first moment that doesn't belong to it any more, in UTC."""
        return _midnight(self.next().first_day)

    @property
    def first_day(self) -> dt.date:
        """Its first day there."""
        return dt.date(self.year, (self.number - 1) * _LENGTH[self.span] + 1, 1)

    @property
    def months(self) -> tuple["Period", ...]:
        """Its months, in order."""
        first = self.first_day.month
        numbers = range(first, first + _LENGTH[self.span])
        return tuple(Period(Span.MONTH, self.year, number) for number in numbers)

    def next(self) -> "Period":
        """The one after it."""
        return self._shifted(1)

    def before(self) -> "Period":
        """The one before it (环比)."""
        return self._shifted(-1)

    def year_before(self) -> "Period":
        """The same of the year before (同比)."""
        return Period(self.span, self.year - 1, self.number)

    def _shifted(self, by: int) -> "Period":
        a_year = _MONTHS // _LENGTH[self.span]
        years, rest = divmod(self.number - 1 + by, a_year)
        return Period(self.span, self.year + years, rest + 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time without a gap, from a first moment to one that doesn't belong to it, in UTC."""

    begin: dt.datetime
    end: dt.datetime


def days_over(when: Stretch | Period, now: dt.datetime) -> Stretch:
    """What of ``when`` lies in days of Asia/Shanghai that are over at ``now``.

    A figure that changes at the moment of an act tells whoever looks twice when it was done.
    """
    today = start_of(day_of(now)).astimezone(dt.UTC)
    return Stretch(when.begin, min(when.end, today))


def compared(period: Period) -> Stretch:
    """All that is looked at with a period: from the same of the year before to its own end."""
    first = min(period.year_before().begin, last_months(period)[0].begin)
    return Stretch(first, period.end)


def parse_period(written: str) -> Period:
    """The period called ``written``; raises Invalid ``bad_period``."""
    match = _WRITTEN.fullmatch(written.strip().upper())
    if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        raise Invalid("bad_period", period=written[:20])
    year, month, letter, number = match.groups()
    if month is None and letter is None:
        return Period(Span.YEAR, int(year))
    span = Span.MONTH if month else _SPAN[letter]
    found = Period(span, int(year), int(month or number))
    if not 1 <= found.number <= _MONTHS // _LENGTH[span]:
        raise Invalid("bad_period", period=written[:20])
    return found


def period_at(moment: dt.datetime, span: Span) -> Period:
    """The period of a kind that ``moment`` lies in."""
    day = day_of(moment)
    return Period(span, day.year, (day.month - 1) // _LENGTH[span] + 1)


def last_months(period: Period, count: int = _MONTHS) -> tuple[Period, ...]:
    """The ``count`` months that end with the period."""
    found = [period.months[-1]]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(found[::-1])


class Kind(StrEnum):
    """What a figure is."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    YUAN = "yuan"
    POINTS = "points"
    """A mean of ratings."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or a sum over ``base`` cases: what is shown is made of the two."""

    kind: Kind
    amount: float = 0
    """The count; of a share its part; of days the seconds of all together; the sum in yuan."""
    base: int = 0
    """How many cases it is made of; of a share the whole."""
    hidden: bool = False
    """Whether so few cases must not be shown where this is read."""

    @property
    def value(self) -> float | None:
        """Cases, a share between 0 and 1, days, yuan or points; None where there is nothing."""
        if self.hidden:
            return None
        if self.kind in (Kind.COUNT, Kind.YUAN):
            return self.amount
        if not self.base:
            return None
        return self.amount / self.base / (_DAY if self.kind is Kind.DAYS else 1)

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.kind, self.amount + other.amount, self.base + other.base)

    def outside(self) -> "Figure":
        """As another body may see it.

        Nothing of fewer than five cases; every count rounded to five, so that what is kept back
        can't be had by subtracting months from a quarter or bodies from their sum. Of sums of money
        two digits are left.
        """
        cases = self.amount if self.kind in (Kind.COUNT, Kind.SHARE) else self.base
        if cases < FEW or (self.kind is not Kind.COUNT and self.base < FEW):
            return Figure(self.kind, hidden=True)
        if self.kind is Kind.COUNT:
            return count(_rounded(self.amount, FEW))
        if self.kind is Kind.SHARE:
            return Figure(self.kind, _rounded(self.amount, FEW), _rounded(self.base, FEW))
        if self.kind is Kind.YUAN:
            return Figure(self.kind, _two_digits(self.amount), FEW)
        tenths = round((self.value or 0) * 10) / 10
        return Figure(self.kind, tenths * (_DAY if self.kind is Kind.DAYS else 1), 1)


def count(number: int) -> Figure:
    """A number of cases or acts."""
    return Figure(Kind.COUNT, number, number)


def change(now: Figure, then: Figure) -> float | None:
    """By how much a figure differs from that of another period.

    Of counts and sums the share by which it grew; of a share in percentage points as a share; of
    means the difference. None where either isn't known, or it can't be said.
    """
    if now.value is None or then.value is None:
        return None
    if now.kind in (Kind.COUNT, Kind.YUAN):
        return (now.value - then.value) / then.value if then.value > 0 else None
    return now.value - then.value


def _rounded(amount: float, step: int) -> int:
    return int(amount / step + 0.5) * step


def _two_digits(yuan: float) -> int:
    """A sum of which only the first two digits are left, and no less than hundreds."""
    step = max(10 ** (len(str(abs(int(yuan)))) - 2), 100)
    return _rounded(yuan, step)


def _midnight(day: dt.date) -> dt.datetime:
    return start_of(day).astimezone(dt.UTC)
