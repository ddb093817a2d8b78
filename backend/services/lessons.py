"""What the house learns from corrections: labelled examples and counts by the month.

Nothing here leads to a report, a case or a person: no number, no day, no words but those of the
public lexicon (and those sealed), and identifiers without order.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from backend.db.models import Case, Lesson, Tally, random_id
from backend.domain.cases import Event
from backend.domain.deadlines import SHANGHAI
from backend.domain.fields import EventFields
from backend.house import Work
from backend.services import bodies
from backend.services.drafts import Understood
from config.lexicon import Kind, lexicon

MOST_TERMS = 8
_SHARDS = 16
"""Rows over which a count is spread: reports that come at once must not wait for each other."""
FILED, ASKED_INDUSTRY, ASKED_PLACE = "filed", "asked_industry", "asked_place"


@dataclass(frozen=True, slots=True)
class Example:
    """One correction, opened: what was guessed and what it should have been, by which words."""

    month: str
    by: str
    what: str
    guessed: str
    corrected: str
    terms: tuple[str, ...]


def month_of(work: Work) -> str:
    """This month in Asia/Shanghai, as 2026-11."""
    return work.now.astimezone(SHANGHAI).strftime("%Y-%m")


async def count(work: Work, what: str, key: str) -> None:
    """One more of something in this month."""
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"month": month_of(work), "what": what, "key": key, "shard": secrets.randbelow(_SHARDS)}
    insert = dialect.insert(Tally).values(**row, count=1)
    await work.session.execute(
        insert.on_conflict_do_update(index_elements=list(row), set_={"count": Tally.count + 1})
    )


async def from_filing(work: Work, understood: Understood, *, corrected: bool) -> None:
    """Count a report with its questions; ``corrected``: the reporter chose the industry."""
    guess, place = understood.analysis.classification, understood.analysis.place
    await count(work, FILED, guess.industry)
    if guess.ask:
        await count(work, ASKED_INDUSTRY, guess.industry)
    if place.ask or place.region is None:
        await count(work, ASKED_PLACE, understood.jurisdiction)
    if corrected and understood.industry != guess.industry:
        told = [match.term for match in guess.matched]
        _learn(work, "reporter", "industry", guess.industry, understood.industry, told)
    region = understood.region
    if place.region is not None and region is not None and place.region.unit != region.unit:
        _learn(work, "reporter", "place", place.region.unit, region.unit, ())


def from_desk(work: Work, case: Case, event: Event, fields: EventFields, before: str) -> None:
    """Keep what an officer corrects by a step: who is answerable, where it is, why it came back."""
    if event is Event.REFUSE and fields.reason_code:
        _learn(work, "officer", "refusal", _department(before), fields.reason_code, ())
    elif event is Event.TRANSFER and case.body_id != before:
        if _department(before) != _department(case.body_id):
            _learn(work, "officer", "body", _department(before), _department(case.body_id), ())
        elif _unit(before) and _unit(before) != _unit(case.body_id):
            _learn(work, "officer", "place", _unit(before), _unit(case.body_id), ())


def industry_corrected(work: Work, before: str, after: str, terms: Iterable[str]) -> None:
    """Keep an officer's correction of the industry, with the terms that had decided."""
    if before != after:
        _learn(work, "officer", "industry", before, after, terms)


async def months(work: Work) -> list[str]:
    """The months of which anything is known, newest first."""
    found = await work.session.scalars(select(Tally.month).union(select(Lesson.month)))
    return sorted(found, reverse=True)


async def tallies(work: Work, month: str) -> dict[str, dict[str, int]]:
    """The counts of a month: what, key, how often."""
    rows = await work.session.scalars(select(Tally).where(Tally.month == month))
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        keys = found.setdefault(row.what, {})
        keys[row.key] = keys.get(row.key, 0) + row.count
    return found


async def lessons(work: Work, month: str | None = None) -> list[Example]:
    """All corrections, or those of a month, in no order that tells anything."""
    query = select(Lesson).order_by(Lesson.id)
    if month is not None:
        query = query.where(Lesson.month == month)
    return [
        Example(
            row.month,
            row.by,
            row.what,
            row.guessed,
            row.corrected,
            tuple(json.loads(work.vault.open(row.terms, "lessons", row.id))),
        )
        for row in await work.session.scalars(query)
    ]


def _learn(
    work: Work, by: str, what: str, guessed: str, corrected: str, terms: Iterable[str]
) -> None:
    public = sorted([term for term in terms if _is_public(term)][:MOST_TERMS])
    row = Lesson(
        id=random_id(),
        month=month_of(work),
        by=by,
        what=what,
        guessed=guessed,
        corrected=corrected,
    )
    row.terms = work.vault.seal(json.dumps(public).encode(), "lessons", row.id)
    work.session.add(row)


def _is_public(term: str) -> bool:
    """Whether a term is a word of the lexicon, which everybody can read, and not learnt letters."""
    known = lexicon().hand.get(term)
    return known is not None and known.kind is not Kind.BLOCKER


def _department(body_id: str) -> str:
    return "intake" if body_id == bodies.INTAKE else bodies.describe(body_id).department


def _unit(body_id: str) -> str:
    return "" if body_id == bodies.INTAKE else bodies.describe(body_id).unit
