"""The books of rewards, and the secrets that reporters chose to collect with."""

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class LedgerEntry(Base):
    """One entry of a body's rewards of a year; the database itself refuses to change any.

    The balance is their sum: what takes money away is negative.
    """

    __tablename__ = "reward_ledger"
    __table_args__ = (UniqueConstraint("body_id", "year", "seq"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    body_id: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    seq: Mapped[int]
    """1, 2, 3 ... in the ledger of one body and year."""
    at: Mapped[dt.datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(12))
    """budget, payment or counter."""
    amount_yuan: Mapped[int] = mapped_column(BigInteger)
    case_number: Mapped[str | None] = mapped_column(String(16), index=True)
    """No foreign key: the books outlive the case."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Voucher or reason, sealed with the installation's key: staff may write a name there."""
    actor: Mapped[str] = mapped_column(String(120))


class ClaimPassword(Base):
    """The secret a reporter chose for their reward: slow hashes, never itself."""

    __tablename__ = "claim_passwords"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(160))
    next_hash: Mapped[str | None] = mapped_column(String(160))
    """The new one, in force from ``next_from`` on."""
    next_from: Mapped[dt.datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    """Tries since the last right one."""
    wait_until: Mapped[dt.datetime | None] = mapped_column(Moment)


class PayerKey(Base):
    """The public half of the key pair of a body's payer."""

    __tablename__ = "payer_keys"

    body_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    file: Mapped[str] = mapped_column(String(120))
    """The name of its key file."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date] = mapped_column(Date)


class PaymentAccount(Base):
    """Where a reporter wants to be paid, sealed to the payer; gone with the payment."""

    __tablename__ = "payment_accounts"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    body_id: Mapped[str] = mapped_column(String(80), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date] = mapped_column(Date)
    opened_on: Mapped[dt.date | None] = mapped_column(Date)
    """The day the payer opened it; the reporter sees it."""
