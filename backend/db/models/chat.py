"""Tables of chat accounts and conversations: what cutting the link erases.

Rows here carry no moment finer than a day and have random ids; on SQLite they have no hidden row
number either, so that neither order nor time joins an account to a report.
"""

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import ROWLESS, Base


class Account(Base):
    """A person on a channel; ``external`` is what the channel sends to, sealed."""

    __tablename__ = "accounts"
    __table_args__ = ROWLESS

    external_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, unique=True)
    """Random, below 2**53."""
    channel: Mapped[str] = mapped_column(String(20))
    external: Mapped[bytes] = mapped_column(LargeBinary)
    locale: Mapped[str] = mapped_column(String(8))
    next_reply: Mapped[int] = mapped_column(BigInteger, default=1)
    day: Mapped[dt.date] = mapped_column(Date)


class Link(Base):
    """Who hears of a report: made at submission if wanted, cut at any moment."""

    __tablename__ = "links"
    __table_args__ = ROWLESS

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class ConversationState(Base):
    """Step and draft of a conversation, sealed; lies in Redis instead where one is set."""

    __tablename__ = "conversation_states"
    __table_args__ = ROWLESS

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date] = mapped_column(Date)


class InboxMark(Base):
    """An update that was handled: the same one again changes nothing."""

    __tablename__ = "inbox_marks"
    __table_args__ = ROWLESS

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, index=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    """Hash of what was asked; another request under the same key is a mistake."""
    first_reply: Mapped[int | None] = mapped_column(BigInteger)
    last_reply: Mapped[int | None] = mapped_column(BigInteger)
    """The replies the update got, where the channel keeps them (web chat)."""
    day: Mapped[dt.date] = mapped_column(Date)


class WebReply(Base):
    """A reply of the web chat, sealed to the conversation's public key."""

    __tablename__ = "web_replies"
    __table_args__ = ROWLESS

    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The receipt the reply shows, until it is confirmed as saved or its hours are over."""
    day: Mapped[dt.date] = mapped_column(Date)


class ChatSlot(Base):
    """The channel's own message id of a message that will be edited (card, receipt)."""

    __tablename__ = "chat_slots"
    __table_args__ = ROWLESS

    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    slot: Mapped[str] = mapped_column(String(20), primary_key=True)
    message_id: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date] = mapped_column(Date)
