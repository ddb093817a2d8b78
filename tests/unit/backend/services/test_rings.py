"""Lives in danger and nobody accepts: the desk is rung again, then the one above, once each."""

import datetime as dt

from sqlalchemy import select

from backend.db.models import CaseClock, Job
from backend.house import House
from backend.outbox import Outbox
from backend.services import desks, oversight, rings, robots
from backend.services.cases import Actor
from backend.services.clocks import RING, URGENT
from bot.clocks import Clocks
from tests.support.filing import BODY, Filing, connect, file_report

CITY = "530400.emergency"
URGENT_WORDS = "玉溪市红塔区大营街一家化工厂正在泄漏，有人晕倒，快来人"


async def _file(house: House) -> Filing:
    await connect(house, BODY)
    await connect(house, CITY)
    filing = await file_report(house, URGENT_WORDS)
    async with house.view() as view:
        (clock,) = await view.session.scalars(select(CaseClock).where(CaseClock.kind == URGENT))
    assert clock.body_id == BODY
    return filing


async def _later(house: House, minutes: int) -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    house.clock = lambda: then
    outbox = Outbox(house, Clocks(house).executors())
    while await outbox.run_due():
        pass


async def _rung(filing: Filing) -> list[str]:
    return [one["event"] for one in await filing.payloads("robot")]


async def _robots(house: House) -> None:
    """A robot of each desk, so that what is told can be read from the outbox."""
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc"
    async with house.work() as work:
        for body in (BODY, CITY):
            await robots.add(work, body, "wecom", "群", address, "", "staff:one")


async def test_who_does_not_accept_is_rung_again_then_the_superior(house: House) -> None:
    filing = await _file(house)
    await _robots(house)
    city = Actor("staff:nine", CITY, filing.actors["officer"].roles)
    await _later(house, 14)
    assert await _rung(filing) == []
    await _later(house, 16)
    assert await _rung(filing) == ["unaccepted"]
    async with house.view() as view:
        assert await oversight.overdue_below(view, city) == []
    await _later(house, 31)
    assert await _rung(filing) == ["unaccepted_below"]
    await _later(house, 45)
    assert await _rung(filing) == []
    async with house.view() as view:
        (below,) = await oversight.overdue_below(view, city)
        assert (below.case.number, below.running, below.late) == (filing.number, True, False)
        # Who was rung may urge, as the superior of a case over its time may.
        case = await desks.find_case(view, filing.number, city, above=True)
        assert case.number == filing.number


async def test_who_was_down_rings_both_at_once_and_only_once(sqlite_house: House) -> None:
    filing = await _file(sqlite_house)
    await _robots(sqlite_house)
    await _later(sqlite_house, 50)
    assert await _rung(filing) == ["unaccepted", "unaccepted_below"]
    async with sqlite_house.view() as view:
        (clock,) = await view.session.scalars(select(CaseClock).where(CaseClock.kind == URGENT))
    assert await rings.ring(sqlite_house, clock.id)
    assert await _rung(filing) == []
    assert not await rings.ring(sqlite_house, "gone")


async def test_who_accepted_is_left_alone(sqlite_house: House) -> None:
    filing = await _file(sqlite_house)
    await _robots(sqlite_house)
    await _later(sqlite_house, 16)
    await filing.event("accept")
    await filing.payloads("robot")
    async with sqlite_house.view() as view:
        assert list(await view.session.scalars(select(Job).where(Job.kind == RING))) == []
    await _later(sqlite_house, 60)
    assert await _rung(filing) == []


async def test_what_is_not_urgent_is_never_rung_again(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        assert list(await view.session.scalars(select(Job).where(Job.kind == RING))) == []
