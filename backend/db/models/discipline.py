"""Hand-over of public officials to discipline inspection: apart from all that a case shows."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment


class DisciplineReferral(Base):
    """What one body has handed, or means to hand, to discipline inspection (纪检监察) of a case."""

    __tablename__ = "discipline_referrals"

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    body_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    actor: Mapped[str] = mapped_column(String(120), primary_key=True)
    """Who proposed it; each proposes alone, and learns of nobody else's."""
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: whom and what it concerns, as the proposer wrote it."""
    at: Mapped[dt.datetime] = mapped_column(Moment)
    decided: Mapped[str | None] = mapped_column(String(10))
    """approved or rejected."""
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    handed_by: Mapped[str | None] = mapped_column(String(120))
    handed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
