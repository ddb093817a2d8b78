"""Correcting the industry of a filed case: who may, what stays, and what is learnt."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.errors import Invalid, NotAllowed, NotFound
from backend.services import lessons
from backend.services.corrections import correct_industry
from tests.support.filing import Filing


async def correct(filing: Filing, industry: str, who: str = "officer") -> None:
    async with filing.house.work() as work:
        await correct_industry(work, filing.number, industry, filing.actors[who])


async def test_the_industry_is_corrected_and_taken_back(filing: Filing) -> None:
    await correct(filing, "fire")
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        assert (case.industry, case.holder_id) == ("fire", "530402.emergency")
        (kept,) = await lessons.lessons(view)
        assert (kept.by, kept.guessed, kept.corrected) == ("officer", "hazchem", "fire")
        assert "化工厂" in kept.terms
    await correct(filing, "hazchem")
    await correct(filing, "hazchem")
    async with filing.house.view() as view:
        acts = select(AuditEntry.detail).where(AuditEntry.action == "correct_industry")
        details = list(await view.session.scalars(acts))
    assert len(details) == 2
    assert "fire" in details[0]


async def test_who_decides_on_the_case_alone_may(sqlite_filing: Filing) -> None:
    with pytest.raises(NotFound):
        await correct(sqlite_filing, "fire", "foreign")
    with pytest.raises(NotAllowed):
        await correct(sqlite_filing, "fire", "reviewer")
    with pytest.raises(Invalid):
        await correct(sqlite_filing, "' OR 1=1 --")
    async with sqlite_filing.house.view() as view:
        assert await lessons.lessons(view) == []
