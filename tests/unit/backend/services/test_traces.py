"""Wiping traces: asked for once, done once, and only where something was forgotten."""

from pathlib import Path

import pytest

from backend.house import House
from backend.services import accounts, traces


async def an_account(house: House) -> None:
    async with house.work() as work:
        await accounts.ensure(work, "web", "somebody", send_to=b"x" * 32, locale="zh_CN")


async def forget_it(house: House) -> None:
    async with house.work() as work:
        account = await accounts.find(work, "web", "somebody")
        assert account is not None
        await accounts.forget(work, account)


async def test_on_sqlite_the_log_is_empty_as_soon_as_an_account_is_forgotten(
    house: House, tmp_path: Path
) -> None:
    if not house.database.is_sqlite:
        pytest.skip("PostgreSQL keeps its log for itself")
    await an_account(house)
    log = tmp_path / "test.db-wal"
    assert log.stat().st_size > 0
    await forget_it(house)
    assert log.stat().st_size == 0
    assert not house.traces_left


async def test_a_reader_in_the_way_is_not_waited_for_and_the_next_call_does_it(
    house: House, tmp_path: Path
) -> None:
    if not house.database.is_sqlite:
        pytest.skip("on PostgreSQL the sweep does it")
    await an_account(house)
    async with house.view() as view:
        assert await accounts.find(view, "web", "somebody")
        await forget_it(house)
        assert house.traces_left
    await traces.wipe(house)
    assert not house.traces_left
    assert (tmp_path / "test.db-wal").stat().st_size == 0


async def test_what_is_forgotten_is_wiped_by_the_next_call(house: House) -> None:
    await traces.wipe(house)
    assert not house.traces_left
    await an_account(house)
    await forget_it(house)
    assert house.traces_left is not house.database.is_sqlite
    await traces.wipe(house)
    assert not house.traces_left
    await an_account(house)
    async with house.view() as view:
        assert await accounts.find(view, "web", "somebody") is not None
