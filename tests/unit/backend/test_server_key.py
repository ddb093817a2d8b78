"""A new key of the installation: everything opens as before, also after a death in between."""

import pytest
from sqlalchemy import select

from backend import server_key
from backend.db.models import Account, Base, Lesson, Meta, StaffTotp
from backend.house import House, check_keys_fit, open_house
from backend.services import accounts, jobs, ledger, second_factor
from backend.services.ledger import Kind
from backend.vault import KeyMissing, derive
from tests.support.filing import BODY, Filing, somebody


async def _fill(filing: Filing) -> None:
    house = filing.house
    await check_keys_fit(house)
    async with house.work() as work:
        await accounts.ensure(work, "telegram", "4711", send_to=b"4711", locale="zh_CN")
        await jobs.enqueue(work, "notice", {"account": 7})
        lesson = Lesson(month="2026-11", by="officer", what="industry", guessed="a", corrected="b")
        lesson.id = "1" * 32
        lesson.terms = house.vault.seal(b'["x"]', "lessons", lesson.id)
        work.session.add(lesson)
        await ledger.add(work, BODY, Kind.BUDGET, 5_000, "staff:one", words="凭证 7")


ON_TELEGRAM = select(Account).where(Account.channel == "telegram")


async def _opens(house: House) -> None:
    async with house.view() as view:
        rows = list(await view.session.scalars(ON_TELEGRAM))
        assert [accounts.send_address(view, row) for row in rows] == [b"4711"]
        lesson = await view.session.get_one(Lesson, "1" * 32)
        assert house.vault.open(lesson.terms, "lessons", lesson.id) == b'["x"]'
        ((_, words),) = (await ledger.books(view, somebody(BODY))).entries
        assert words == "凭证 7"


async def test_everything_opens_with_the_new_key(filing: Filing) -> None:
    house = filing.house
    await _fill(filing)
    mark = house.vault.server_mark()
    assert await server_key.rotate(house, "cli") >= 3
    assert house.vault.server_mark() != mark
    await check_keys_fit(house)
    await _opens(house)
    again = open_house(house.settings)
    await check_keys_fit(again)
    await _opens(again)
    await again.close()
    for retired in house.vault.folder.names():
        if retired.startswith("retired.server."):
            house.vault.folder.remove(retired)
    # Without the former key all but the books still opens.
    alone = open_house(house.settings)
    async with alone.view() as view:
        (row,) = await view.session.scalars(ON_TELEGRAM)
        assert accounts.send_address(view, row) == b"4711"
    await alone.close()


async def test_a_death_before_the_key_was_put_in_place_is_mended_at_the_next_start(
    sqlite_filing: Filing,
) -> None:
    house = sqlite_filing.house
    await _fill(sqlite_filing)
    successor = house.vault.server_successor()
    await server_key.rotate(house, "cli")
    # As it lay there in between: the database knows the new key, the folder has the old in place.
    folder = house.vault.folder
    (former,) = [name for name in folder.names() if name.startswith("retired.server.")]
    old = folder.read(former)
    for name in ("server", former):
        folder.remove(name)
    folder.create("server", old)
    folder.create("next.server", successor)
    again = open_house(house.settings)
    await check_keys_fit(again)
    await _opens(again)
    await again.close()


async def test_a_foreign_key_still_stops_the_start(sqlite_filing: Filing) -> None:
    house = sqlite_filing.house
    await check_keys_fit(house)
    house.vault.server_successor()
    async with house.work() as work:
        (await work.session.get_one(Meta, server_key.MARK)).value = derive(b"x" * 32, "m").hex()
    with pytest.raises(KeyMissing):
        await check_keys_fit(house)


def test_every_sealed_column_of_no_report_is_listed() -> None:
    """What lies sealed with the installation's key: a new column must not be forgotten here."""
    listed = {(table.__tablename__, column) for table, column, _ in server_key.SEALED}
    ours = {"accounts", "body_groups", "staff_totp", "webhooks", "lessons", "jobs", "chat_slots"}
    ours |= {"conversation_states", "workplaces", "workplace_marks", "firm_desks"}
    ours |= {"staff_passkeys", "body_robots", "typical_cases", "saved_views"}
    found = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        if table.name in ours
        for column in table.columns
        if column.type.python_type is bytes
    }
    assert listed == found
    assert second_factor.place_of("x")[0] == StaffTotp.__tablename__
