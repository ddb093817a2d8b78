"""Corrections as labelled examples: kept with nothing that leads to a report, and counted."""

from sqlalchemy import select

from backend.db.models import Lesson, Tally
from backend.services import accounts, drafts, lessons, reports
from config.lexicon import hand_terms
from tests.support.api import HAZARD
from tests.support.filing import FOREIGN, Filing, connect, file_report


async def kept(filing: Filing) -> list[lessons.Example]:
    async with filing.house.view() as view:
        return await lessons.lessons(view)


async def file_as(filing: Filing, industry: str, unit: str | None = None) -> None:
    draft = drafts.Draft()
    draft.add_text(HAZARD)
    draft.industry, draft.unit = industry, unit
    async with filing.house.work() as work:
        await accounts.ensure(work, "web", draft.id, send_to=b"here", locale="zh_CN")
        await reports.submit_report(work, draft, drafts.understand(draft))


async def test_a_report_is_counted_and_teaches_nothing(filing: Filing) -> None:
    assert await kept(filing) == []
    async with filing.house.view() as view:
        (month,) = await lessons.months(view)
        assert await lessons.tallies(view, month) == {lessons.FILED: {"hazchem": 1}}


async def test_many_at_once_are_counted_in_several_rows(filing: Filing) -> None:
    for _ in range(40):
        async with filing.house.work() as work:
            await lessons.count(work, "filed", "gas")
    async with filing.house.view() as view:
        rows = list(await view.session.scalars(select(Tally).where(Tally.key == "gas")))
        (month,) = await lessons.months(view)
        assert (await lessons.tallies(view, month))["filed"]["gas"] == 40
    assert 1 < len(rows) <= 16


async def test_what_a_reporter_chose_is_kept_with_public_words_alone(filing: Filing) -> None:
    await file_as(filing, "fire", "530403")
    industry, place = sorted(await kept(filing), key=lambda one: one.what)
    assert (industry.by, industry.what) == ("reporter", "industry")
    assert (industry.guessed, industry.corrected) == ("hazchem", "fire")
    assert 0 < len(industry.terms) <= lessons.MOST_TERMS
    assert set(industry.terms) <= set(hand_terms())
    assert (place.guessed, place.corrected, place.terms) == ("530402", "530403", ())


async def test_the_same_choice_teaches_nothing(sqlite_filing: Filing) -> None:
    await file_as(sqlite_filing, "hazchem")
    assert await kept(sqlite_filing) == []


async def test_a_transfer_and_a_refusal_are_kept(filing: Filing) -> None:
    await connect(filing.house, FOREIGN)
    again = await file_report(filing.house)
    await filing.event("transfer", to=FOREIGN)
    await again.event("refuse", reason_code="overlapping_duties")
    body, refusal = sorted(await kept(filing), key=lambda one: one.what)
    assert (body.by, body.what, body.guessed, body.corrected) == (
        "officer", "body", "emergency", "fire",
    )  # fmt: skip
    assert (refusal.what, refusal.guessed, refusal.corrected) == (
        "refusal", "emergency", "overlapping_duties",
    )  # fmt: skip


async def test_a_transfer_to_another_county_tells_of_the_place(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("transfer", to="530403.emergency")
    (place,) = await kept(sqlite_filing)
    assert (place.what, place.guessed, place.corrected) == ("place", "530402", "530403")


async def test_the_words_lie_sealed(sqlite_filing: Filing) -> None:
    await file_as(sqlite_filing, "fire")
    async with sqlite_filing.house.view() as view:
        (row,) = await view.session.scalars(select(Lesson))
    assert not any(term.encode() in row.terms for term in hand_terms())
    assert "化工厂" in (await kept(sqlite_filing))[0].terms


async def test_no_column_leads_to_a_case_or_a_day() -> None:
    columns = set(Lesson.__table__.columns.keys()) | set(Tally.__table__.columns.keys())
    assert columns == {
        "id", "month", "by", "what", "guessed", "corrected", "terms", "key", "shard", "count",
    }  # fmt: skip
