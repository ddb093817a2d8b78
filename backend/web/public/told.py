"""A bulletin in words: names in place of codes, ranges of days, typical cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from backend.db.models import TypicalCase
from backend.domain.suppression import MOST_COUNTED, Paid, Range, Table
from backend.domain.typical_cases import Told
from backend.services.bulletins import Issue
from config.texts import text
from nlp.regions import region_of

TABLES = ("districts", "industries", "outcomes")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what, how many, and their share in percent."""

    name: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class InWords:
    """A bulletin as a page shows it."""

    week: str
    days: str
    """From when to when its cases were answered."""
    published: str
    count: int | None
    tables: tuple[tuple[str, tuple[Row, ...]], ...]
    answered_in: str
    rewards: Paid | None
    rewards_days: str
    paid_words: str
    """How many rewards, and that of each no more than the cap is counted."""

    @property
    def empty(self) -> bool:
        """Whether there was too little to tell anything."""
        return self.count is None and self.rewards is None


def in_words(issue: Issue, locale: str) -> InWords:
    """``issue`` in one language."""
    cases = issue.figures.cases
    tables = [(name, getattr(cases, name)) for name in TABLES] if cases else []
    return InWords(
        week=issue.week.id,
        days=f"{issue.cases_from} – {issue.week.sunday}",
        published=issue.published_on.isoformat(),
        count=cases.count if cases else None,
        tables=tuple((name, _rows(name, table, locale)) for name, table in tables),
        answered_in=days_in_words(cases.answered_in, locale) if cases else "",
        rewards=issue.figures.rewards,
        rewards_days=f"{issue.rewards_from} – {issue.week.sunday}",
        paid_words=_paid_words(issue.figures.rewards, locale),
    )


def _paid_words(paid: Paid | None, locale: str) -> str:
    if paid is None:
        return ""
    return text(locale, "bulletin.paid_count", count=paid.count, most=f"{MOST_COUNTED:,}")


def _rows(name: str, table: Table, locale: str) -> tuple[Row, ...]:
    cells = [(name_of(name, code, locale), count) for code, count in table.cells]
    if table.rest:
        cells.append((text(locale, "bulletin.rest"), table.rest))
    whole = sum(count for _, count in cells)
    return tuple(Row(label, count, round(100 * count / whole)) for label, count in cells)


def name_of(table: str, code: str, locale: str) -> str:
    """The name people know a code by; places keep their Chinese names."""
    if table == "industries":
        return text(locale, f"routing.industry_{code}")
    if table == "outcomes":
        return text(locale, f"bulletin.outcome_{code}")
    return region_of(code).name if code else text(locale, "bulletin.place_unknown")


def days_in_words(span: Range | None, locale: str) -> str:
    """A range of days; empty for none."""
    if span is None:
        return ""
    if span.most is None:
        return text(locale, "bulletin.days_above", least=span.least - 1)
    key = "bulletin.days_between" if span.least else "bulletin.days_within"
    return text(locale, key, least=span.least, most=span.most)


@dataclass(frozen=True, slots=True)
class TypicalInWords:
    """A typical case as a page shows it."""

    week: str
    place: str
    industry: str
    when: str
    found: str
    done: str
    penalty: str
    reward: str


def typical_in_words(
    rows: Iterable[tuple[TypicalCase, Told]], locale: str
) -> Sequence[TypicalInWords]:
    """Published typical cases in one language; what staff wrote stays as they wrote it."""
    say = partial(text, locale)
    return [
        TypicalInWords(
            row.week or "",
            region_of(row.unit_id).name,
            say(f"routing.industry_{row.industry}"),
            period_in_words(row.period, locale),
            told.found,
            told.done,
            say(f"bulletin.penalty_{row.penalty}"),
            say(f"bulletin.reward_{row.reward}"),
        )
        for row, told in rows
    ]


def period_in_words(period: str, locale: str) -> str:
    """A month or a quarter."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return text(locale, "bulletin.quarter", year=year, quarter=part[1:])
    return text(locale, "bulletin.month", year=year, month=int(part))
