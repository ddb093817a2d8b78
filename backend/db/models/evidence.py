"""What officers photograph at the site: apart from what reporters send and what is sent to them."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, random_id


class Evidence(Base):
    """One photo of an officer at the site; never deleted by anybody, only marked void.

    Its files lie sealed in the media store under its id, all of it with the report's travelling
    key: it goes on with the case.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("case_number", "seq"),
        UniqueConstraint("case_number", "item"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"))
    seq: Mapped[int]
    item: Mapped[str] = mapped_column(String(32))
    """Random, made by the phone when the photo was taken: who sends it twice stores it once."""
    actor: Mapped[str] = mapped_column(String(120))
    body_id: Mapped[str] = mapped_column(String(80))
    day: Mapped[dt.date] = mapped_column(Date)
    """The day it came in, in Asia/Shanghai."""
    meta: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON of services.evidence.Meta: times, place, note, the file's name and SHA-256."""
    void_reason: Mapped[str | None] = mapped_column(String(20))
    """A backend.domain.evidence.VoidReason."""
    void_by: Mapped[str | None] = mapped_column(String(120))
    void_on: Mapped[dt.date | None] = mapped_column(Date)
    void_words: Mapped[bytes | None] = mapped_column(LargeBinary)
