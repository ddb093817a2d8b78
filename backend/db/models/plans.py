"""The yearly inspection plan of a body, as far as figures need it."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment


class InspectionPlan(Base):
    """How many inspections a body has planned for a year (年度执法计划)."""

    __tablename__ = "inspection_plans"

    body_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    planned: Mapped[int]
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(Moment)
