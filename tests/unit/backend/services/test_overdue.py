"""Time limits that run out: who hears what, each thing once, whatever dies in between."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select, update

from backend.db.models import Case, CaseClock, CaseEvent, ClockPoint, Job
from backend.domain.deadlines import SHANGHAI, Point, points
from backend.outbox import Outbox
from backend.services import clocks
from bot.clocks import Clocks
from tests.support.filing import BODY, Filing, connect

START = dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC)
CITY, PROVINCE = "530400.emergency", "530000.emergency"


def _at(filing: Filing, moment: dt.datetime) -> None:
    filing.house.clock = lambda: moment


async def _points(filing: Filing) -> Counter[tuple[str, str]]:
    async with filing.house.view() as view:
        rows = await view.session.execute(
            select(CaseClock.kind, ClockPoint.point).join(
                ClockPoint, ClockPoint.clock_id == CaseClock.id
            )
        )
        return Counter((kind, point) for kind, point in rows)


async def _work_on(filing: Filing) -> None:
    """Do what is due, as a worker that has just been started does."""
    outbox = Outbox(filing.house, Clocks(filing.house).executors())
    while await outbox.run_due():
        pass


async def _begin(filing: Filing) -> None:
    """Let the clocks of the case begin at START: the case was filed at the real time."""
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        await clocks.end(work, case)
    _at(filing, START)
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        await clocks.start(work, case, "accept")
        await clocks.promise(work, case)


async def test_a_case_left_alone_for_200_days_is_escalated_once_each(filing: Filing) -> None:
    await _begin(filing)
    await filing.payloads()
    for day in range(1, 201):
        _at(filing, START + dt.timedelta(days=day))
        if day % 2 == 0:
            # A worker died with the job in its hands: another takes it when the lease is over.
            async with filing.house.work() as work:
                over = work.now - dt.timedelta(minutes=1)
                await work.session.execute(
                    update(Job)
                    .where(Job.kind == clocks.CLOCK, Job.run_at <= work.now)
                    .values(state="leased", owner="dead", lease_until=over)
                )
        await _work_on(filing)
    assert await _points(filing) == {
        ("accept", "half"): 1,
        ("accept", "warning"): 1,
        ("accept", "overdue"): 1,
        ("accept", "overdue_thrice"): 1,
        ("promise", "half"): 1,
        ("promise", "warning"): 1,
        ("promise", "overdue"): 1,
        ("promise", "overdue_thrice"): 1,
    }
    async with filing.house.view() as view:
        steps = list(
            await view.session.scalars(
                select(CaseEvent)
                .where(CaseEvent.case_number == filing.number, CaseEvent.event == "overdue")
                .order_by(CaseEvent.seq)
            )
        )
    assert [step.facts["to_body"] for step in steps] == [CITY, PROVINCE]
    assert [step.facts["point"] for step in steps] == ["overdue", "overdue_thrice"]
    # Before acceptance the reporter hears once, of the day that was promised.
    told = [payload["key"] for payload in await filing.payloads()]
    assert told == ["case.notice_promise_over"]


async def test_a_job_done_twice_says_nothing_twice(filing: Filing) -> None:
    await _begin(filing)
    async with filing.house.view() as view:
        ids = list(
            await view.session.scalars(select(CaseClock.id).where(CaseClock.ended_at.is_(None)))
        )
    _at(filing, START + dt.timedelta(days=30))
    from backend.services import overdue

    for clock_id in ids * 3:
        assert await overdue.ring(filing.house, clock_id)
    assert set((await _points(filing)).values()) == {1}
    assert not await overdue.ring(filing.house, "no such clock")


async def test_half_of_sixty_days_the_reporter_hears_and_then_the_end(
    sqlite_filing: Filing,
) -> None:
    _at(sqlite_filing, START)
    await sqlite_filing.event("accept")
    await sqlite_filing.payloads()
    told: list[tuple[int, str]] = []
    for day in range(1, 190):
        _at(sqlite_filing, START + dt.timedelta(days=day))
        await _work_on(sqlite_filing)
        told += [(day, one["key"]) for one in await sqlite_filing.payloads()]
    assert told == [
        (30, "case.notice_half"),
        (61, "case.notice_overdue"),
        (182, "case.notice_overdue"),
    ]


async def test_a_worker_away_for_long_says_no_half_time(sqlite_filing: Filing) -> None:
    _at(sqlite_filing, START)
    await sqlite_filing.event("accept")
    await sqlite_filing.payloads()
    _at(sqlite_filing, START + dt.timedelta(days=100))
    await _work_on(sqlite_filing)
    assert [one["key"] for one in await sqlite_filing.payloads()] == ["case.notice_overdue"]


async def test_while_the_reporter_is_waited_for_no_time_runs(sqlite_filing: Filing) -> None:
    from backend.services.status import say_to_body

    _at(sqlite_filing, START)
    await sqlite_filing.event("accept")
    await sqlite_filing.event("request_info", text="是哪个门？")
    _at(sqlite_filing, START + dt.timedelta(days=14))
    await _work_on(sqlite_filing)
    waited = {("waiting_reporter", "half"), ("waiting_reporter", "warning")}
    assert set(await _points(sqlite_filing)) == waited
    async with sqlite_filing.house.work() as work:
        await say_to_body(work, sqlite_filing.report_id, "西门")
    _at(sqlite_filing, START + dt.timedelta(days=40))
    await _work_on(sqlite_filing)
    assert set(await _points(sqlite_filing)) == waited
    _at(sqlite_filing, START + dt.timedelta(days=45))
    await _work_on(sqlite_filing)
    assert set(await _points(sqlite_filing)) == waited | {("verify", "half")}


async def test_what_is_closed_says_nothing_more(sqlite_filing: Filing) -> None:
    _at(sqlite_filing, START)
    await sqlite_filing.event("decline", reason_code="out_of_scope")
    _at(sqlite_filing, START + dt.timedelta(days=300))
    await _work_on(sqlite_filing)
    assert not await _points(sqlite_filing)


async def test_a_transfer_does_not_begin_the_reporters_time_anew(sqlite_filing: Filing) -> None:
    from backend.services.status import reporter_view
    from tests.support.filing import FOREIGN

    await connect(sqlite_filing.house, FOREIGN)
    await _begin(sqlite_filing)

    async def promised() -> dt.datetime | None:
        async with sqlite_filing.house.view() as view:
            return (await reporter_view(view, sqlite_filing.report_id, "zh_CN")).due_at

    first = await promised()
    _at(sqlite_filing, START + dt.timedelta(days=2))
    await sqlite_filing.event("transfer", to=FOREIGN)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
    assert case.deadline_kind == "transfer"
    assert await promised() == first
    await sqlite_filing.event("refuse", "foreign", reason_code="wrong_area")
    assert await promised() == first


async def test_a_connected_superior_is_rung_and_may_urge(sqlite_filing: Filing) -> None:
    from dataclasses import replace

    from backend.domain.errors import NotFound

    await connect(sqlite_filing.house, CITY)
    city = replace(sqlite_filing.actors["officer"], id="staff:nine", body_id=CITY)
    sqlite_filing.actors["city"] = city
    await _begin(sqlite_filing)
    with pytest.raises(NotFound):
        await sqlite_filing.event("urge", "city", reason="请三日内答复")
    _at(sqlite_filing, START + dt.timedelta(days=10))
    await _work_on(sqlite_filing)
    from backend.services import oversight

    async with sqlite_filing.house.view() as view:
        (below,) = await oversight.overdue_below(view, city)
        assert (below.case.number, below.kind, below.running) == (
            sqlite_filing.number, "accept", True,
        )  # fmt: skip
        assert await oversight.overdue_below(view, replace(city, body_id=BODY)) == []
    assert await sqlite_filing.event("urge", "city", reason="请三日内答复") == "assigned"
    from backend.domain.errors import NotAllowed

    with pytest.raises(NotAllowed):
        await sqlite_filing.event("accept", "city")


async def test_what_an_update_brought_is_armed_by_the_sweep(sqlite_filing: Filing) -> None:
    await _begin(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        for job in await work.session.scalars(select(Job).where(Job.kind == clocks.CLOCK)):
            await work.session.delete(job)
        await work.session.execute(update(CaseClock).values(armed=False))
    assert await clocks.arm_waiting(sqlite_filing.house) == 2
    assert await clocks.arm_waiting(sqlite_filing.house) == 0
    _at(sqlite_filing, START + dt.timedelta(days=8))
    await _work_on(sqlite_filing)
    assert ("accept", "overdue") in await _points(sqlite_filing)


def test_before_the_end_nobody_is_rung_at_night() -> None:
    started = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)
    moments = points(started, started + dt.timedelta(days=60))
    assert [m.astimezone(SHANGHAI).hour for m in list(moments.values())[:2]] == [9, 9]
    short = points(started, started + dt.timedelta(hours=24))
    assert short[Point.WARNING] - started == dt.timedelta(hours=19.2)


async def test_a_silent_reporter_is_reminded_once_and_the_case_goes_on(filing: Filing) -> None:
    _at(filing, START)
    await filing.event("accept")
    await filing.event("request_info", text="是哪个车间?")
    async with filing.house.view() as view:
        asked = await view.session.get_one(Case, filing.number)
        before = asked.due_at
    await filing.payloads()
    told: list[tuple[int, str]] = []
    for day in range(1, 40):
        _at(filing, START + dt.timedelta(days=day))
        await _work_on(filing)
        told += [(day, one["key"]) for one in await filing.payloads()]
    # Fifteen days: asked on the 5th, reminded in the middle, over with the 20th.
    assert told == [(8, "case.notice_waiting_half"), (16, "case.notice_waiting_over")]
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        steps = select(CaseEvent.actor).where(
            CaseEvent.case_number == filing.number, CaseEvent.event == "resume"
        )
        assert list(await view.session.scalars(steps)) == ["system"]
    assert (case.status, case.paused_at) == ("accepted", None)
    assert before is not None
    assert case.due_at == before + dt.timedelta(days=16)


async def test_an_answer_ends_the_waiting(sqlite_filing: Filing) -> None:
    from backend.services.status import say_to_body

    _at(sqlite_filing, START)
    await sqlite_filing.event("accept")
    await sqlite_filing.event("request_info", text="是哪个车间?")
    async with sqlite_filing.house.work() as work:
        await say_to_body(work, sqlite_filing.report_id, "西门")
    await sqlite_filing.payloads()
    _at(sqlite_filing, START + dt.timedelta(days=20))
    await _work_on(sqlite_filing)
    assert await sqlite_filing.payloads() == []
    # Asked again, the days begin anew.
    await sqlite_filing.event("request_info", text="还有照片吗?")
    await sqlite_filing.payloads()
    _at(sqlite_filing, START + dt.timedelta(days=29))
    await _work_on(sqlite_filing)
    assert [one["key"] for one in await sqlite_filing.payloads()] == ["case.notice_waiting_half"]
