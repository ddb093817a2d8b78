"""The register of workplaces: what agencies know of the firms they answer for. No reporter here."""

import datetime as dt

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Moment, random_id


class Workplace(Base):
    """One entry of the register 执法对象名录库."""

    __tablename__ = "workplaces"
    __table_args__ = (
        UniqueConstraint("credit_code", "batch"),
        Index("ix_workplaces_name_unit_id", "name", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    batch: Mapped[str] = mapped_column(String(32), default="")
    """Empty for an entry in force; else the import that is bringing it, which nobody sees yet."""
    replaces: Mapped[str | None] = mapped_column(String(32), index=True)
    """The entry whose facts this one of an import will become."""
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    normal: Mapped[str] = mapped_column(String(100), index=True)
    """The name without area and form, as nlp.enterprise_key has it."""
    aliases: Mapped[list[str]] = mapped_column(JSON)
    credit_code: Mapped[str | None] = mapped_column(String(18))
    industry: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str] = mapped_column(String(40), index=True)
    body_id: Mapped[str] = mapped_column(String(80))
    """The body in charge as the register says; empty: the one that the law names."""
    safety_officers: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Their names as JSON, sealed with the installation's key."""
    employees: Mapped[int | None]
    above: Mapped[str] = mapped_column(String(18), index=True)
    """The credit code of its park or group."""
    updated_on: Mapped[dt.date] = mapped_column(Date)


class WorkplaceKey(Base):
    """A hash that a workplace is found by; see backend.domain.workplaces.search_keys.

    No foreign key and no second index: there are ten a workplace, and one that leads nowhere does
    no harm.
    """

    __tablename__ = "workplace_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it so

    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    workplace_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class PosterCode(Base):
    """The code on a workplace's poster: random, revocable. How often it is scanned isn't kept."""

    __tablename__ = "poster_codes"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    workplace_id: Mapped[str] = mapped_column(ForeignKey("workplaces.id"), index=True)
    issued_on: Mapped[dt.date] = mapped_column(Date)
    issued_by: Mapped[str] = mapped_column(String(120))
    revoked_on: Mapped[dt.date | None] = mapped_column(Date)
    revoked_by: Mapped[str | None] = mapped_column(String(120))


class WorkplaceMark(Base):
    """The mark of dishonesty 失信: set by staff on a basis and until a day, never by a program."""

    __tablename__ = "workplace_marks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    workplace_id: Mapped[str] = mapped_column(ForeignKey("workplaces.id"), index=True)
    basis: Mapped[bytes] = mapped_column(LargeBinary)
    """The decision it rests on, in words, sealed with the installation's key."""
    until: Mapped[dt.date] = mapped_column(Date)
    """The last day it stands."""
    body_id: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(String(120))
    lifted_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    lifted_why: Mapped[bytes | None] = mapped_column(LargeBinary)
