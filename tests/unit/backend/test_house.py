"""One installation: its folders, its clock, and the keys that must fit its database."""

import datetime as dt
import shutil
import stat
from pathlib import Path

import pytest

from backend.house import House, check_keys_fit, open_house, utc_now
from backend.vault import KeyMissing, PassphraseMissing
from config.settings import DatabaseSettings, Settings


def test_opening_makes_the_folders(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path / "deep" / "var"))
    assert stat.S_IMODE((tmp_path / "deep" / "var").stat().st_mode) == 0o700
    keys = tmp_path / "deep" / "var.keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert house.vault.folder.names() == ["lookup", "server"]
    assert not list((tmp_path / "deep" / "var").rglob("*.key"))


async def test_the_keys_of_the_first_start_are_wanted_ever_after(
    sqlite_url: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data", database=DatabaseSettings(url=sqlite_url))
    for _ in range(2):
        house = open_house(settings)
        await check_keys_fit(house)
        await house.close()
    shutil.rmtree(settings.key_folder)
    house = open_house(settings)
    with pytest.raises(KeyMissing):
        await check_keys_fit(house)
    await house.close()


def test_closed_keys_need_their_passphrase(tmp_path: Path) -> None:
    open_house(Settings(data=tmp_path / "data", keys_passphrase="correct horse"))  # type: ignore[arg-type]
    with pytest.raises(PassphraseMissing):
        open_house(Settings(data=tmp_path / "data"))


async def test_a_piece_of_work_counts_as_one_moment(sqlite_house: House) -> None:
    moment = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
    sqlite_house.clock = lambda: moment
    async with sqlite_house.work() as work, sqlite_house.view() as view:
        assert work.now == view.now == moment
        assert work.vault is sqlite_house.vault
    assert utc_now().tzinfo is dt.UTC
