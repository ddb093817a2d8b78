"""The audit chain as written: whole after many writers, broken by a hand in the database."""

import asyncio

import pytest
from sqlalchemy import text

from backend.house import House
from backend.services import audit


async def _write(house: House, number: int) -> None:
    async with house.work() as work:
        await audit.record(work, f"staff:{number}", "accept", "YX-1", status="accepted")


async def _first_broken(house: House) -> int | None:
    async with house.view() as view:
        return await audit.first_broken(view)


async def test_many_at_once_make_one_chain(house: House) -> None:
    await asyncio.gather(*(_write(house, number) for number in range(12)))
    assert await _first_broken(house) is None
    async with house.view() as view:
        assert await view.session.scalar(text("SELECT max(seq) FROM audit")) == 12


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE audit SET actor = 'staff:9' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '' WHERE seq = 3", 3),
        ("UPDATE audit SET hash = previous WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 3", 4),
        ("DELETE FROM audit WHERE seq = 1", 2),
        ("UPDATE audit SET seq = 99 WHERE seq = 3", 4),
    ],
)
async def test_a_hand_in_the_database_shows(
    sqlite_house: House, statement: str, shown: int
) -> None:
    for number in range(5):
        await _write(sqlite_house, number)
    async with sqlite_house.work() as work:
        await work.session.execute(text(statement))
    assert await _first_broken(sqlite_house) == shown


async def test_an_act_that_failed_left_no_entry(sqlite_house: House) -> None:
    async def fail() -> None:
        async with sqlite_house.work() as work:
            await audit.record(work, "staff:1", "accept", "YX-1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await _write(sqlite_house, 1)
    assert await _first_broken(sqlite_house) is None


async def test_a_long_detail_is_kept_within_bounds(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await audit.record(work, "staff:1", "x", "y", note="长" * 5000)
    assert await _first_broken(sqlite_house) is None
