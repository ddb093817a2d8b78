"""Tables of the people who work cases, what they sign in with, and the jobs of the outbox."""

import datetime as dt

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import ROWLESS, Base, Moment, random_id


class EnforcementBody(Base):
    """A body that has something on this installation: a key, staff, a token or a chat group."""

    __tablename__ = "bodies"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    connected: Mapped[bool] = mapped_column(default=False)
    narrative_in_chat: Mapped[bool] = mapped_column(default=False)
    """Whether its chat group gets the words of a report, not just the facts."""
    takes_nameless: Mapped[bool | None]
    """Whether it takes an employee's nameless report on their own firm, which it may decline
    (应急〔2020〕69号第四条); None while it hasn't said."""
    mail: Mapped[str | None] = mapped_column(String(200))
    """Where it hears that something waits: an address of the bureau, of no person."""
    digest_group: Mapped[str | None] = mapped_column(String(8))
    """How often its chat groups get the digest: off, daily or weekly; None is as usual
    (config/data/digest.yaml)."""
    digest_robot: Mapped[str | None] = mapped_column(String(8))
    digest_mail: Mapped[str | None] = mapped_column(String(8))


class Staff(Base):
    """A member of staff of one body."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    """The name to sign in with."""
    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str] = mapped_column(String(200))
    one_time_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    """Until when the one-time password opens; None once it was changed."""
    disabled: Mapped[bool] = mapped_column(default=False)
    away_until: Mapped[dt.date | None] = mapped_column(Date)
    """The last day of an absence; None for somebody who is there."""
    stand_in: Mapped[str | None] = mapped_column(String(32))
    """Who works their cases meanwhile."""
    areas: Mapped[list[str] | None] = mapped_column(JSON)
    """Where the cases of this person must lie; None or empty for wherever the body's do."""


class SavedView(Base):
    """A search of the queue that somebody keeps under a name."""

    __tablename__ = "saved_views"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON of its name and of the search as the query of an address, sealed: what somebody looks
    for may say whom a report is about."""


class StaffSession(Base):
    """A signed-in browser; deleting the row ends it."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    seen_at: Mapped[dt.datetime] = mapped_column(Moment)
    second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the second factor was shown in this session."""
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What a passkey is to sign next (WebAuthn); taken once."""
    challenge_for: Mapped[str | None] = mapped_column(String(10))
    challenge_until: Mapped[dt.datetime | None] = mapped_column(Moment)


class StaffTotp(Base):
    """A person's second factor: the secret that their authenticator app holds too (RFC 6238)."""

    __tablename__ = "staff_totp"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The time step of the last code that was taken: none opens twice."""


class StaffPasskey(Base):
    """A passkey that stands in for the authenticator app (WebAuthn)."""

    __tablename__ = "staff_passkeys"

    credential_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    """What its owner calls it."""
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    """Id and public key, sealed: nobody with the database alone adds a key of their own."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often it signed, as it says itself: a copy of it would count apart."""
    added_on: Mapped[dt.date]
    used_on: Mapped[dt.date | None]


class RecoveryCode(Base):
    """A code that stands in for the authenticator app, once; stored as a keyed hash."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)


class StaffAccount(Base):
    """A staff member's own chat account, bound with a one-time code."""

    __tablename__ = "staff_accounts"

    account_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)


class BodyGroup(Base):
    """A body's chat group, bound with a one-time code."""

    __tablename__ = "body_groups"

    group_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    external: Mapped[bytes] = mapped_column(LargeBinary)


class OneTimeCode(Base):
    """A code that binds a group or a chat account, once, for a while."""

    __tablename__ = "one_time_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    """group, account or identity."""
    subject: Mapped[str] = mapped_column(String(80))
    until: Mapped[dt.datetime] = mapped_column(Moment)


class ApiToken(Base):
    """A body's key to the JSON API."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    revoked: Mapped[bool] = mapped_column(default=False)
    areas: Mapped[list[str] | None] = mapped_column(JSON)
    """Where the cases it opens must lie, as of staff."""


class ApiAnswer(Base):
    """An answer kept for 24 hours under its Idempotency-Key, sealed."""

    __tablename__ = "api_answers"
    __table_args__ = (UniqueConstraint("token_id", "key_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    token_id: Mapped[str] = mapped_column(ForeignKey("api_tokens.id"))
    key_hash: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    http_status: Mapped[int]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[dt.datetime] = mapped_column(Moment, index=True)


class Job(Base):
    """Something to do after a commit: send, remind, erase; claimed with a lease, parked at last."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_run_at", "state", "run_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed JSON."""
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """The account it sends to; cutting the link deletes the job."""
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """queued, leased or parked; what is done is deleted."""
    run_at: Mapped[dt.datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(200))


class Lesson(Base):
    """One correction as a labelled example: of no case, no person and no day."""

    __tablename__ = "lessons"
    __table_args__ = ROWLESS

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    month: Mapped[str] = mapped_column(String(7), index=True)
    """2026-11, in Asia/Shanghai."""
    by: Mapped[str] = mapped_column(String(10))
    """reporter or officer."""
    what: Mapped[str] = mapped_column(String(10))
    """industry, place, body or refusal."""
    guessed: Mapped[str] = mapped_column(String(80))
    corrected: Mapped[str] = mapped_column(String(80))
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    """A few words of the public lexicon, sealed: which ones a report holds is its own business."""


class Tally(Base):
    """How often something happened in a month; several rows a count, so that none waits."""

    __tablename__ = "tallies"
    __table_args__ = ROWLESS

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]


class Meta(Base):
    """Facts about the installation, such as which keys belong to this database."""

    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
