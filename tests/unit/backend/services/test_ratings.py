"""One rating for each ending, by the reporter alone, sealed where it holds words."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import Case, Rating
from backend.domain.errors import IllegalTransition
from backend.domain.ratings import RatingReason
from backend.services import ratings
from backend.services.ratings import Rated
from tests.support.api import BODY
from tests.support.filing import Filing


async def closed(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify", officers=["甲", "乙"])
    await filing.event("close", outcome="unfounded", reason="没有发现")


async def seen(filing: Filing) -> list[Rated]:
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        return await ratings.of_case(view, case, BODY)


async def rate(filing: Filing, *, satisfied: bool) -> None:
    async with filing.house.work() as work:
        await ratings.rate(work, filing.report_id, satisfied=satisfied)


async def test_the_latest_word_counts_and_words_lie_sealed(filing: Filing) -> None:
    await closed(filing)
    await rate(filing, satisfied=True)
    await rate(filing, satisfied=False)
    async with filing.house.work() as work:
        for reason in (RatingReason.TOO_SLOW, RatingReason.NOT_ON_SITE, RatingReason.TOO_SLOW):
            await ratings.add_reason(work, filing.report_id, reason)
    async with filing.house.work() as work:
        await ratings.add_words(work, filing.report_id, "没人来看过,我的电话13812345678")
        assert await ratings.latest(work, filing.report_id) is False
    (one,) = await seen(filing)
    assert (one.satisfied, one.reasons) == (False, ("too_slow", "not_on_site"))
    assert "没人来看过" in one.words
    assert "13812345678" not in one.words
    async with filing.house.view() as view:
        row = (await view.session.scalars(select(Rating))).one()
        assert row.words is not None
        assert "没人来看过".encode() not in row.words
        assert row.body_id == BODY


async def test_satisfied_after_all_takes_the_reasons_back(sqlite_filing: Filing) -> None:
    await closed(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        await ratings.add_reason(work, sqlite_filing.report_id, RatingReason.OTHER)
        await ratings.add_words(work, sqlite_filing.report_id, "慢")
    await rate(sqlite_filing, satisfied=True)
    (one,) = await seen(sqlite_filing)
    assert (one.satisfied, one.reasons, one.words) == (True, (), "")


async def test_an_ending_after_reopening_is_rated_anew(sqlite_filing: Filing) -> None:
    await closed(sqlite_filing)
    await rate(sqlite_filing, satisfied=False)
    await sqlite_filing.event("reopen", "reviewer", reason="再查一次")
    with pytest.raises(IllegalTransition):
        await rate(sqlite_filing, satisfied=True)
    await sqlite_filing.event("close", outcome="verified", reason="查实")
    await rate(sqlite_filing, satisfied=True)
    assert [one.satisfied for one in await seen(sqlite_filing)] == [True, False]


async def test_neither_too_early_nor_too_late(sqlite_filing: Filing) -> None:
    with pytest.raises(IllegalTransition):
        await rate(sqlite_filing, satisfied=True)
    await closed(sqlite_filing)
    later = sqlite_filing.house.clock() + dt.timedelta(days=32)
    sqlite_filing.house = dataclasses.replace(sqlite_filing.house, clock=lambda: later)
    with pytest.raises(IllegalTransition):
        await rate(sqlite_filing, satisfied=True)


async def test_the_notice_of_an_ending_asks(sqlite_filing: Filing) -> None:
    await closed(sqlite_filing)
    told = await sqlite_filing.payloads()
    asked = {one["key"]: one["choices"] for one in told}
    number = sqlite_filing.number
    assert asked["case.notice_closed"] == [f"rate.good:{number}", f"rate.bad:{number}"]
    assert asked["case.notice_accepted"] == []
