"""Bulletins: once a week whatever dies, never counted anew, and what is in none of them."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Bulletin, Case, CaseEvent, CaseLink
from backend.domain.bulletins import Cases, Figures, Week
from backend.domain.suppression import Paid, Range, Table
from backend.house import House
from backend.services import bulletins, ledger, sweep
from backend.services.bulletins import Issue
from backend.services.ledger import Kind
from tests.support.api import BODY
from tests.support.bulletins import DUE, MONDAY, answered, at, publish, typical_case
from tests.support.filing import Filing

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


async def _issues(house: House) -> list[Issue]:
    async with house.view() as view:
        return await bulletins.issues(view)


async def test_a_week_is_published_once_by_however_many_processes(house: House) -> None:
    await answered(house, 8)
    await answered(house, 6, MONDAY + 6 * DAY, unit="530403", outcome="unfounded", took=40)
    await answered(house, 1, unit="", event="decline", outcome=None)
    await answered(house, 50, MONDAY + WEEK)
    assert await publish(house, MONDAY + 13 * DAY) == ["2026-W45"]
    found = await asyncio.gather(*(publish(house) for _ in range(4)))
    assert sorted(week for written in found for week in written) == ["2026-W46"]
    issue, empty = await _issues(house)
    assert empty.figures == Figures(None, None)
    assert issue == Issue(
        Week(MONDAY),
        MONDAY - WEEK,
        MONDAY - WEEK,
        Figures(
            Cases(
                15,
                Table((("530402", 8),), 7),
                Table((), 15),
                Table((("verified", 8),), 7),
                Range(4, 7),
            ),
            None,
        ),
        DUE,
    )
    async with house.view() as view:
        acts = await view.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.action == "publish_bulletin")
        )
        assert sorted(acts) == ["2026-W45", "2026-W46"]


async def test_what_changes_later_changes_no_bulletin(sqlite_house: House) -> None:
    house = sqlite_house
    numbers = await answered(house, 9)
    await publish(house)
    before = await _issues(house)
    async with house.work() as work:
        case = await work.session.get_one(Case, numbers[0])
        case.outcome, case.industry = "unfounded", "fire"
        work.session.add(
            CaseEvent(
                case_number=case.number,
                seq=9,
                at=at(MONDAY + WEEK),
                event="close",
                actor="staff:one",
                body_id=BODY,
                to_status="closed",
                facts={},
            )
        )
    await answered(house, 5, MONDAY + DAY)
    await answered(house, 7, MONDAY + WEEK)
    assert await publish(house) == []
    assert await publish(house, DUE + WEEK) == ["2026-W47"]
    later, same = await _issues(house)
    assert [same] == before
    # Closed again it is no second answer.
    assert later.figures.cases is not None
    assert later.figures.cases.count == 7


async def test_few_answers_wait_and_are_told_with_the_next(sqlite_house: House) -> None:
    house = sqlite_house
    await answered(house, 4)
    await answered(house, 3, MONDAY + WEEK)
    await answered(house, 6, MONDAY + 2 * WEEK)
    await publish(house)
    # The server was off for two weeks: both come, in order.
    assert await publish(house, DUE + 2 * WEEK) == ["2026-W47", "2026-W48"]
    third, second, first = await _issues(house)
    assert first.figures.cases is None
    assert second.figures.cases is not None
    assert (second.cases_from, second.figures.cases.count) == (MONDAY, 7)
    assert third.figures.cases is not None
    assert (third.cases_from, third.figures.cases.count) == (MONDAY + 2 * WEEK, 6)


async def test_what_is_with_a_firm_or_reported_again_is_not_counted(house: House) -> None:
    numbers = await answered(house, 7)
    await answered(house, 9, event="settle", outcome=None)
    await answered(house, 9, event="submit", outcome=None)
    async with house.work() as work:
        work.session.add(
            CaseLink(
                later=numbers[1], earlier=numbers[0], kind="same", actor="staff:one", at=at(MONDAY)
            )
        )
    await publish(house)
    (issue,) = await _issues(house)
    assert issue.figures.cases is not None
    assert issue.figures.cases.count == 6


async def test_rewards_are_told_when_five_were_paid_however_much_each_was(
    sqlite_house: House,
) -> None:
    house = sqlite_house

    async def pay(day: dt.date, *sums: int, kind: Kind = Kind.PAYMENT, tag: str = "") -> None:
        house.clock = lambda: at(day)
        async with house.work() as work:
            for place, yuan in enumerate(sums):
                number = f"YX-{day:%m%d}-{tag}{place}"
                await ledger.add(work, BODY, kind, yuan, "staff:one", case_number=number)

    async def told(day: dt.date) -> tuple[Paid | None, dt.date]:
        await publish(house, day)
        issue = (await _issues(house))[0]
        return issue.figures.rewards, issue.rewards_from

    await pay(MONDAY, -3_000, -3_000, -3_000, -300_000)
    await pay(MONDAY, 15_000, kind=Kind.COUNTER, tag="x")
    assert await told(DUE) == (None, MONDAY)
    # Told by their number; of the large one no more is counted than of any other.
    await pay(MONDAY + WEEK, -4_400, -3_000)
    assert await told(DUE + WEEK) == (Paid(6, 21_000), MONDAY)
    await pay(MONDAY + 2 * WEEK, *[-3_000] * 5)
    # A payment that was taken back in the same time was none.
    house.clock = lambda: at(MONDAY + 2 * WEEK)
    async with house.work() as work:
        number = f"YX-{MONDAY + 2 * WEEK:%m%d}-0"
        await ledger.add(work, BODY, Kind.COUNTER, 3_000, "staff:two", case_number=number)
    assert await told(DUE + 2 * WEEK) == (None, MONDAY + 2 * WEEK)


async def test_the_sweep_publishes_and_typical_cases_go_with_it(filing: Filing) -> None:
    house = filing.house
    row_id = await typical_case(house)
    house.clock = lambda: at(dt.date(2028, 11, 20))
    await sweep.run(house)
    async with house.view() as view:
        rows = list(await view.session.scalars(select(Bulletin)))
        assert [row.week for row in rows] == ["2028-W45"]
        found = await bulletins.of_week(view, "2028-W45")
        assert found is not None
        assert await bulletins.of_week(view, "2028-W44") is None
        assert await bulletins.of_week(view, "'; --") is None
        ((typical, told),) = await bulletins.typical_cases.published(view, "2028-W45")
        assert (typical.id, typical.words) == (row_id, None)
        assert "通风" in told.found


@pytest.mark.parametrize("outcome", ["unfounded", None])
async def test_an_outcome_is_told_by_the_first_answer(
    sqlite_house: House, outcome: str | None
) -> None:
    await answered(sqlite_house, 6, event="decline", outcome=outcome)
    await answered(sqlite_house, 5)
    await publish(sqlite_house)
    (issue,) = await _issues(sqlite_house)
    assert issue.figures.cases is not None
    assert issue.figures.cases.outcomes == Table((("declined", 6),), 5)
