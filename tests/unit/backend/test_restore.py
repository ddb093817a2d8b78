"""A restore: all of it on either kind of database, or nothing; killed at any point it goes on."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backend import backup, dump, key_care
from backend.db.migrate import upgrade
from backend.db.models import Meta
from backend.db.session import Database
from backend.house import House, check_keys_fit, open_house
from backend.key_folder import KeyFolder
from backend.restore import NotEmpty, mark_of, restore
from backend.sealed_file import BackupFault, SealedReader, SealedWriter
from backend.services import bodies, views
from backend.vault import Vault
from config.settings import DatabaseSettings, Settings
from tests.support.backups import elsewhere, everything, file_with, names_in
from tests.support.pictures import photo

STORY = "玉溪市红塔区大营街狮子坡翠羽鹮化工有限公司仓库堆满蓝桶,没有通风"
DOCUMENT = b"%PDF-1.7 words" + bytes(700_000)
"""Long enough that a backup has several sealed pieces, the rows being in the first."""


def empty(house: House, url: str, folder: Path) -> Settings:
    """An empty installation with the same keys."""
    if url.startswith("sqlite"):
        url = f"sqlite+aiosqlite:///{folder}/chuishao.db"
    return elsewhere(house, url, folder)


@pytest.fixture
def target(empty_database_url: str, sqlite_house: House, tmp_path: Path) -> Settings:
    """The same, on each kind of database in turn."""
    return empty(sqlite_house, empty_database_url, tmp_path / "new")


async def backed_up(house: House, path: Path) -> Any:
    """A house with a case, its backup, and all that is in it."""
    await check_keys_fit(house)
    filing = await file_with(house, STORY, photo(), DOCUMENT)
    async with house.work() as work:
        work.session.add(Meta(name="odd", value="'\"\\\n\t🙂 玉溪"))
    await backup.make(house, path)
    return filing


async def test_everything_comes_back_on_either_kind(
    house: House, empty_database_url: str, tmp_path: Path
) -> None:
    target = empty(house, empty_database_url, tmp_path / "new")
    filing = await backed_up(house, tmp_path / "a.bk")
    wanted = await everything(house)
    told = await restore(target, tmp_path / "a.bk", house.vault)
    assert told.files == 3
    assert not mark_of(target).parent.exists()
    again = open_house(target)
    try:
        await check_keys_fit(again)
        assert await everything(again) == wanted
        async with again.view() as view:
            key = await bodies.data_key(view, filing.report_id)
            found = await views.files_of(view, filing.report_id, key)
        opened = [await again.media.read(one.id, "original", key) for one in found[1:]]
        assert opened == [DOCUMENT]
        # The restored one is backed up and restored as the first was.
        await backup.make(again, tmp_path / "b.bk")
    finally:
        await again.close()
    third = replace_data(target, tmp_path / "third")
    if target.database_url.startswith("sqlite"):
        await restore(third, tmp_path / "b.bk", house.vault)
        last = open_house(third)
        assert await everything(last) == wanted
        await last.close()


def replace_data(settings: Settings, folder: Path) -> Settings:
    return Settings(data=folder, keys=settings.key_folder)


async def test_where_there_is_data_nothing_is_written(
    sqlite_house: House, target: Settings, tmp_path: Path
) -> None:
    await backed_up(sqlite_house, tmp_path / "a.bk")
    wanted = await everything(sqlite_house)
    with pytest.raises(NotEmpty):
        await restore(sqlite_house.settings, tmp_path / "a.bk", sqlite_house.vault)
    assert await everything(sqlite_house) == wanted
    target.data.mkdir()
    (target.data / "media").mkdir()
    with pytest.raises(NotEmpty):
        await restore(target, tmp_path / "a.bk", sqlite_house.vault)
    (target.data / "media").rmdir()
    await restore(target, tmp_path / "a.bk", sqlite_house.vault)
    with pytest.raises(NotEmpty):
        await restore(target, tmp_path / "a.bk", sqlite_house.vault)


async def test_a_hurt_backup_leaves_nothing(
    sqlite_house: House, target: Settings, tmp_path: Path
) -> None:
    await backed_up(sqlite_house, tmp_path / "a.bk")
    content = (tmp_path / "a.bk").read_bytes()
    for length in (300, len(content) // 2, len(content) - 1):
        (tmp_path / "cut.bk").write_bytes(content[:length])
        with pytest.raises(BackupFault) as raised:
            await restore(target, tmp_path / "cut.bk", sqlite_house.vault)
        assert raised.value.reason == "cut"
    changed = bytearray(content)
    changed[-40] ^= 1
    (tmp_path / "cut.bk").write_bytes(bytes(changed))
    with pytest.raises(BackupFault):
        await restore(target, tmp_path / "cut.bk", sqlite_house.vault)
    assert names_in(target.data) == set()
    await restore(target, tmp_path / "a.bk", sqlite_house.vault)


async def test_other_keys_are_refused(
    sqlite_house: House, target: Settings, tmp_path: Path
) -> None:
    await backed_up(sqlite_house, tmp_path / "a.bk")
    folder = KeyFolder(tmp_path / "other")
    other = Vault(folder)
    folder.create("backup", sqlite_house.vault.folder.read("backup"))
    with pytest.raises(BackupFault) as raised:
        await restore(target, tmp_path / "a.bk", other)
    assert raised.value.reason == "foreign"
    assert not target.data.exists()


async def test_a_newer_schema_is_refused(sqlite_house: House, tmp_path: Path) -> None:
    await check_keys_fit(sqlite_house)
    async with sqlite_house.work() as work:
        await work.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await backup.make(sqlite_house, tmp_path / "a.bk")
    target = replace_data(sqlite_house.settings, tmp_path / "new")
    with pytest.raises(BackupFault) as raised:
        await restore(target, tmp_path / "a.bk", sqlite_house.vault)
    assert raised.value.reason == "newer"
    assert not target.data.exists()


async def test_an_older_schema_is_brought_to_ours(empty_database_url: str, tmp_path: Path) -> None:
    database = Database(empty_database_url)
    await upgrade(database, "0003")
    await database.close()
    settings = Settings(data=tmp_path / "data", database=DatabaseSettings(url=empty_database_url))
    house = open_house(settings)
    insert = text(
        "INSERT INTO cases (number, status, industry, jurisdiction, unit_id, area, urgency,"
        " criteria, body_id, holder_id, routing, refusals, extended, criterion_confirmed,"
        " concealed_deaths, created_at, updated_at, version) VALUES ('YX-1', 'assigned',"
        " 'chemicals', 'yuxi', '530402', '', 'ordinary', '[\"a\"]', 'b', 'b', '{\"rule\": null}',"
        " 0, false, false, 0, '2026-11-27 01:02:03+00:00', '2026-11-27 01:02:03.5+00:00', 1)"
    )
    try:
        await check_keys_fit(house)
        async with house.work() as work:
            await work.session.execute(insert)
        told = await backup.make(house, tmp_path / "a.bk")
        assert told.revision == "0003", "a backup before an upgrade is one of the old schema"
        async with house.database.reading_engine.connect() as connection:
            assert await dump.revision(connection) == "0003"
    finally:
        await house.close()
    target = replace_data(settings, tmp_path / "new")
    await restore(target, tmp_path / "a.bk", house.vault)
    again = open_house(target)
    try:
        await upgrade(again.database)
        tables, _ = await everything(again)
        [case] = tables["cases"]
        assert case["created_at"] == {"t": "2026-11-27T01:02:03+00:00"}
        assert (case["criteria"], case["routing"]) == ({"j": ["a"]}, {"j": {"rule": None}})
        assert case["review_asked"] is False, "a column that came later"
    finally:
        await again.close()


async def test_keys_changed_since_are_brought_to_those_of_today(
    sqlite_house: House, target: Settings, tmp_path: Path
) -> None:
    filing = await backed_up(sqlite_house, tmp_path / "a.bk")
    async with sqlite_house.view() as view:
        key = await bodies.data_key(view, filing.report_id)
    for body in await _bodies(sqlite_house):
        await key_care.rotate(sqlite_house, body, "test")
    await key_care.rotate(sqlite_house, "backup", "test")
    await restore(target, tmp_path / "a.bk", sqlite_house.vault)
    again = open_house(target)
    try:
        assert await key_care.refit(again, "test") == len(await _bodies(sqlite_house))
        assert await key_care.refit(again, "test") == 0
        async with again.view() as view:
            assert await bodies.data_key(view, filing.report_id) == key
        await backup.make(again, tmp_path / "b.bk")
        assert (tmp_path / "b.bk").read_bytes()[18:26] != (tmp_path / "a.bk").read_bytes()[18:26]
    finally:
        await again.close()


async def _bodies(house: House) -> list[str]:
    async with house.view() as view:
        return [row.id for row in await bodies.known(view)]


KILLED = """
import asyncio, json, os, signal, sys
from pathlib import Path
from backend.restore import restore
from backend.key_folder import KeyFolder
from backend.vault import Vault
from config.settings import DatabaseSettings, Settings

