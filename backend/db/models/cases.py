"""Tables of reports and cases: plain facts in columns, all that a reporter typed sealed."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    event,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id
from backend.domain.queueing import queue_key

Sealed = LargeBinary


class Report(Base):
    """What a reporter submitted, never edited after."""

    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    draft_hash: Mapped[str] = mapped_column(String(64), unique=True)
    original: Mapped[bytes] = mapped_column(Sealed)
    """JSON of services.reports.Original under the full key: stays with the first desk."""
    content: Mapped[bytes] = mapped_column(Sealed)
    """JSON of services.reports.Content: redacted text, place, enterprise, deciding words."""
    submitted_at: Mapped[dt.datetime] = mapped_column(Moment)


class DataKey(Base):
    """A report's data key, wrapped for one body; all rows gone means the report is gone."""

    __tablename__ = "data_keys"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    body_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(Sealed)
    full: Mapped[bool]
    """Whether it is the full key, which opens the original too, or only the travelling copy's."""


class Case(Base):
    """The work on one or more reports."""

    __tablename__ = "cases"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    resume_status: Mapped[str | None] = mapped_column(String(20))
    """Where a case that waits for the reporter goes on."""
    industry: Mapped[str] = mapped_column(String(30))
    jurisdiction: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(200))
    urgency: Mapped[str] = mapped_column(String(12))
    criteria: Mapped[list[str]] = mapped_column(JSON)
    """Suspected items as "standard item"."""
    body_id: Mapped[str] = mapped_column(String(80), index=True)
    """The body answerable by law (主办)."""
    holder_id: Mapped[str] = mapped_column(String(80))
    """The body at whose desk the case lies now."""
    arbiter_id: Mapped[str | None] = mapped_column(String(80))
    routing: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Why this body: rule, source, status, reason key and its params."""
    refusals: Mapped[int] = mapped_column(default=0)
    decided_finally: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The arbiter chose the body: it can't refuse any more."""
    extended: Mapped[bool] = mapped_column(default=False)
    extension_asked_by: Mapped[str | None] = mapped_column(String(120))
    """Who asked for more time and has no answer yet."""
    officers_named: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether two officers or more are on record for the verification."""
    legal: Mapped[str | None] = mapped_column(String(10))
    """Legal review 法制审核: needed or passed; None where nobody asked for it."""
    crime: Mapped[str | None] = mapped_column(String(20))
    """Where the referral to the police stands: a state of backend.domain.crime."""
    review_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The reporter's one request to look again is used."""
    copy_checked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person has looked through what travels on with the case."""
    cut_told_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the reporter was told that the link will be cut."""
    erase_warned_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the desk was told that the content will go."""
    erased_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the content went: what is left is a tombstone."""
    workplace: Mapped[bytes | None] = mapped_column(Sealed)
    """The id of the workplace in the register, under the first report's travelling key."""
    workplace_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    """The keyed hash of that id: cases of one workplace find each other, and nobody else them."""
    closed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When it was closed, declined or withdrawn last."""
    outcome: Mapped[str | None] = mapped_column(String(20))
    penalty_yuan: Mapped[int | None]
    criterion_confirmed: Mapped[bool] = mapped_column(default=False)
    concealed_deaths: Mapped[int] = mapped_column(default=0)
    report_grade: Mapped[str | None] = mapped_column(String(10))
    by_employee: Mapped[bool] = mapped_column(default=False, server_default=false())
    signatories: Mapped[int] = mapped_column(default=1, server_default="1")
    deadline_kind: Mapped[str | None] = mapped_column(String(20))
    due_at: Mapped[dt.datetime | None] = mapped_column(Moment, index=True)
    paused_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    updated_at: Mapped[dt.datetime] = mapped_column(Moment)
    unanswered: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the last word of the dialogue is the reporter's."""
    queue_key: Mapped[str] = mapped_column(String(16), default="", server_default="9")
    """Where it stands in its desk's queue; see backend.domain.queueing."""
    assignee_id: Mapped[str | None] = mapped_column(String(32))
    """The person at the desk who works it; None for whoever is free."""
    version: Mapped[int] = mapped_column(default=0)

    # Each ends with the number, so that pages are read in order without sorting.
    __table_args__ = (
        Index("ix_cases_todo", "holder_id", "queue_key", "number"),
        Index("ix_cases_tab", "holder_id", "status", "queue_key", "number"),
        Index("ix_cases_ended", "holder_id", "status", "updated_at", "number"),
        Index("ix_cases_changed", "holder_id", "updated_at", "number"),
        Index("ix_cases_mine", "assignee_id", "queue_key", "number"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so


@event.listens_for(Case, "before_insert")
@event.listens_for(Case, "before_update")
def _keep_queue_key(_: object, __: object, case: Case) -> None:
    case.queue_key = queue_key(
        case.status, case.urgency, case.due_at, unanswered=bool(case.unanswered)
    )


class CaseBody(Base):
    """A body that may see a case, and as what."""

    __tablename__ = "case_bodies"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    body_id: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(12))
    """main, desk, intake, verify, joint, informed or past."""


class CaseEvent(Base):
    """One step in the life of a case; texts of it sealed with the report's data key."""

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_number", "seq"),
        # What figures of a period are counted by: a body's steps, and those of all. None begins
        # with the kind of step: SQLite would take it where one case's steps are asked for.
        Index("ix_case_events_body_id_at_event", "body_id", "at", "event"),
        Index("ix_case_events_at_event", "at", "event"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"))
    seq: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(Moment)
    event: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(120))
    body_id: Mapped[str] = mapped_column(String(80))
    to_status: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Codes, amounts and body ids; no free text."""
    texts: Mapped[bytes | None] = mapped_column(Sealed)


class Message(Base):
    """One line of the dialogue between a reporter and the bodies."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("report_id", "seq"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"))
    seq: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(Moment)
    from_reporter: Mapped[bool]
    body_id: Mapped[str] = mapped_column(String(80))
    text: Mapped[bytes] = mapped_column(Sealed)
    read_on: Mapped[dt.date | None] = mapped_column(Date)
    """The day the other side opened it: no hour, which could be held against a phone's traffic."""


