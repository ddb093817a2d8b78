"""What is said of each key: here, lost, closed, damaged, another's, and what hangs on it."""

from pathlib import Path

import pytest
from sqlalchemy import update

from backend import backup, key_care, key_check
from backend.db.models import EnforcementBody
from backend.house import House, check_keys_fit
from backend.key_check import Finding, check
from backend.key_folder import KeyFolder
from backend.services import bodies, custodians
from backend.vault import new_key, public_half
from tests.support.api import BODY, OTHER_BODY
from tests.support.backups import file_with


async def findings(house: House, passphrase: str = "") -> dict[str, Finding]:
    folder = KeyFolder(house.settings.key_folder, passphrase)
    return {one.name: one for one in await check(folder, house.database)}


async def states(house: House) -> dict[str, tuple[str, str]]:
    return {name: (one.level, one.state) for name, one in (await findings(house)).items()}


async def filled(house: House) -> str:
    """A case at a body's desk; the body's key name."""
    await check_keys_fit(house)
    await file_with(house)
    await backup.public_key(house)
    return f"body.{BODY}"


async def test_all_is_well(house: House) -> None:
    name = await filled(house)
    found = await states(house)
    assert set(found.values()) == {("ok", "here")}
    assert {"lookup", "server", "backup", name} <= found.keys()
    assert (await findings(house))[name].count == 1


async def test_a_lost_body_key_says_how_many_reports_go_with_it(house: House) -> None:
    name = await filled(house)
    filing = await file_with(house)
    async with house.work() as work:
        key = await bodies.data_key(work, filing.report_id)
        await bodies.grant(work, filing.report_id, key, OTHER_BODY, full=False)
    (house.settings.key_folder / f"{name}.key").unlink()
    lost = (await findings(house))[name]
    assert (lost.level, lost.state, lost.kind) == ("fail", "missing", "body")
    assert (lost.count, lost.only) == (2, 1), "the other body opens one of them"


@pytest.mark.parametrize("name", ["lookup", "server"])
async def test_own_keys_lost_or_damaged(sqlite_house: House, name: str) -> None:
    await filled(sqlite_house)
    path = sqlite_house.settings.key_folder / f"{name}.key"
    path.chmod(0o600)
    path.write_bytes(b"short")
    assert (await states(sqlite_house))[name] == ("fail", "damaged")
    path.unlink()
    assert (await states(sqlite_house))[name] == ("fail", "missing")
    assert not path.exists(), "looking makes nothing"


@pytest.mark.parametrize("name", ["lookup", "server", "backup", f"body.{BODY}"])
async def test_keys_of_another_installation(sqlite_house: House, name: str) -> None:
    await filled(sqlite_house)
    (sqlite_house.settings.key_folder / f"{name}.key").write_bytes(new_key())
    assert (await states(sqlite_house))[name] == ("fail", "foreign")


async def test_closed_ones(sqlite_house: House) -> None:
    name = await filled(sqlite_house)
    folder = sqlite_house.vault.folder
    value = folder.read(name)
    (folder.folder / f"{name}.key").unlink()
    folder.create(name, value, "correct horse battery")
    assert (await states(sqlite_house))[name] == ("fail", "closed")
    found = await findings(sqlite_house, "wrong horse battery")
    assert found[name].state == "wrong"
    found = await findings(sqlite_house, "correct horse battery")
    assert found[name].state == "here"


async def test_the_custodians_key_is_closed_by_its_own_passphrase(sqlite_house: House) -> None:
    await filled(sqlite_house)
    folder = sqlite_house.vault.folder
    folder.create("custodian", new_key(), "correct horse battery")
    folder.create("custodian.open", new_key())
    found = await states(sqlite_house)
    assert found["custodian"] == ("ok", "own")
    assert found["custodian.open"] == ("fail", "open")


async def test_a_lost_custodians_key_is_told(house: House) -> None:
    await filled(house)
    async with house.work() as work:
        await custodians.make_first(work, "correct horse battery")
    assert (await states(house))["custodian"] == ("ok", "own")
    (house.settings.key_folder / "custodian.key").unlink()
    lost = (await findings(house))["custodian"]
    assert (lost.level, lost.state, lost.kind) == ("fail", "missing", "custodian")


async def test_a_backup_key_may_lie_elsewhere_and_others_are_named(sqlite_house: House) -> None:
    await filled(sqlite_house)
    folder = sqlite_house.settings.key_folder
    (folder / "backup.key").unlink()
    sqlite_house.vault.folder.create("body.530402.fire", new_key())
    found = await states(sqlite_house)
    assert found["backup"] == ("warn", "elsewhere")
    assert found["body.530402.fire"] == ("warn", "unused")


async def test_files_others_can_read(sqlite_house: House) -> None:
    name = await filled(sqlite_house)
    (sqlite_house.settings.key_folder / f"{name}.key").chmod(0o644)
    assert (await states(sqlite_house))[name] == ("fail", "readable")


async def test_a_rotation_that_was_cut_is_told(sqlite_house: House) -> None:
    name = await filled(sqlite_house)
    folder = sqlite_house.vault.folder
    successor = new_key()
    folder.create(f"next.{name}", successor)
    assert (await states(sqlite_house))[name] == ("ok", "here")
    async with sqlite_house.work() as work:
        await work.session.execute(
            update(EnforcementBody)
            .where(EnforcementBody.id == BODY)
            .values(public_key=public_half(successor))
        )
    assert (await states(sqlite_house))[name] == ("warn", "unfinished")
    await key_care.rotate(sqlite_house, BODY, "test")
    assert (await states(sqlite_house))[name] == ("ok", "here")


async def test_without_a_database_nothing_is_made_up(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    assert await check(folder, None) == []
    folder.create("lookup", new_key())
    folder.create("server", new_key())
    found = await check(folder, None)
    assert {(one.name, one.level, one.state) for one in found} >= {
        ("lookup", "warn", "unknown"),
        ("server", "warn", "unknown"),
    }
    assert folder.names() == ["lookup", "server"]


def test_kinds() -> None:
    names = ("lookup", "server", "backup", "body.530402.fire", "custodian.x", "retired.backup.1")
    assert [key_check.kind_of(name) for name in names] == [
        "lookup", "server", "backup", "body", "custodian", "retired",
    ]  # fmt: skip
    assert key_check.kind_of("signing") == "other"
