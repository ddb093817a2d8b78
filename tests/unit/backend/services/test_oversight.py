"""What a superior sees: plain facts of cases below, never the words of a report."""

import datetime as dt
from dataclasses import replace

import pytest

from backend.domain.cases import Role
from backend.domain.errors import NotAllowed, NotFound
from backend.services import desks, overdue, oversight, queue
from backend.services.cases import Actor
from backend.services.queue_search import BELOW, Search
from tests.support.api import BODY, HAZARD
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


async def test_a_supervisor_above_urges_and_gives_time_and_does_nothing_else(
    sqlite_filing: Filing,
) -> None:
    city = replace(await _city(sqlite_filing), roles=frozenset({Role.SUPERVISOR}))
    own = somebody(BODY, Role.SUPERVISOR)
    beside = somebody("530403.emergency", Role.SUPERVISOR)
    limited = replace(city, areas=("云南省玉溪市江川区",))
    filing = sqlite_filing
    filing.actors |= {"city": city, "own": own, "beside": beside, "limited": limited}
    async with filing.house.view() as view:
        assert await oversight.bodies_below(view, city) == [BODY]
        for nobody in (own, beside, filing.actors["officer"]):
            assert await oversight.bodies_below(view, nobody) == []
    with pytest.raises(NotFound):
        await filing.event("urge", "city", reason="请抓紧")
    await filing.event("accept")
    await filing.event("ask_extension", reason="等检测报告")
    for who, error in (("limited", NotFound), ("beside", NotFound), ("own", NotAllowed)):
        with pytest.raises(error):
            await filing.event("urge", who, reason="请抓紧")
    for name in ("verify", "message", "note", "penalty", "reopen"):
        with pytest.raises(NotAllowed):
            await filing.event(name, "city", text="x", reason="x", penalty_yuan=1)
    await filing.event("urge", "city", reason="请抓紧")
    await filing.event("extend", "city")
    async with filing.house.view() as view:
        assert await oversight.asking(view, limited) == []


async def test_a_supervisor_s_queue_holds_what_is_below_in_a_tab_of_its_own(
    sqlite_filing: Filing,
) -> None:
    city = somebody(CITY, Role.SUPERVISOR)
    await connect(sqlite_filing.house, CITY)
    limited = replace(city, areas=("云南省玉溪市江川区",))
    async with sqlite_filing.house.view() as view:
        counts = await queue.counts(view, city)
        assert (counts["all"], counts[BELOW]) == (0, 1)
        lines, more = await queue.lines(view, Search(tab=BELOW), city)
        assert ([line.case.number for line in lines], more) == ([sqlite_filing.number], False)
        assert await queue.lines(view, Search(tab=BELOW, area="江川"), city) == ([], False)
        assert (await queue.counts(view, limited))[BELOW] == 0
        assert BELOW not in await queue.counts(view, sqlite_filing.actors["officer"])
        stranger = replace(city, roles=frozenset({Role.OFFICER}))
        assert await queue.lines(view, Search(tab=BELOW), stranger) == ([], False)