data, keys, url, path, event, suffix, after = json.loads(sys.argv[1])

def watch(name, args):
    if name == event and str(args[0]).endswith(suffix):
        os.kill(os.getpid(), signal.SIGKILL)

def count(what, done):
    if what == event and done >= after:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
settings = Settings(data=data, keys=keys, database=DatabaseSettings(url=url))
asyncio.run(restore(settings, Path(path), Vault(KeyFolder(Path(keys))), count))
"""


@pytest.mark.parametrize(
    ("event", "suffix", "after"),
    [
        ("rows", "", 5),
        ("files", "", 2),
        ("os.rename", "media", 0),
        ("os.rename", "chuishao.db.restore", 0),
        ("os.remove", "unfinished", 0),
    ],
)
async def test_killed_at_any_point_it_goes_on(
    sqlite_house: House, target: Settings, tmp_path: Path, event: str, suffix: str, after: int
) -> None:
    if suffix.endswith(".db.restore") and target.database_url.startswith("postgres"):
        pytest.skip("PostgreSQL has no file to rename: it commits")
    await backed_up(sqlite_house, tmp_path / "a.bk")
    wanted = await everything(sqlite_house)
    words = [target.data, target.key_folder, target.database_url, tmp_path / "a.bk"]
    told = json.dumps([*map(str, words), event, suffix, after])
    killed = subprocess.run(  # noqa: ASYNC221 - nothing else to do meanwhile
        [sys.executable, "-c", KILLED, told], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert mark_of(target).exists(), "nothing may use the folder"
    await restore(target, tmp_path / "a.bk", sqlite_house.vault)
    assert not mark_of(target).exists()
    again = open_house(target)
    try:
        assert await everything(again) == wanted
    finally:
        await again.close()
    names = {name for name in names_in(target.data) if not name.startswith("chuishao.db")}
    assert names == {"media"}


async def test_what_says_it_holds_another_table_is_refused(
    sqlite_house: House, tmp_path: Path
) -> None:
    await check_keys_fit(sqlite_house)
    await backup.make(sqlite_house, tmp_path / "a.bk")
    own = backup.own_key(sqlite_house.vault)
    private = sqlite_house.vault.folder.read("backup")
    with (tmp_path / "a.bk").open("rb") as source:
        reader = SealedReader(source, lambda _: private, own)
        head = reader.read_line() + b"\n"
    with (tmp_path / "b.bk").open("wb") as out:
        writer = SealedWriter(out, await backup.public_key(sqlite_house), own)
        writer.write(head + b'{"kind":"table","name":"nothing","columns":["a"]}\n[1]\n')
        writer.write(b'{"kind":"table","name":"meta","columns":["name"]}\n')
        writer.finish()
    target = replace_data(sqlite_house.settings, tmp_path / "new")
    with pytest.raises(BackupFault):
        await restore(target, tmp_path / "b.bk", sqlite_house.vault)
    assert names_in(target.data) == set()