class Attachment(Base):
    """A photo, document or recording; its files lie sealed in the media store."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_report_id_seq", "report_id", "seq"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"))
    seq: Mapped[int]
    meta: Mapped[bytes] = mapped_column(Sealed)
    """JSON of media.Stored: kind, type, the given file name, size, picture hash."""
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    """The message that it goes with; None for a part of the report itself."""


class Reward(Base):
    """The reward of a case: proposed at closing, approved by another, claimed with the receipt."""

    __tablename__ = "rewards"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    amount_yuan: Mapped[int | None]
    rule_id: Mapped[str] = mapped_column(String(40))
    reason_key: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_by: Mapped[str] = mapped_column(String(120))
    approved_by: Mapped[str | None] = mapped_column(String(120))
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"))
    """The first effective report: the rule pays one."""
    claim_code_hash: Mapped[str | None] = mapped_column(String(64))
    wrong_codes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong tries since the password was made."""
    window_from: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the days to claim began: the reporter was told, opened it, or it was announced."""
    announced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its case number stands on the public list: nobody could be told."""
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many reminders of the running window were said."""
    claim_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    """The end of the window; None until it has begun."""
    updated_at: Mapped[dt.datetime] = mapped_column(Moment)


class Identity(Base):
    """A named reporter's name and contact, sealed with a key of their own on arrival.

    That key lies wrapped for each custodian in IdentityKey. One without such rows is older: sealed
    to the first custodian itself. Found by the report's draft hash: it may come before the report.
    """

    __tablename__ = "identities"

    draft_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(Sealed)
    day: Mapped[dt.date] = mapped_column(Date)


class Hold(Base):
    """Why a case's content must not be erased though its time is over (litigation hold)."""

    __tablename__ = "holds"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20))
    """A backend.services.holds.HoldReason."""
    words: Mapped[bytes] = mapped_column(Sealed)
    body_id: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(Moment)


class MaliceMark(Base):
    """A suspicion that a report was made in bad faith: for a person to judge, and nothing else."""

    __tablename__ = "malice_marks"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    body_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    """The body that suspects it; no other learns of it."""
    reason: Mapped[str] = mapped_column(String(20))
    """A backend.services.malice.MaliceReason."""
    words: Mapped[bytes] = mapped_column(Sealed)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(Moment)
    judged: Mapped[str | None] = mapped_column(String(10))
    """confirmed or cleared, by another person."""
    judged_by: Mapped[str | None] = mapped_column(String(120))
    judged_at: Mapped[dt.datetime | None] = mapped_column(Moment)
