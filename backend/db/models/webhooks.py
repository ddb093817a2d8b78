"""Tables of bodies' webhooks and of what was sent to them."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, true
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class Webhook(Base):
    """A system of a body's own that hears of the events of its cases."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    """What its administrator calls it."""
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: it may hold a password of the receiver's."""
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed; what deliveries are signed with."""
    event_groups: Mapped[list[str]] = mapped_column(JSON)
    """Groups of events, by backend.domain.webhooks.Group."""
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Tries in a row that failed, of whatever delivery."""
    paused_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    """Until when it is left alone after a failure."""


class WebhookTry(Base):
    """One try to deliver: facts alone, kept for a month."""

    __tablename__ = "webhook_tries"
    __table_args__ = (Index("ix_webhook_tries_webhook_id_at", "webhook_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id"))
    delivery: Mapped[str] = mapped_column(String(32))
    """The id that the receiver sees, the same at every try."""
    at: Mapped[dt.datetime] = mapped_column(Moment, index=True)
    event: Mapped[str] = mapped_column(String(20))
    case_number: Mapped[str | None] = mapped_column(String(16))
    attempt: Mapped[int]
    went: Mapped[str] = mapped_column(String(10))
    """sent, again, parked, dropped or failed."""
    status: Mapped[int | None]
    """The receiver's HTTP status, if it answered."""
    fault: Mapped[str | None] = mapped_column(String(20))
    """Why there is none."""
