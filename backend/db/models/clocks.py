"""Tables of running time: each limit of a case, and what was said when how much of it was over."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class CaseClock(Base):
    """One time limit of a case: whose it is, when it began and ends."""

    __tablename__ = "case_clocks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """A limit of config/data/deadlines.yaml, or promise: what the reporter was told at filing."""
    body_id: Mapped[str] = mapped_column(String(80))
    """The body whose time it is."""
    main: Mapped[bool]
    """Whether it is the step the case waits for; the case itself shows its end."""
    started_at: Mapped[dt.datetime] = mapped_column(Moment)
    due_at: Mapped[dt.datetime] = mapped_column(Moment)
    paused_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    armed: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether a job waits for its next point; the sweep arms what isn't."""


class ClockPoint(Base):
    """What a clock said at a point: once, whatever dies; the row is the proof that it was said."""

    __tablename__ = "clock_points"

    clock_id: Mapped[str] = mapped_column(ForeignKey("case_clocks.id"), primary_key=True)
    point: Mapped[str] = mapped_column(String(16), primary_key=True)
    """half, warning, overdue or overdue_thrice."""
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.number"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Moment)
    superior_id: Mapped[str | None] = mapped_column(String(80))
    """The body above that should hear of it."""
    desk_id: Mapped[str | None] = mapped_column(String(80), index=True)
    """The connected body that does hear of it: the nearest above, or the intake desk."""
