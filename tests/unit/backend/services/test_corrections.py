"""Correcting industry and place of a filed case: who may, what stays, what is learnt."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from backend.services import lessons
from backend.services.corrections import correct_industry, correct_place
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


async def _place(filing: Filing, place: str, who: str = "officer") -> Case:
    async with filing.house.work() as work:
        await correct_place(work, filing.number, place, filing.actors[who])
        return await work.session.get_one(Case, filing.number)


async def test_the_place_is_corrected_and_its_rules_hold(filing: Filing) -> None:
    case = await _place(filing, "雁塔区")
    assert (case.unit_id, case.jurisdiction) == ("610113", "xian")
    assert case.area == "陕西省西安市雁塔区"
    assert case.holder_id == "530402.emergency"
    case = await _place(filing, "玉溪市红塔区大营街街道")
    assert (case.unit_id, case.jurisdiction) == ("530402", "yuxi")
    async with filing.house.view() as view:
        acts = select(AuditEntry.detail).where(AuditEntry.action == "correct_place")
        assert len(list(await view.session.scalars(acts))) == 2


async def test_a_place_that_settles_nothing_changes_nothing(sqlite_filing: Filing) -> None:
    for words in ("", "\x00", "某个地方", "999999", "长" * 500):
        with pytest.raises(Invalid, match="place_none"):
            await _place(sqlite_filing, words)
    with pytest.raises(Invalid, match="place_many") as several:
        await _place(sqlite_filing, "鼓楼区")
    names = str(several.value.params["names"]).split(", ")
    assert len(names) > 1
    assert (await _place(sqlite_filing, names[0])).area == names[0]
    with pytest.raises(NotAllowed):
        await _place(sqlite_filing, "雁塔区", "reviewer")
    with pytest.raises(NotFound):
        await _place(sqlite_filing, "雁塔区", "foreign")


async def test_nobody_chooses_the_judge_of_a_dispute_nor_moves_what_is_closed(
    sqlite_filing: Filing,
) -> None:
    arbiter = (await _place(sqlite_filing, "江川区")).arbiter_id
    async with sqlite_filing.house.work() as work:
        (await work.session.get_one(Case, sqlite_filing.number)).refusals = 1
    assert (await _place(sqlite_filing, "雁塔区")).arbiter_id == arbiter
    await sqlite_filing.event("decline", reason_code="out_of_scope")
    with pytest.raises(IllegalTransition):
        await _place(sqlite_filing, "江川区")
