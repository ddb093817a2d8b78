"""Tables of the audit chains."""

from sqlalchemy import JSON, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base


class AuditEntry(Base):
    """One link of a chain; see backend.domain.audit."""

    __tablename__ = "audit"

    chain: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[str] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[str] = mapped_column(String(4000))
    words: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The signed ends of all chains at the end of a day."""

    __tablename__ = "audit_heads"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """In Asia/Shanghai."""
    heads: Mapped[dict[str, list[str | int]]] = mapped_column(JSON)
    """Number and hash of the last entry by chain; stays here, as numbers tell of reports."""
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON, in UTF-8, exactly as it was signed."""
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    breaks: Mapped[dict[str, int]] = mapped_column(JSON)
    """By chain, the first entry that was found tampered with when it was made."""
