"""Name and contact of a named reporter: sealed on arrival, and each look leaves its trace."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from backend.db.models import AuditEntry, Identity, Report
from backend.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from backend.house import House
from backend.services import identities
from backend.services.drafts import Draft, understand
from backend.services.reports import submit_report
from tests.support.api import HAZARD

PASSPHRASE = "a long passphrase"
NAME, CONTACT = "举报人甲", "13900000000"


async def _named_draft(house: House) -> Draft:
    draft = Draft(named=True)
    draft.add_text(HAZARD)
    async with house.work() as work:
        await identities.make_custodian_key(work, PASSPHRASE)
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


async def _refusal(house: House, report_id: str, reason: str, passphrase: str) -> DomainError:
    try:
        private = await identities.custodian_key(house, passphrase)
        async with house.work() as work:
            await identities.reveal(work, report_id, reason, private, "staff:9")
    except DomainError as refused:
        return refused
    pytest.fail("it was opened")


async def test_only_the_custodian_opens_it_with_a_reason(sqlite_house: House) -> None:
    report_id = await _filed(sqlite_house)
    private = await identities.custodian_key(sqlite_house, PASSPHRASE)
    async with sqlite_house.work() as work:
        report = await work.session.get_one(Report, report_id)
        assert await identities.is_named(work, report)
        reason = f"发放奖金核对{NAME},{CONTACT},来人电话13700137000"
        found = await identities.reveal(work, report_id, reason, private, "staff:9")
    async with sqlite_house.view() as view:
        entry = await view.session.scalar(
            select(AuditEntry).where(AuditEntry.action == "reveal_identity")
        )
    assert found == {"name": NAME, "contact": CONTACT}
    assert entry is not None
    assert (entry.actor, entry.action) == ("staff:9", "reveal_identity")
    assert "发放奖金核对" in entry.detail
    for secret in (NAME, CONTACT, "13700137000"):
        assert secret not in entry.detail


async def test_no_look_without_reason_or_passphrase(sqlite_house: House) -> None:
    report_id = await _filed(sqlite_house)
    refused = await _refusal(sqlite_house, report_id, " x ", PASSPHRASE)
    assert isinstance(refused, Invalid)
    refused = await _refusal(sqlite_house, report_id, "核对奖金", "wrong passphrase")
    assert isinstance(refused, NotAllowed)
    refused = await _refusal(sqlite_house, "none", "核对奖金", PASSPHRASE)
    assert isinstance(refused, NotFound)


async def test_it_lies_sealed_to_a_key_that_the_server_does_not_hold(sqlite_house: House) -> None:
    await _filed(sqlite_house)
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(Identity))
    for word in (NAME, CONTACT):
        assert word.encode() not in row.sealed
    content = (sqlite_house.settings.key_folder / "custodian.key").read_bytes()
    assert content.startswith(b"chuishao-passphrase")


async def test_without_a_custodian_nobody_is_named(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        assert await identities.public_key(work) is None
        code = await identities.link_code(work, Draft())
        with pytest.raises(NotFound):
            await identities.take_in(work, code, NAME, CONTACT)


async def test_the_custodians_key_is_made_once_and_with_a_real_passphrase(
    sqlite_house: House,
) -> None:
    async with sqlite_house.work() as work:
        with pytest.raises(Invalid):
            await identities.make_custodian_key(work, "short")
        await identities.make_custodian_key(work, PASSPHRASE)
        with pytest.raises(Conflict):
            await identities.make_custodian_key(work, PASSPHRASE)


async def test_an_empty_or_endless_field_is_told_and_spends_no_code(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        await identities.make_custodian_key(work, PASSPHRASE)
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
