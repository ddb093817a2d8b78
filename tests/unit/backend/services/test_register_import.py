"""A whole table or nothing: what is new, changed and the same, and what a death leaves behind."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.db.models import AuditEntry, Workplace, WorkplaceKey, random_id
from backend.domain.errors import Conflict, Invalid
from backend.domain.workplaces import Grade
from backend.house import House
from backend.services import register_import, workplaces
from backend.services.cases import Actor
from backend.services.register_spool import Counts, Spool
from tests.support.workplaces import TOWN, credit_code, enter, firm, write_csv

CLERK = Actor("cli", "", frozenset())


class Died(Exception):
    """Stands for a process that ends in the middle."""


def told(*_: object) -> None:
    """Nobody listens."""


async def checked(house: House, path: Path) -> tuple[Spool, Counts]:
    spool = register_import.spool_of(house, random_id())
    return spool, await register_import.check(house, path, spool, told)


async def test_new_changed_and_same_rows(house: House, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", [firm(n, aliases="甲厂") for n in range(1, 4)])
    spool, counts = await checked(house, table)
    assert counts == Counts(rows=3, wrong=0, new=3, changed=0, same=0)
    await register_import.carry_out(house, spool, CLERK, told)
    async with house.view() as view:
        before = await workplaces.by_codes(view, [credit_code(2)])
    rows = [firm(1, aliases="甲厂"), firm(2, name="玉溪金马纸厂", safety_officers="某人"), firm(4)]
    spool, counts = await checked(house, write_csv(tmp_path / "t.csv", rows))
    assert counts == Counts(rows=3, wrong=0, new=1, changed=1, same=1)
    await register_import.carry_out(house, spool, CLERK, told)
    async with house.view() as view:
        (match,) = await workplaces.matches(view, "金马纸厂", "530402")
        changed = await workplaces.get(view, match.id)
        assert changed.id == before[credit_code(2)].id
        assert workplaces.entry_of(view, changed).safety_officers == ("某人",)
        named = [one.grade for one in await workplaces.matches(view, "玉溪宏达2机械厂", "530402")]
        assert set(named) == {Grade.NEAR}
        assert len(await workplaces.search(view, "")) == 4
        batches = set(await view.session.scalars(select(Workplace.batch)))
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert batches == {""}
    assert acts == ["register_import"] * 2


async def test_a_namesake_without_a_code_is_the_same_firm(
    sqlite_house: House, tmp_path: Path
) -> None:
    await enter(sqlite_house, name=firm(1)["name"], aliases="")
    _, counts = await checked(sqlite_house, write_csv(tmp_path / "t.csv", [firm(1)]))
    assert (counts.new, counts.changed) == (0, 1)
    await enter(sqlite_house, name=firm(2)["name"], aliases="", credit_code=credit_code(20))
    _, counts = await checked(sqlite_house, write_csv(tmp_path / "t.csv", [firm(2)]))
    assert (counts.new, counts.changed) == (1, 0)


async def test_one_wrong_row_stops_all(sqlite_house: House, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", [firm(1), firm(2, employees="x")])
    spool, counts = await checked(sqlite_house, table)
    assert counts.wrong == 1
    with pytest.raises(Invalid, match="table_faults"):
        await register_import.carry_out(sqlite_house, spool, CLERK, told)
    async with sqlite_house.view() as view:
        assert await workplaces.search(view, "") == []


async def test_nobody_sees_half_an_import_and_its_remains_go(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.services.register_spool.STEP", 2)
    spool, _ = await checked(sqlite_house, write_csv(tmp_path / "t.csv", map(firm, range(1, 6))))
    seen: list[int] = []

    def die(phase: str, done: int, total: int) -> None:
        seen.append(done)
        if done == 4:
            raise Died

    with pytest.raises(Died):
        await register_import.carry_out(sqlite_house, spool, CLERK, die)
    assert seen == [2, 4]
    async with sqlite_house.view() as view:
        for table in (Workplace, WorkplaceKey):
            assert await view.session.scalar(select(func.count()).select_from(table)) == 0
    await register_import.carry_out(sqlite_house, spool, CLERK, told)
    async with sqlite_house.view() as view:
        assert len(await workplaces.search(view, "")) == 5


async def test_rows_of_a_killed_import_are_unseen_and_swept_by_the_next(
    sqlite_house: House, tmp_path: Path
) -> None:
    left = await enter(sqlite_house, name="玉溪半途机械厂")
    async with sqlite_house.work() as work:
        (await work.session.get_one(Workplace, left)).batch = random_id()
    async with sqlite_house.view() as view:
        assert await workplaces.matches(view, "玉溪半途机械厂", "530402") == []
    spool, _ = await checked(sqlite_house, write_csv(tmp_path / "t.csv", [firm(1)]))
    await register_import.carry_out(sqlite_house, spool, CLERK, told)
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(Workplace)) == 1


async def test_a_register_that_moved_meanwhile_stops_the_import(
    house: House, tmp_path: Path
) -> None:
    spool, _ = await checked(house, write_csv(tmp_path / "t.csv", [firm(1), firm(2)]))
    await enter(house, name="别的名字厂", credit_code=credit_code(1), aliases="")
    with pytest.raises(Conflict, match="register_moved"):
        await register_import.carry_out(house, spool, CLERK, told)
    async with house.view() as view:
        assert [row.name for row in await workplaces.search(view, "")] == ["别的名字厂"]


async def test_two_rows_that_mean_one_entry_are_a_fault(
    sqlite_house: House, tmp_path: Path
) -> None:
    await enter(sqlite_house, name="玉溪老名机械厂", credit_code=credit_code(1), aliases="")
    rows = [firm(1, name="玉溪新名机械厂"), firm(1, name="玉溪老名机械厂", credit_code="")]
    rows[1]["place"] = TOWN
    _, counts = await checked(sqlite_house, write_csv(tmp_path / "t.csv", rows))
    assert counts.wrong == 1
