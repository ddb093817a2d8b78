"""What a superior sees: plain facts of cases below, never the words of a report."""

import datetime as dt
from dataclasses import replace

import pytest

from backend.domain.errors import NotAllowed, NotFound
from backend.services import desks, overdue, oversight
from backend.services.cases import Actor
from tests.support.api import HAZARD
from tests.support.filing import Filing, connect, somebody

CITY = "530400.emergency"


async def _city(filing: Filing) -> Actor:
    await connect(filing.house, CITY)
    filing.actors["city"] = replace(filing.actors["officer"], id="staff:nine", body_id=CITY)
    return filing.actors["city"]


async def _late(filing: Filing, days: int) -> None:
    from sqlalchemy import select

    from backend.db.models import CaseClock

    later = filing.house.clock() + dt.timedelta(days=days)
    filing.house.clock = lambda: later
    async with filing.house.view() as view:
        ids = list(await view.session.scalars(select(CaseClock.id)))
    for clock_id in ids:
        await overdue.ring(filing.house, clock_id)


async def test_a_case_over_its_time_is_seen_above_without_its_words(sqlite_filing: Filing) -> None:
    city = await _city(sqlite_filing)
    await _late(sqlite_filing, 20)
    async with sqlite_filing.house.view() as view:
        (below,) = await oversight.overdue_below(view, city)
        with pytest.raises(NotFound):
            await desks.find_case(view, sqlite_filing.number, somebody(CITY))
    assert (below.kind, below.running, below.thrice) == ("accept", True, False)
    assert HAZARD[:6] not in str(below)
    await sqlite_filing.event("accept")
    async with sqlite_filing.house.view() as view:
        (below,) = await oversight.overdue_below(view, city)
    assert not below.running


async def test_a_request_for_more_time_says_why(sqlite_filing: Filing) -> None:
    city = await _city(sqlite_filing)
    await sqlite_filing.event("accept")
    async with sqlite_filing.house.view() as view:
        assert await oversight.asking(view, city) == []
    await sqlite_filing.event("ask_extension", reason="等检测报告")
    async with sqlite_filing.house.view() as view:
        (asks,) = await oversight.asking(view, city)
        assert (asks.case.number, asks.reason) == (sqlite_filing.number, "等检测报告")
        assert await oversight.asking(view, sqlite_filing.actors["foreign"]) == []
    await sqlite_filing.event("refuse_extension", "city", reason="人手够")
    async with sqlite_filing.house.view() as view:
        assert await oversight.asking(view, city) == []


async def test_where_no_superior_works_here_the_intake_desk_hears(sqlite_filing: Filing) -> None:
    await _late(sqlite_filing, 20)
    async with sqlite_filing.house.view() as view:
        (below,) = await oversight.overdue_below(view, sqlite_filing.actors["intake"])
    assert below.case.number == sqlite_filing.number
    assert await sqlite_filing.event("urge", "intake", reason="请答复") == "assigned"
    await sqlite_filing.event("accept")
    await sqlite_filing.event("ask_extension", reason="等检测报告")
    with pytest.raises(NotAllowed):
        await sqlite_filing.event("extend", "intake")


async def test_what_is_over_asks_nobody_for_time(sqlite_filing: Filing) -> None:
    city = await _city(sqlite_filing)
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify")
    await sqlite_filing.event("ask_extension", reason="等检测报告")
    await sqlite_filing.event("close", outcome="unfounded", reason="没有问题")
    async with sqlite_filing.house.view() as view:
        assert await oversight.asking(view, city) == []
