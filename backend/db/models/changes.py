"""The table of an agency's own changes to the shipped data."""

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class OwnChange(Base):
    """One change, never edited after: a later one supersedes it, undoing it is a change as well.

    Plain words of the agency itself; nothing of a report.
    """

    __tablename__ = "own_changes"
    __table_args__ = (Index("ix_own_changes_kind_key", "kind", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(20))
    """A kind of backend.domain.changes."""
    key: Mapped[str] = mapped_column(String(160))
    value: Mapped[str | None] = mapped_column(String(200_000))
    """None brings back what was shipped."""
    basis: Mapped[str] = mapped_column(String(300))
    """On what it rests: a document's number, a reason."""
    proposed_by: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[dt.datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10), index=True)
    """proposed, active or refused."""
    decided_by: Mapped[str | None] = mapped_column(String(120))
    """The second administrator who looked at it; None where there was none to ask."""
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    version: Mapped[int | None] = mapped_column(unique=True)
    """The place among all that held at some time, in the order in which they began to."""
