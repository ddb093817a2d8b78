"""Several custodians: each opens all alone; one can be added, renewed and taken away."""

import json

import pytest
from sqlalchemy import func, select

from backend.db.models import CustodianKey, Identity, IdentityKey, Report
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House
from backend.services import audit_heads, custodians, identities
from backend.vault import wrap
from tests.support.vault import CONTACT, NAME, file_named, quick_custodian

FIRST, SECOND, THIRD = "a first long passphrase", "a second long one", "a third long one"


async def _opened(house: House, report_id: str, custodian: str, private: bytes) -> dict[str, str]:
    async with house.work() as work:
        report = await work.session.get_one(Report, report_id)
        key = await custodians.key_of(work, report.draft_hash, custodian, private)
        return await identities.opened(work, report.draft_hash, key)


async def _count(house: House, table: type) -> int:
    async with house.view() as view:
        return await view.session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_second_custodian_opens_what_came_before_and_after(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await custodians.make_first(work, FIRST)
    before = await file_named(sqlite_house)
    second = await custodians.add(sqlite_house, "备用", SECOND, "", FIRST)
    after = await file_named(sqlite_house)
    private = await custodians.open_key(sqlite_house, "备用", SECOND)
    for report in (before, after):
        found = await _opened(sqlite_house, report.report_id, second, private)
        assert found == {"name": NAME, "contact": CONTACT}
    with pytest.raises(NotAllowed):
        await custodians.open_key(sqlite_house, second, FIRST)
    with pytest.raises(Conflict):
        await custodians.add(sqlite_house, "备用", THIRD, "", FIRST)
    files = {name for name in sqlite_house.vault.folder.names() if "custodian" in name}
    assert files == {"custodian", second}


async def test_when_the_first_passphrase_is_lost_the_second_takes_over(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await custodians.make_first(work, FIRST)
    report = await file_named(sqlite_house)
    await custodians.add(sqlite_house, "备用", SECOND, "", FIRST)
    with pytest.raises(Conflict):
        await custodians.remove(sqlite_house, "备用", "备用", SECOND)
    await custodians.remove(sqlite_house, "custodian", "备用", SECOND)
    assert not sqlite_house.vault.folder.has("custodian")
    third = await custodians.add(sqlite_house, "接任", THIRD, "备用", SECOND)
    private = await custodians.open_key(sqlite_house, "接任", THIRD)
    assert (await _opened(sqlite_house, report.report_id, third, private))["name"] == NAME
    assert await _count(sqlite_house, CustodianKey) == 2
    assert await _count(sqlite_house, IdentityKey) == 2


async def test_rotation_leaves_nothing_to_the_old_key(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await custodians.make_first(work, FIRST)
    report = await file_named(sqlite_house)
    old = await custodians.open_key(sqlite_house, "", FIRST)
    with pytest.raises(NotAllowed):
        await custodians.rotate(sqlite_house, "", SECOND, THIRD)
    new = await custodians.rotate(sqlite_house, "", FIRST, SECOND)
    assert new != "custodian"
    assert not sqlite_house.vault.folder.has("custodian")
    private = await custodians.open_key(sqlite_house, "", SECOND)
    assert (await _opened(sqlite_house, report.report_id, new, private))["name"] == NAME
    with pytest.raises(NotFound):
        await _opened(sqlite_house, report.report_id, "custodian", old)
    async with sqlite_house.view() as view:
        assert [row.custodian for row in await view.session.scalars(select(IdentityKey))] == [new]
        assert (await audit_heads.check(view)).whole


async def test_short_and_shared_passphrases_are_refused(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        with pytest.raises(Invalid):
            await custodians.make_first(work, "short")
        await custodians.make_first(work, FIRST)
        with pytest.raises(Conflict):
            await custodians.make_first(work, FIRST)
    for name, passphrase in (("x", "short"), ("x", FIRST), (" ", SECOND), ("x\n y", SECOND)):
        with pytest.raises(Invalid):
            await custodians.add(sqlite_house, name, passphrase, "", FIRST)
    with pytest.raises(NotFound):
        await custodians.open_key(sqlite_house, "nobody", FIRST)


async def test_an_identity_of_the_older_form_is_sealed_anew_when_it_is_opened(
    house: House,
) -> None:
    first = await quick_custodian(house)
    report = await file_named(house)
    async with house.work() as work:
        (row,) = await work.session.scalars(select(Identity))
        custodian = await work.session.get_one(CustodianKey, "custodian")
        fields = json.dumps({"name": NAME, "contact": CONTACT}).encode()
        row.sealed = wrap(custodian.public_key, fields)
        for key in await work.session.scalars(select(IdentityKey)):
            await work.session.delete(key)
    second = await quick_custodian(house, "custodian.2", "备用")
    async with house.work() as work:
        assert await custodians.seal_to_all(work, "custodian.2", second) == 0, "not its to open"
    async with house.work() as work:
        assert await custodians.seal_to_all(work, "custodian", first) == 1
        assert await custodians.seal_to_all(work, "custodian", first) == 0
    for custodian_id, private in (("custodian", first), ("custodian.2", second)):
        found = await _opened(house, report.report_id, custodian_id, private)
        assert found == {"name": NAME, "contact": CONTACT}


async def test_erasing_an_identity_erases_its_keys(house: House) -> None:
    await quick_custodian(house)
    await file_named(house)
    assert await _count(house, IdentityKey) == 1
    async with house.work() as work:
        (row,) = await work.session.scalars(select(Identity))
        await work.session.delete(row)
    assert await _count(house, IdentityKey) == 0
