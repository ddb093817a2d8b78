"""The words of a case's steps against what the audit chain holds of them."""

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from backend.db.models import AuditEntry, Case, CaseEvent
from backend.domain.errors import NotFound
from backend.domain.receipts import parse_case_number
from backend.house import Work
from backend.services import history
from backend.vault import VaultError


@dataclass(frozen=True, slots=True)
class Words:
    """How the words of a case compare: ``steps`` are those that are not as they were written."""

    result: Literal["right", "differ", "forgotten"]
    steps: tuple[int, ...] = ()

    def said(self) -> str:
        """The steps for people."""
        return ", ".join(map(str, self.steps))


async def differing(work: Work, number: str) -> Words:
    """Compare all steps of a case; raises NotFound when there is none of that number.

    Forgotten words can't be compared; the chain is whole without them.
    """
    case = await work.session.get(Case, parse_case_number(number) or "")
    if case is None:
        raise NotFound("case_not_found")
    rows = await work.session.execute(
        select(AuditEntry.detail, AuditEntry.words).where(AuditEntry.subject == case.number)
    )
    known = {json.loads(detail).get("step"): words for detail, words in rows if detail}
    steps = await work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_number == case.number).order_by(CaseEvent.seq)
    )
    try:
        key = await history.case_key(work, case)
        told = {step.seq: history.digest_of(key, step) for step in steps}
    except VaultError:
        return Words("forgotten")
    wrong = [
        seq
        for seq, words in known.items()
        if seq is not None and told.get(seq, "") not in (None, words)
    ]
    return Words("differ", tuple(sorted(wrong))) if wrong else Words("right")
