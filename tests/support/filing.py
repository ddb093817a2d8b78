"""A filed report and the people who work it, by way of the services alone."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.api import BODY, HAZARD

if TYPE_CHECKING:
    from backend.domain.cases import Role
    from backend.house import House
    from backend.services.cases import Actor

FOREIGN = "530402.fire"
"""A body of the same county that has nothing to do with the case."""


@dataclass(slots=True)
class Filing:
    """One case at the desk of a connected body, with an account that hears of it."""

    house: "House"
    number: str = ""
    receipt: str = ""
    report_id: str = ""
    account_id: int = 0
    actors: dict[str, "Actor"] = field(default_factory=dict)

    async def event(self, name: str, who: str = "officer", **fields: object) -> str:
        """Let an event happen; returns the new status. What leaves is said to be looked through."""
        from backend.domain.cases import parse_event
        from backend.domain.outgoing import LEAVING
        from backend.services.cases import apply_event

        if name in LEAVING:
            fields.setdefault("copy_checked", True)

        async with self.house.work() as work:
            event = parse_event(name)
            case = await apply_event(work, self.number, event, fields, self.actors[who])
            return case.status

    async def payloads(self, kind: str = "notice") -> list[dict[str, Any]]:
        """What waits in the outbox to be told, opened; the rows are erased by this."""
        from sqlalchemy import select

        from backend.db.models import Job

        async with self.house.work() as work:
            rows = list(await work.session.scalars(select(Job).where(Job.kind == kind)))
            for row in rows:
                await work.session.delete(row)
            return [json.loads(work.vault.open(row.payload, "jobs", row.id)) for row in rows]


def somebody(body_id: str, *roles: "Role", areas: tuple[str, ...] = ()) -> "Actor":
    """Somebody of a body, for what goes by body and areas."""
    from backend.services.cases import Actor

    return Actor("staff:one", body_id, frozenset(roles), areas)


async def connect(house: "House", body_id: str) -> None:
    """Give a body a token, which connects it."""
    from tests.support.api import make_token

    await make_token(house, body_id)


async def file_report(
    house: "House",
    text: str = HAZARD,
    *,
    hear: bool = True,
    at: tuple[float, float] | None = None,
) -> Filing:
    """File ``text``, sent from ``at``; the account that hears of it has been made before."""
    from backend.domain.cases import Role
    from backend.services import accounts, drafts, reports
    from backend.services.cases import Actor

    draft = drafts.Draft()
    draft.add_text(text)
    draft.latitude, draft.longitude = at or (None, None)
    understood = drafts.understand(draft)
    async with house.work() as work:
        account = await accounts.ensure(
            work, "web", f"somebody-{draft.id}", send_to=b"here", locale="zh_CN"
        )
        filed = await reports.submit_report(
            work, draft, understood, account_id=account.id if hear else None
        )
        found = Filing(house, filed.case_number, filed.receipt, filed.report_id, account.id)
    both = frozenset({Role.INTAKE, Role.OFFICER})
    found.actors = {
        "officer": Actor("staff:one", BODY, both),
        "colleague": Actor("staff:two", BODY, both),
        "reviewer": Actor("staff:three", BODY, frozenset({Role.REVIEWER})),
        "payer": Actor("staff:four", BODY, frozenset({Role.PAYER})),
        "intake": Actor("staff:five", "intake", both),
        "foreign": Actor("staff:six", FOREIGN, frozenset(Role)),
        "everybody": Actor("staff:seven", BODY, frozenset(Role)),
    }
    return found


async def _filed(house: "House") -> AsyncIterator[Filing]:
    await connect(house, BODY)
    yield await file_report(house)


@pytest.fixture
async def filing(house: "House") -> AsyncIterator[Filing]:
    """A filed report at its body's desk, on each kind of database in turn."""
    async for each in _filed(house):
        yield each


@pytest.fixture
async def sqlite_filing(sqlite_house: "House") -> AsyncIterator[Filing]:
    """The same on SQLite alone."""
    async for each in _filed(sqlite_house):
        yield each
