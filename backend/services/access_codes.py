"""One-time codes: each binds or opens one thing, once, for half an hour."""

import datetime as dt
import secrets

from backend.db.models import OneTimeCode
from backend.domain.errors import NotFound
from backend.house import Work

CODE_MINUTES = 30
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What one-time passwords and codes are made of: nothing that looks like something else."""


def code_hash(work: Work, purpose: str, code: str) -> str:
    """What a code is stored as.

    Keyed from outside the database: its 50 random bits could be tried out by who reads the rows.
    """
    return work.vault.lookup(f"code {purpose}", code.strip().lower())


async def new_code(work: Work, purpose: str, subject: str) -> str:
    """A code for ``group`` (a body's chat group), ``account`` (a person's chat) or ``identity``."""
    code = "".join(secrets.choice(SIGNS) for _ in range(10))
    until = work.now + dt.timedelta(minutes=CODE_MINUTES)
    work.session.add(
        OneTimeCode(
            code_hash=code_hash(work, purpose, code), purpose=purpose, subject=subject, until=until
        )
    )
    await work.session.flush()
    return code


async def use_code(work: Work, purpose: str, code: str) -> str:
    """The subject of a code, which is spent by this; raises NotFound when it is none."""
    # Locked: of two who send it at once, the second finds it spent.
    row = await work.session.get(OneTimeCode, code_hash(work, purpose, code), with_for_update=True)
    if row is None or row.until < work.now:
        raise NotFound("code_unknown")
    await work.session.delete(row)
    await work.session.flush()
    return row.subject
