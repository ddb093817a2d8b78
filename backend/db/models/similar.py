"""What says that two cases may be of one matter: fingerprints, and what people said of it."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment


class SimilarKey(Base):
    """A keyed fingerprint of an open case; see nlp.similar. Erased when the case is over."""

    __tablename__ = "similar_keys"

    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_number: Mapped[str] = mapped_column(
        ForeignKey("cases.number"), primary_key=True, index=True
    )
    sign: Mapped[str] = mapped_column(String(10))


class CaseLink(Base):
    """What a member of staff said of two cases: the same matter, a related one, or none."""

    __tablename__ = "case_links"

    later: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True)
    earlier: Mapped[str] = mapped_column(ForeignKey("cases.number"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """same, related or different."""
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(Moment)
