"""The sheet: own figures as they are, others' with what is few kept back, in both languages."""

import datetime as dt
from collections.abc import Iterator

import pytest

from backend.db.models import Staff
from backend.domain.figures import FEW, parse_period
from backend.house import House
from backend.services import bodies
from backend.services.figures_below import Scope
from backend.services.figures_sheet import EVERYBODY, Cell, Sheet, Table, sheet
from tests.support.case_history import CITY, COUNTY, NEIGHBOUR, many, write

OWN = Scope(COUNTY, COUNTY, (COUNTY,))
BELOW = Scope(CITY, "below", (COUNTY, NEIGHBOUR))
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
    house: House, scope: Scope, period: str, person: str = "", locale: str = "zh_CN"
) -> Sheet:
    async with house.view() as view:
        return await sheet(view, scope, parse_period(period), person, locale)


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
    assert {row.label for row in rated.rows} == {"红塔区应急管理局", "红塔区消防救援大队"}


async def test_a_superior_reads_those_below_beside_its_own(worked: House) -> None:
    found = await of(worked, Scope(CITY, CITY, (CITY,)), "2026-Q2")
    (row,) = table(found, "bodies").rows
    assert row.label == "红塔区应急管理局"
    assert all(one.value is None or one.value >= FEW for one in row.cells if one.form == "count")
