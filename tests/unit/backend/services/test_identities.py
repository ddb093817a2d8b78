"""Name and contact of a named reporter: sealed on arrival, erased when nothing was submitted."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from backend.db.models import Identity, IdentityKey, Report
from backend.domain.errors import Invalid, NotFound
from backend.house import House
from backend.services import custodians, identities
from backend.services.drafts import Draft, understand
from backend.services.reports import submit_report
from backend.vault import VaultError, unwrap
from tests.support.api import HAZARD
from tests.support.vault import quick_custodian

NAME, CONTACT = "举报人甲", "13900000000"


async def _named_draft(house: House) -> Draft:
    draft = Draft(named=True)
    draft.add_text(HAZARD)
    await quick_custodian(house)
    async with house.work() as work:
        code = await identities.link_code(work, draft)
        assert await identities.code_is_open(work, code)
        await identities.take_in(work, code, f" {NAME} ", CONTACT)
        assert not await identities.code_is_open(work, code)
        assert await identities.is_given(work, draft)
    return draft


async def _filed(house: House) -> str:
    draft = await _named_draft(house)
    async with house.work() as work:
        return (await submit_report(work, draft, understand(draft))).report_id


async def test_it_lies_sealed_to_a_key_that_the_server_does_not_hold(sqlite_house: House) -> None:
    report_id = await _filed(sqlite_house)
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(Identity))
        (wrapped,) = await view.session.scalars(select(IdentityKey.wrapped))
        assert await identities.is_named(view, await view.session.get_one(Report, report_id))
    for word in (NAME, CONTACT):
        assert word.encode() not in row.sealed
    own = sqlite_house.vault.folder
    for name in own.names():
        with pytest.raises(VaultError):
            unwrap(own.read(name), wrapped)


async def test_given_twice_the_later_one_counts(sqlite_house: House) -> None:
    private = await quick_custodian(sqlite_house)
    draft = Draft(named=True)
    for name in ("误写的名字", NAME):
        async with sqlite_house.work() as work:
            code = await identities.link_code(work, draft)
            await identities.take_in(work, code, name, CONTACT)
    async with sqlite_house.work() as work:
        found = identities.draft_hash(work, draft)
        key = await custodians.key_of(work, found, "custodian", private)
        assert await identities.opened(work, found, key) == {"name": NAME, "contact": CONTACT}


async def test_without_a_custodian_nobody_is_named(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        assert not await identities.takes_names(work)
        code = await identities.link_code(work, Draft())
        with pytest.raises(NotFound):
            await identities.take_in(work, code, NAME, CONTACT)


async def test_an_empty_or_endless_field_is_told_and_spends_no_code(sqlite_house: House) -> None:
    await quick_custodian(sqlite_house)
    async with sqlite_house.work() as work:
        code = await identities.link_code(work, Draft())
        for name, contact in ((" ", CONTACT), (NAME, ""), ("x" * 101, CONTACT)):
            with pytest.raises(Invalid):
                await identities.take_in(work, code, name, contact)
        assert await identities.code_is_open(work, code)


async def test_what_was_never_submitted_is_erased(sqlite_house: House) -> None:
    await _named_draft(sqlite_house)
    tomorrow = sqlite_house.clock().date() + dt.timedelta(days=2)
    async with sqlite_house.work() as work:
        assert await identities.forget_unused(work, dt.date(2020, 1, 1)) == 0
        assert await identities.forget_unused(work, tomorrow) == 1
        assert await work.session.scalar(select(func.count()).select_from(Identity)) == 0


async def test_what_was_submitted_stays(sqlite_house: House) -> None:
    await _filed(sqlite_house)
    tomorrow = sqlite_house.clock().date() + dt.timedelta(days=2)
    async with sqlite_house.work() as work:
        assert await identities.forget_unused(work, tomorrow) == 0
