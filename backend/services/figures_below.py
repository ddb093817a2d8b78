"""Whose figures a body may read beside its own: those of the bodies below it, level by level."""

from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import EnforcementBody
from backend.domain.errors import NotFound
from backend.domain.superiors import chain_above
from backend.house import Work
from backend.services.bodies import FIRM

BELOW = "below"
"""The word for all bodies below together."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The bodies that figures are of, and who reads them."""

    reader: str
    """The body that reads."""
    of: str
    """A body's id, or ``below``."""
    ids: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether they are the reader's own: only then nothing is kept back."""
        return self.of == self.reader


async def below(work: Work, body_id: str) -> tuple[str, ...]:
    """The bodies on this installation that stand below ``body_id``, at whatever level."""
    known = await work.session.scalars(
        select(EnforcementBody.id)
        .where(~EnforcementBody.id.startswith(FIRM, autoescape=True))
        .order_by(EnforcementBody.id)
    )
    return tuple(one for one in known if body_id in {above.id for above in chain_above(one)})


async def scope_of(work: Work, reader: str, asked: str) -> Scope:
    """What ``asked`` (a body's id, ``below``, or nothing for the reader's own) means for a reader.

    Raises NotFound for a body that isn't below, or where nothing is.
    """
    if asked in ("", reader):
        return Scope(reader, reader, (reader,))
    beneath = await below(work, reader)
    if asked == BELOW and beneath:
        return Scope(reader, BELOW, beneath)
    if asked in beneath:
        return Scope(reader, asked, (asked,))
    raise NotFound("no_figures")
