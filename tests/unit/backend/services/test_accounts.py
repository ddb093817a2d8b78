"""Chat accounts: found by a keyed hash, and forgotten whole."""

import datetime as dt

from sqlalchemy import func, select

from backend.db.models import (
    Account,
    Base,
    BodyGroup,
    ChatSlot,
    ConversationState,
    InboxMark,
    Link,
    WebReply,
)
from backend.house import House
from backend.services import accounts, bodies, jobs
from tests.support.filing import FOREIGN, Filing

OF_ACCOUNTS = (Account, Link, InboxMark, WebReply, ChatSlot, ConversationState)


async def _make(house: House, name: str) -> Account:
    async with house.work() as work:
        return await accounts.ensure(work, "web", name, send_to=b"there", locale="en")


async def test_an_account_is_made_once(sqlite_house: House) -> None:
    first, again = await _make(sqlite_house, "a"), await _make(sqlite_house, "a")
    other = await _make(sqlite_house, "b")
    assert first.id == again.id != other.id
    async with sqlite_house.view() as view:
        found = await accounts.by_id(view, first.id)
        assert found is not None
        assert accounts.send_address(view, found) == b"there"
        assert await accounts.find(view, "telegram", "a") is None
        assert await accounts.by_id(view, 0) is None


async def test_ids_tell_no_order_and_fit_everywhere(sqlite_house: House) -> None:
    ids = [(await _make(sqlite_house, f"{n}")).id for n in range(30)]
    assert ids != sorted(ids)
    assert all(0 < each < 2**53 for each in ids)


async def test_the_address_is_sealed_and_the_name_nowhere(sqlite_house: House) -> None:
    account = await _make(sqlite_house, "wx-openid-of-somebody")
    assert b"there" not in account.external
    assert "wx-openid" not in account.external_hash
    assert isinstance(account.day, dt.date)


async def test_who_is_linked_hears(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        heard = await accounts.linked_accounts(view, [sqlite_filing.report_id])
        assert [account.id for account in heard] == [sqlite_filing.account_id]
        assert await accounts.linked_accounts(view, ["none"]) == []


async def test_forgotten_nothing_is_left_that_names_the_account(filing: Filing) -> None:
    house, day = filing.house, dt.date(2026, 11, 25)
    async with house.work() as work:
        account = await accounts.by_id(work, filing.account_id)
        assert account is not None
        ours = {"account_id": account.id, "day": day}
        work.session.add_all(
            [
                InboxMark(mark="m", request_hash="r", **ours),
                WebReply(seq=1, body=b"x", **ours),
                ConversationState(key_hash="k", sealed=b"x", **ours),
                ChatSlot(slot="card", message_id=b"x", **ours),
            ]
        )
        await jobs.enqueue(work, "notice", {"account": account.id}, account_id=account.id)
        await accounts.forget(work, account)
    async with house.view() as view:
        for table in OF_ACCOUNTS:
            assert await view.session.scalar(select(func.count()).select_from(table)) == 0, table
        for table in Base.metadata.sorted_tables:
            for row in await view.session.execute(select(table)):
                assert str(filing.account_id) not in str(tuple(row)), table.name
    await filing.event("accept")
    assert await filing.payloads() == []


async def test_who_writes_again_is_somebody_new(sqlite_house: House) -> None:
    first = await _make(sqlite_house, "a")
    async with sqlite_house.work() as work:
        found = await accounts.by_id(work, first.id)
        assert found is not None
        await accounts.forget(work, found)
    assert (await _make(sqlite_house, "a")).id != first.id


async def test_who_has_nothing_here_any_more_is_forgotten(filing: Filing) -> None:
    house = filing.house
    old = house.clock() - dt.timedelta(days=30)
    today, house.clock = house.clock, lambda: old
    names = ("idle", "silent", "drafting", "talking", "waiting")
    ids = {name: (await _make(house, name)).id for name in names}
    async with house.work() as work:
        group = await accounts.ensure(work, "telegram", "-1", send_to=b"-1", locale="zh_CN")
        await bodies.ensure(work, FOREIGN)
        work.session.add(
            BodyGroup(
                group_hash=group.external_hash, body_id=FOREIGN, channel="telegram", external=b"x"
            )
        )
    house.clock = today
    new = today().date()
    async with house.work() as work:
        linked = await accounts.by_id(work, filing.account_id)
        assert linked is not None
        linked.day = old.date()
        work.session.add_all(
            [
                ConversationState(
                    key_hash="k", account_id=ids["drafting"], sealed=b"x", day=old.date()
                ),
                WebReply(account_id=ids["silent"], seq=1, body=b"x", day=old.date()),
                WebReply(account_id=ids["talking"], seq=1, body=b"x", day=new),
            ]
        )
        await jobs.enqueue(work, "notice", {}, account_id=ids["waiting"])
    before = new - dt.timedelta(days=7)
    async with house.work() as work:
        assert await accounts.forget_idle(work, before) == 2
    async with house.view() as view:
        left = set(await view.session.scalars(select(Account.id)))
        replies = set(await view.session.scalars(select(WebReply.account_id)))
    kept = {ids[name] for name in ("drafting", "talking", "waiting")}
    assert left == {*kept, group.id, filing.account_id}
    assert ids["silent"] not in replies
    async with house.work() as work:
        assert await accounts.forget_idle(work, before) == 0
