"""Reports inside a workplace, as its firm sees them: apart from the case, which may move on."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class FirmDesk(Base):
    """The desk of a firm's safety officers. Its id is a keyed hash: no row says whose it is."""

    __tablename__ = "firm_desks"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    workplace: Mapped[bytes] = mapped_column(LargeBinary)
    """The id of the workplace, sealed with the installation's key."""


class InsideCase(Base):
    """What was reported to a firm: nothing in it changes when the case goes outward."""

    __tablename__ = "inside_cases"
    __table_args__ = (UniqueConstraint("desk_id", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), unique=True)
    desk_id: Mapped[str] = mapped_column(ForeignKey("firm_desks.id"))
    name: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    risk: Mapped[str] = mapped_column(String(12))
    shown_from: Mapped[dt.datetime] = mapped_column(Moment)
    due_on: Mapped[dt.date] = mapped_column(Date)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON of words, industry and place as they were at filing, under the report's travelling key:
    what the body corrects later, the firm must not see change."""
    planned: Mapped[bool] = mapped_column(default=False)
    fixed_on: Mapped[dt.date | None] = mapped_column(Date)
    denied: Mapped[bool] = mapped_column(default=False)
    """The reporter wants it outward; nothing that the firm sees asks for this."""
    paid_yuan: Mapped[int | None]
    """What the firm says it pays."""
    claim_hash: Mapped[str | None] = mapped_column(String(64))
    """The keyed hash of the code that the reporter collects it with."""
    wrong_claims: Mapped[int] = mapped_column(default=0)
    handed_on: Mapped[dt.date | None] = mapped_column(Date)
    """The day somebody showed the code and got it."""


class InsideLine(Base):
    """One line between a firm and its reporter, or what the firm says it did: the firm's own copy.

    What is said once the case is outward is in the dialogue alone, and the firm never sees it.
    """

    __tablename__ = "inside_lines"
    __table_args__ = (UniqueConstraint("inside_id", "seq"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    inside_id: Mapped[str] = mapped_column(ForeignKey("inside_cases.id"))
    seq: Mapped[int]
    day: Mapped[dt.date] = mapped_column(Date)
    """No hour: it could be held against a phone's traffic."""
    from_reporter: Mapped[bool]
    shown_from: Mapped[dt.datetime] = mapped_column(Moment)
    """When the firm sees it: what a reporter writes, from the next morning on."""
    kind: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON of words, day and photos, sealed with the report's travelling key."""
