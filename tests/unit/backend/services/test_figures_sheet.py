"""The sheet: own figures as they are, others' with what is few kept back, in both languages."""

import datetime as dt
from collections.abc import Iterator

import pytest

from backend.db.models import Staff
from backend.domain.cases import Role
from backend.domain.deadlines import day_of, start_of
from backend.domain.figures import FEW, parse_period
from backend.house import House
from backend.services import bodies, figures_groups, inspection_plans
from backend.services.cases import Actor
from backend.services.figures_below import Scope
from backend.services.figures_sheet import EVERYBODY, Cell, Sheet, Table, sheet
from backend.services.figures_words import running
from tests.support.case_history import CITY, COUNTY, NEIGHBOUR, History, many, write

OWN = Scope(COUNTY, COUNTY, (COUNTY,))
TOWN = "530402007.township"
BELOW = Scope(CITY, "below", (COUNTY, NEIGHBOUR, TOWN))
NAMES = {"one": "周复核", "two": "林新", "three": "赵三"}


@pytest.fixture
async def worked(sqlite_house: House) -> House:
    await write(sqlite_house, many(200, dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC), 100))
    sqlite_house.clock = lambda: dt.datetime(2026, 6, 15, tzinfo=dt.UTC)
    async with sqlite_house.work() as work:
        for body in (COUNTY, NEIGHBOUR, CITY):
            await bodies.ensure(work, body)
        for key, name in NAMES.items():
            work.session.add(
                Staff(id=key, name=name, body_id=COUNTY, roles=["officer"], password_hash="x")
            )
    return sqlite_house


async def of(
    house: House,
    scope: Scope,
    period: str,
    person: str = "",
    locale: str = "zh_CN",
    *,
    live: bool = True,
) -> Sheet:
    async with house.view() as view:
        return await sheet(view, scope, parse_period(period), person, locale, live=live)


def table(found: Sheet, key: str) -> Table:
    return next(one for one in found.tables if one.key == key)


def cells(found: Sheet, *, but: str = "") -> Iterator[Cell]:
    return (c for t in found.tables if t.key != but for row in t.rows for c in row.cells)


async def test_one_s_own_is_shown_as_it_is(worked: House) -> None:
    found = await of(worked, OWN, "2026-05", EVERYBODY)
    assert (found.title, found.whose, found.running) == (
        "2026-05 月统计",
        "红塔区应急管理局",
        False,
    )
    assert [one.key for one in found.tables] == [
        "main", "months", "industry", "urgency", "outcome", "decline_reason", "people",
        "inside",
    ]  # fmt: skip
    main = table(found, "main")
    assert main.head == ("指标", "2026-05", "2026-04", "环比", "2025-05", "同比")
    assert all(row.what for row in main.rows)
    assert not any(one.hidden for one in cells(found, but="inside"))
    months = table(found, "months")
    assert [row.label for row in months.rows][-2:] == ["2026-04", "2026-05"]
    assert months.rows[-1].cells[0].value == main.rows[0].cells[0].value
    year = await of(worked, OWN, "2026", EVERYBODY)
    assert table(year, "main").head == ("指标", "2026", "2025", "环比")
    assert {len(row.cells) for row in table(year, "main").rows} == {3}
    assert len(table(year, "industry").head) == 3
    to_come = [row.label for row in table(year, "months").rows]
    assert to_come[-1] == "2026-06", "a month that is still to come isn't drawn as none"
    running = await of(worked, OWN, "2026-Q2", EVERYBODY, "en")
    assert (running.running, running.title) == (True, "Quarterly analysis 2026-Q2")


async def test_each_sees_their_own_evaluation(worked: House) -> None:
    everybody = table(await of(worked, OWN, "2026-Q2", EVERYBODY), "people")
    assert {row.label for row in everybody.rows} == set(NAMES.values())
    (mine,) = table(await of(worked, OWN, "2026-Q2", "staff:two"), "people").rows
    assert mine.label == "林新"
    assert mine in everybody.rows
    nobody = await of(worked, OWN, "2026-Q2", "staff:x")
    assert "people" not in {one.key for one in nobody.tables}


async def test_of_others_nothing_few_is_shown(worked: House) -> None:
    for period in ("2026-05", "2026-Q2", "2026"):
        for scope in (BELOW, Scope(CITY, COUNTY, (COUNTY,))):
            found = await of(worked, scope, period, EVERYBODY)
            assert not {"people", "plan"} & {one.key for one in found.tables}
            counts = [one for one in cells(found) if one.form == "count"]
            assert any(one.hidden for one in counts)
            shown = [one.value for one in counts if one.value is not None]
            assert shown
            assert all(value >= FEW and value % FEW == 0 for value in shown)
    rated = table(await of(worked, BELOW, "2026-Q2"), "bodies")
    # The last has nothing: whether it is listed would tell that from one to four.
    assert [row.label for row in rated.rows][:2] == ["红塔区应急管理局", "红塔区消防救援大队"]
    assert len(rated.rows) == 3
    assert all(one.hidden for one in rated.rows[2].cells)
    for name in figures_groups.NAMES:
        for written in ("2026-05", "2026"):
            rows = next(
                (t.rows for t in (await of(worked, BELOW, written)).tables if t.key == name), ()
            )
            assert all(not all(one.hidden for one in row.cells) for row in rows)


async def test_days_that_run_count_for_a_body_s_own_people_alone(worked: House) -> None:
    whole = Scope(CITY, CITY, (CITY,))

    async def seen() -> list[tuple[Table, ...]]:
        return [
            (await of(worked, OWN, "2026", EVERYBODY)).tables,
            (await of(worked, OWN, "2026", EVERYBODY, live=False)).tables,
            (await of(worked, BELOW, "2026")).tables,
            (table(await of(worked, whole, "2026"), "bodies"),),
        ]

    now = worked.clock()
    async with worked.work() as work:
        person = Actor("staff:one", COUNTY, frozenset({Role.REVIEWER}))
        await inspection_plans.set_plan(work, 2026, 500, person)
    before = await seen()
    history = History(seed=3)
    history.count = 500_000
    today = start_of(day_of(now))
    for _ in range(40):
        history.one(today)
    # Whatever became of them later falls on the same morning.
    for rows in history.rows.values():
        for row in rows:
            row.update(
                {k: now for k in ("at", "ended_at", "created_at", "closed_at") if row.get(k)}
            )
    await write(worked, history)
    after = await seen()
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    found = await of(worked, OWN, "2026", live=False)
    assert running(found, "zh_CN").endswith("只计已经过完的日子，截至 2026-06-14。")
    assert running(await of(worked, OWN, "2026"), "zh_CN").endswith("数字截至 2026-06-15。")
    assert running(await of(worked, OWN, "2026-05", live=False), "zh_CN") == ""
    worked.clock = lambda: now + dt.timedelta(days=1)
    assert (await seen())[1:] != before[1:]


async def test_a_superior_reads_those_below_beside_its_own(worked: House) -> None:
    found = await of(worked, Scope(CITY, CITY, (CITY,)), "2026-Q2")
    (row,) = table(found, "bodies").rows
    assert row.label == "红塔区应急管理局"
    assert all(one.value is None or one.value >= FEW for one in row.cells if one.form == "count")
