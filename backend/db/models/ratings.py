"""What reporters say of how their report was worked."""

import datetime as dt

from sqlalchemy import JSON, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base


class Rating(Base):
    """A reporter's word on one ending of a case; a case that ends again may be rated anew."""

    __tablename__ = "ratings"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    ending: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The step that ended the case: its number in the case's history."""
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    body_id: Mapped[str] = mapped_column(String(80), index=True)
    """The body that is rated: at whose desk the case ended."""
    satisfied: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    """Codes of backend.domain.ratings.RatingReason."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the reporter adds, under the report's travelling key."""
    day: Mapped[dt.date] = mapped_column(Date)
    """No hour: it could be held against a phone's traffic."""
