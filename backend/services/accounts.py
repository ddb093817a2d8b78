"""Chat accounts: known by a keyed hash, and forgotten without a trace when the link is cut."""

import datetime as dt
import secrets

from sqlalchemy import ColumnElement, delete, or_, select

from backend.db.models import (
    OF_ACCOUNTS,
    Account,
    BodyGroup,
    ChatSlot,
    ConversationState,
    InboxMark,
    Job,
    Link,
    WebReply,
)
from backend.domain.deadlines import day_of
from backend.house import Work
from backend.services import traces

MAX_ACCOUNT_ID = 2**53
"""Ids stay exact in JavaScript and inside a 64-bit column."""
IDLE_AT_ONCE = 300


def account_hash(work: Work, channel: str, external: str) -> str:
    """What an account is found by."""
    return work.vault.lookup("account", f"{channel}:{external}")


async def find(work: Work, channel: str, external: str) -> Account | None:
    """The account of ``external`` on ``channel``, if it ever wrote and wasn't forgotten."""
    return await work.session.get(Account, account_hash(work, channel, external))


async def ensure(
    work: Work, channel: str, external: str, *, send_to: bytes, locale: str, first_reply: int = 1
) -> Account:
    """The account, made when new; ``send_to`` is what reaches it on the channel, sealed here."""
    account = await find(work, channel, external)
    if account is None:
        hashed = account_hash(work, channel, external)
        account = Account(
            external_hash=hashed,
            id=secrets.randbelow(MAX_ACCOUNT_ID - 1) + 1,
            channel=channel,
            external=work.vault.seal(send_to, "accounts", hashed, "external"),
            locale=locale,
            next_reply=first_reply,
            day=day_of(work.now),
        )
        work.session.add(account)
        await work.session.flush()
    return account


async def by_id(work: Work, account_id: int) -> Account | None:
    """The account a job sends to; None when it was forgotten meanwhile."""
    return (
        await work.session.scalars(select(Account).where(Account.id == account_id))
    ).one_or_none()


def send_address(work: Work, account: Account) -> bytes:
    """What the channel needs to reach the account."""
    return work.vault.open(account.external, "accounts", account.external_hash, "external")


async def forget(work: Work, account: Account) -> None:
    """Erase all that joins this account to anything: links, drafts, marks, answers, notices.

    Afterwards nobody with the database and all keys can tell what the account filed. The row itself
    goes too; the next message makes a new one with a new id.
    """
    await _erase(work, account)
    traces.leave_none(work)


async def forget_idle(work: Work, before: dt.date) -> int:
    """Erase accounts from before a day that hear of no report and had no word since.

    Who only asked something, or began and gave up, must not stand for ever in a list of people who
    spoke to us. Returns how many there were, some hundreds at most: the rest is for the next call.
    """

    def has(table: type[ConversationState | Job | Link]) -> ColumnElement[bool]:
        return select(table).where(table.account_id == Account.id).exists()

    def has_new(table: type[ChatSlot | InboxMark | WebReply]) -> ColumnElement[bool]:
        return select(table).where(table.account_id == Account.id, table.day >= before).exists()

    group = select(BodyGroup).where(BodyGroup.group_hash == Account.external_hash).exists()
    kept = [has(table) for table in (Link, ConversationState, Job)]
    kept += [has_new(table) for table in (InboxMark, WebReply, ChatSlot)]
    idle = select(Account).where(Account.day < before, ~or_(group, *kept)).limit(IDLE_AT_ONCE)
    accounts = list(await work.session.scalars(idle))
    for account in accounts:
        await _erase(work, account)
    if accounts:
        traces.leave_none(work)
    return len(accounts)


async def _erase(work: Work, account: Account) -> None:
    for table in OF_ACCOUNTS:
        await work.session.execute(delete(table).where(table.account_id == account.id))
    await work.session.execute(delete(Account).where(Account.id == account.id))
    work.session.expunge(account)


async def linked_accounts(work: Work, report_ids: list[str]) -> list[Account]:
    """Who hears of these reports."""
    rows = await work.session.scalars(
        select(Account)
        .join(Link, Link.account_id == Account.id)
        .where(Link.report_id.in_(report_ids))
        .order_by(Account.id)
    )
    return list(rows)


async def with_slot(
    work: Work, channel: str, slot: str, before: dt.date
) -> list[tuple[int, bytes]]:
    """Accounts whose messages in ``slot`` are from before a day, with where to reach them."""
    rows = await work.session.scalars(
        select(Account)
        .join(ChatSlot, ChatSlot.account_id == Account.id)
        .where(Account.channel == channel, ChatSlot.slot == slot, ChatSlot.day < before)
    )
    return [(account.id, send_address(work, account)) for account in rows]
