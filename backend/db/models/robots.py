"""Table of the robots in bodies' groups at 企业微信, 钉钉 and 飞书."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class BodyRobot(Base):
    """A robot that brings plain cards to a body's group; it hears nothing."""

    __tablename__ = "body_robots"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    body_id: Mapped[str] = mapped_column(ForeignKey("bodies.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """wecom, dingtalk or feishu."""
    name: Mapped[str] = mapped_column(String(40))
    """What its administrator calls it."""
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: whoever has it may write to the group."""
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; what messages are signed with."""
    busy_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    """What was sent lately, as a moment: keeps all processes within the service's limit."""
    tried_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    result: Mapped[str | None] = mapped_column(String(40))
    """How the last card went: sent, or why not with the service's code; None: it waits."""
