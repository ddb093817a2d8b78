"""Imports begun on a page: how far they are, for the person who began them alone."""

import asyncio
import os
from pathlib import Path

import pytest

from backend.domain.errors import Conflict, NotFound
from backend.house import House
from backend.services import register_runs, workplaces
from backend.services.cases import Actor
from backend.services.register_runs import Run
from tests.support.workplaces import firm, write_csv

CLERK = Actor("staff:one", "", frozenset())
OTHER = Actor("staff:two", "", frozenset())


async def settled(house: House, run_id: str) -> Run:
    async with asyncio.timeout(60):
        while (run := register_runs.find(house, run_id, CLERK)).working:  # noqa: ASYNC110 - told by a file
            await asyncio.sleep(0.01)
    return run


async def begun(house: House, folder: Path, *rows: dict[str, str]) -> str:
    table = write_csv(folder / "t.csv", rows).read_bytes()
    return await register_runs.begin(house, table, CLERK)


async def test_checked_written_and_gone(sqlite_house: House, tmp_path: Path) -> None:
    run_id = await begun(sqlite_house, tmp_path, firm(1), firm(2))
    run = await settled(sqlite_house, run_id)
    assert run.phase == "checked"
    assert run.counts is not None
    assert run.counts.new == 2
    with pytest.raises(NotFound):
        register_runs.find(sqlite_house, run_id, OTHER)
    await register_runs.carry_out(sqlite_house, run_id, CLERK)
    assert (await settled(sqlite_house, run_id)).phase == "done"
    with pytest.raises(Conflict):
        await register_runs.carry_out(sqlite_house, run_id, CLERK)
    async with sqlite_house.view() as view:
        assert len(await workplaces.search(view, "")) == 2
    register_runs.drop(sqlite_house, run_id, CLERK)
    with pytest.raises(NotFound):
        register_runs.find(sqlite_house, run_id, CLERK)
    left = list((sqlite_house.settings.data / "imports").iterdir())
    assert left == []


async def test_what_is_no_table_is_said(sqlite_house: House) -> None:
    run_id = await register_runs.begin(sqlite_house, b"nothing", CLERK)
    run = await settled(sqlite_house, run_id)
    assert (run.phase, run.error) == ("failed", "case.error_table_headings")


async def test_a_run_whose_process_died_is_over(sqlite_house: House, tmp_path: Path) -> None:
    run_id = await begun(sqlite_house, tmp_path, firm(1))
    await settled(sqlite_house, run_id)
    path = sqlite_house.settings.data / "imports" / f"{run_id}.state"
    path.write_text(path.read_text("utf-8").replace('"checked"', '"writing"'), "utf-8")
    assert register_runs.find(sqlite_house, run_id, CLERK).working
    with pytest.raises(Conflict):
        register_runs.drop(sqlite_house, run_id, CLERK)
    os.utime(path, (1, 1))
    assert register_runs.find(sqlite_house, run_id, CLERK).error == "case.error_import_stopped"


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", "", "a" * 32, "é" * 32])
def test_only_ids_of_ours_are_looked_for(sqlite_house: House, name: str) -> None:
    with pytest.raises(NotFound):
        register_runs.find(sqlite_house, name, CLERK)
