"""Changing keys while people work: everything stays readable, and a death in between is mended."""

import asyncio
import json
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from backend import backup, key_care
from backend.db.models import AuditEntry, DataKey, EnforcementBody
from backend.house import House, check_keys_fit, open_house
from backend.key_care import CannotRotate, rotate
from backend.services import bodies
from backend.vault import KeyMissing, VaultError, new_key, unwrap
from bot.cli.mistakes import sentence
from tests.support.api import BODY, OTHER_BODY
from tests.support.backups import file_with

NAME = f"body.{BODY}"


async def keys_of(house: House, *reports: str) -> list[bytes]:
    async with house.view() as view:
        return [await bodies.original_key(view, report, BODY) or b"" for report in reports]


async def wrapped(house: House) -> dict[str, bytes]:
    async with house.view() as view:
        rows = await view.session.scalars(select(DataKey).where(DataKey.body_id == BODY))
        return {row.report_id: row.wrapped for row in rows}


async def test_a_bodys_key_is_changed_and_the_old_one_opens_nothing_here(house: House) -> None:
    reports = [(await file_with(house)).report_id for _ in range(3)]
    other = await file_with(house)
    async with house.work() as work:
        key = await bodies.data_key(work, other.report_id)
        await bodies.grant(work, other.report_id, key, OTHER_BODY, full=False)
    folder = house.vault.folder
    old, before = folder.read(NAME), await wrapped(house)
    keys = await keys_of(house, *reports)
    assert await rotate(house, BODY, "cli") == 4
    after = await wrapped(house)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    for each in after.values():
        with pytest.raises(VaultError):
            unwrap(old, each)
    [retired] = [name for name in folder.names() if name.startswith("retired.")]
    assert folder.read(retired) == old
    assert not folder.has(f"next.{NAME}")
    assert await keys_of(house, *reports) == keys, "the process that had the old key goes on"
    again = open_house(house.settings)
    assert await keys_of(again, *reports) == keys, "and so does a new one"
    async with again.view() as view:
        assert await bodies.data_key(view, other.report_id, OTHER_BODY) == key
        entry = await view.session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()))
        assert entry is not None
        assert (entry.actor, entry.action, entry.subject) == ("cli", "rotate_key", BODY)
    await again.close()
    # Reports that come after are wrapped for the new key.
    new = await file_with(house)
    unwrap(folder.read(NAME), (await wrapped(house))[new.report_id])


async def test_reports_that_come_in_meanwhile_open_too(house: House) -> None:
    await file_with(house)
    found = []
    stopped, filed = asyncio.Event(), asyncio.Event()

    async def people() -> None:
        while not stopped.is_set():
            found.append((await file_with(house)).report_id)
            filed.set()

    reporter = asyncio.create_task(people())
    other = open_house(house.settings)
    for _ in range(3):
        filed.clear()
        await rotate(other, BODY, "cli")
        await filed.wait()
    stopped.set()
    await reporter
    await other.close()
    private = house.vault.folder.read(NAME)
    for each in (await wrapped(house)).values():
        unwrap(private, each)
    assert all(await keys_of(house, *found))


@pytest.mark.parametrize("event", ["os.link", "os.rename"])
@pytest.mark.parametrize("suffix", [f".{NAME}.key", f"/{NAME}.key"])
async def test_killed_in_between_nothing_is_lost(house: House, event: str, suffix: str) -> None:
    reports = [(await file_with(house)).report_id for _ in range(2)]
    keys = await keys_of(house, *reports)
    settings = house.settings
    told = json.dumps(
        [str(settings.data), settings.database_url, event, suffix, f"body.{BODY}", BODY]
    )
    killed = subprocess.run(  # noqa: ASYNC221 - nothing else to do meanwhile
        [sys.executable, "-c", KILLED, told], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    for _ in range(2):
        again = open_house(settings)
        assert await keys_of(again, *reports) == keys
        await rotate(again, BODY, "cli")
        await again.close()
    assert await keys_of(house, *reports) == keys
    assert not house.vault.folder.has(f"next.{NAME}")


KILLED = """
import asyncio, json, os, signal, sys
from backend.house import open_house
from backend.key_care import rotate
from config.settings import DatabaseSettings, Settings

data, url, event, suffix, name, body = json.loads(sys.argv[1])

def watch(what, args):
    if what == event and any(str(one).endswith(suffix) for one in args[:2]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
house = open_house(Settings(data=data, database=DatabaseSettings(url=url)))
asyncio.run(rotate(house, body, "cli"))
"""


async def test_the_backup_key_is_changed_even_when_it_lies_elsewhere(sqlite_house: House) -> None:
    await check_keys_fit(sqlite_house)
    first = await backup.public_key(sqlite_house)
    await rotate(sqlite_house, "backup", "cli")
    second = await backup.public_key(sqlite_house)
    (sqlite_house.settings.key_folder / "backup.key").unlink()
    await rotate(sqlite_house, "backup", "cli")
    third = await backup.public_key(sqlite_house)
    assert len({first, second, third}) == 3
    names = sqlite_house.vault.folder.names()
    assert len([name for name in names if name.startswith("retired.backup.")]) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [("lookup", "lookup"), ("custodian", "custodian"),
     ("custodian.li", "custodian"), ("530402.fire", "unknown"), ("", "unknown")],
)  # fmt: skip
async def test_what_cannot_be_changed_says_why(sqlite_house: House, name: str, reason: str) -> None:
    before = sqlite_house.vault.folder.names()
    with pytest.raises(CannotRotate) as raised:
        await rotate(sqlite_house, name, "cli")
    assert raised.value.reason == reason
    assert sentence(raised.value)
    assert sqlite_house.vault.folder.names() == before


async def test_a_lost_or_foreign_key_cannot_be_changed(sqlite_house: House) -> None:
    filing = await file_with(sqlite_house)
    path = sqlite_house.settings.key_folder / f"{NAME}.key"
    kept, before = path.read_bytes(), await wrapped(sqlite_house)
    path.write_bytes(new_key())
    with pytest.raises(CannotRotate) as raised:
        await rotate(sqlite_house, BODY, "cli")
    assert raised.value.reason == "foreign"
    path.unlink()
    with pytest.raises(KeyMissing):
        await rotate(sqlite_house, BODY, "cli")
    assert await wrapped(sqlite_house) == before
    path.write_bytes(kept)
    assert await rotate(sqlite_house, NAME, "cli") == 1
    assert await keys_of(sqlite_house, filing.report_id)


async def test_one_odd_row_does_not_stop_the_rest(sqlite_house: House) -> None:
    good, odd = await file_with(sqlite_house), await file_with(sqlite_house)
    async with sqlite_house.work() as work:
        (await work.session.get_one(DataKey, (odd.report_id, BODY))).wrapped = b"x" * 80
    assert await rotate(sqlite_house, BODY, "cli") == 1
    assert all(await keys_of(sqlite_house, good.report_id))
    assert (await wrapped(sqlite_house))[odd.report_id] == b"x" * 80
    async with sqlite_house.view() as view:
        row = await view.session.get_one(EnforcementBody, BODY)
    assert await key_care.refit(sqlite_house, "cli") == 0
    assert row.public_key
