"""Changing the installation's own key: what it seals is sealed anew, while no server runs.

In one transaction, with the successor on disk before and in its place after. A process that dies in
between leaves what the next start, or the same command, finishes. The books of rewards can't be
written over: their words, and conversations that lie in Redis, open with the former key, which is
kept as ``retired.server.…``.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from backend.db.models import (
    Account,
    BodyGroup,
    BodyRobot,
    ChatSlot,
    ConversationState,
    FirmDesk,
    Job,
    Lesson,
    Meta,
    SavedView,
    StaffPasskey,
    StaffTotp,
    TypicalCase,
    Webhook,
    Workplace,
    WorkplaceMark,
)
from backend.house import House, Work
from backend.services import audit, firm_desks, saved_views, second_factor, typical_cases
from backend.services.workplaces import officers_place
from backend.vault import VaultError, derive, seal

SEALED: tuple[tuple[type[Any], str, Callable[[Any], tuple[str, ...]]], ...] = (
    (Account, "external", lambda row: ("accounts", row.external_hash, "external")),
    (BodyGroup, "external", lambda row: ("body_groups", row.group_hash, "external")),
    (BodyRobot, "address", lambda row: ("body_robots", row.id, "address")),
    (BodyRobot, "secret", lambda row: ("body_robots", row.id, "secret")),
    (SavedView, "content", lambda row: saved_views.place(row.id)),
    (StaffTotp, "secret", lambda row: second_factor.place_of(row.staff_id)),
    (StaffPasskey, "credential", lambda row: ("staff_passkeys", row.credential_hash, "credential")),
    (Lesson, "terms", lambda row: ("lessons", row.id)),
    (Job, "payload", lambda row: ("jobs", row.id)),
    (ConversationState, "sealed", lambda row: ("conversation_states", row.key_hash)),
    (FirmDesk, "workplace", lambda row: firm_desks.place_of(row.id)),
    (Workplace, "safety_officers", lambda row: officers_place(row.replaces or row.id)),
    (WorkplaceMark, "basis", lambda row: ("workplace_marks", row.id, "basis")),
    (WorkplaceMark, "lifted_why", lambda row: ("workplace_marks", row.id, "lifted_why")),
    (TypicalCase, "words", lambda row: typical_cases.words_place(row.id)),
    (TypicalCase, "why", lambda row: typical_cases.why_place(row.id)),
    (Webhook, "address", lambda row: ("webhooks", row.id, "address")),
    (Webhook, "secret", lambda row: ("webhooks", row.id, "secret")),
    (ChatSlot, "message_id", lambda row: ("chat_slots", f"{row.account_id}/{row.slot}")),
)
"""Every column that is sealed with it and may be written over: table, column, place of a row."""
MARK = "server_key"
READ_AT_ONCE = 500


async def rotate(house: House, actor: str, tell: Callable[[int], None] = lambda _: None) -> int:
    """Seal all of it with a new key; returns how many values. No server may run meanwhile.

    ``tell`` hears now and then how many are done.
    """
    successor = house.vault.server_successor()
    mark = derive(successor, "meta").hex()
    done = 0
    async with house.work() as work:
        for table, column, place in SEALED:
            async for row in _rows(work, table):
                if getattr(row, column) is None:
                    continue
                # What doesn't open was lost before: no reason to leave all others as they are.
                try:
                    value = house.vault.open(getattr(row, column), *place(row))
                except VaultError:
                    continue
                setattr(row, column, seal(successor, value, *place(row)))
                done += 1
                if done % READ_AT_ONCE == 0:
                    await work.session.flush()
                    tell(done)
        (await work.session.get_one(Meta, MARK)).value = mark
        await audit.record(work, actor, "rotate_key", "server", count=done)
    house.vault.server_succeeds(mark)
    return done


async def _rows(work: Work, table: type[Any]) -> Any:
    keys = list(table.__table__.primary_key.columns)
    found = (await work.session.execute(select(*keys))).all()
    for start in range(0, len(found), READ_AT_ONCE):
        for key in found[start : start + READ_AT_ONCE]:
            yield await work.session.get_one(table, tuple(key))
