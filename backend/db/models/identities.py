"""Tables of the identity vault: to whom identities are sealed, who asked, and who looked."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class CustodianKey(Base):
    """The public half of a custodian's key pair; ``id`` is also the name of its key file."""

    __tablename__ = "custodian_keys"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    """What people call it; empty for the first."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date] = mapped_column(Date)


class IdentityKey(Base):
    """The random key of one identity, wrapped for one custodian."""

    __tablename__ = "identity_keys"

    draft_hash: Mapped[str] = mapped_column(
        ForeignKey("identities.draft_hash", ondelete="CASCADE"), primary_key=True
    )
    custodian: Mapped[str] = mapped_column(
        ForeignKey("custodian_keys.id"), primary_key=True, index=True
    )
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class IdentityRequest(Base):
    """One person's request to look at one case's identity, and its answer."""

    __tablename__ = "identity_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    report_id: Mapped[str] = mapped_column(String(32))
    asker: Mapped[str] = mapped_column(String(120), index=True)
    body_id: Mapped[str] = mapped_column(String(80), index=True)
    """The body at whose desk the case lay, the asker's own."""
    reason: Mapped[str] = mapped_column(String(20))
    """A backend.domain.looks.LookReason."""
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """What the asker says of it, sealed with the case's key."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the browser that asked; its private half comes from the session and is stored nowhere."""
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    """asked, granted or refused."""
    decided_by: Mapped[str | None] = mapped_column(String(120))
    until: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When a granted look ends."""
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The identity's key for the browser that asked; erased when the time is over."""


class IdentityLook(Base):
    """One look at an identity; the reporter sees day, body and reason."""

    __tablename__ = "identity_looks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    request_id: Mapped[str] = mapped_column(ForeignKey("identity_requests.id"))
    report_id: Mapped[str] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(120))
    body_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime] = mapped_column(Moment)
