"""Tables of what the public is told: the weekly bulletins, and typical cases written by staff."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, random_id


class Bulletin(Base):
    """One week's figures as they were published: written once, never counted anew.

    What changes later about one case would show in figures that are counted again.
    """

    __tablename__ = "bulletins"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    """By ISO 8601, ``2026-W45``, in Asia/Shanghai."""
    cases_from: Mapped[dt.date] = mapped_column(Date)
    """The first day it tells of: earlier than the week's where weeks before had too few."""
    rewards_from: Mapped[dt.date] = mapped_column(Date)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """JSON of domain.bulletins.Figures."""
    published_on: Mapped[dt.date] = mapped_column(Date)


class TypicalCase(Base):
    """A typical case 典型案例, written by staff and approved by another; not of which case."""

    __tablename__ = "typical_cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    body_id: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    industry: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(7))
    penalty: Mapped[str] = mapped_column(String(12))
    reward: Mapped[str] = mapped_column(String(12))
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Until it is published, sealed with the installation's key."""
    public: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """The same in the clear once it is published; gone with its withdrawal."""
    why: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Why it was returned or withdrawn, sealed likewise."""
    written_by: Mapped[str] = mapped_column(String(120))
    written_on: Mapped[dt.date] = mapped_column(Date)
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_on: Mapped[dt.date | None] = mapped_column(Date)
    week: Mapped[str | None] = mapped_column(String(8), index=True)
    """The bulletin that it was published with."""
