"""Where a conversation's step and draft lie between updates: sealed, in the database or Redis."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, KeyBuilder, StateType, StorageKey
from redis.asyncio import Redis
from sqlalchemy import delete, update

from backend.db.models import ConversationState
from backend.domain.deadlines import day_of
from backend.house import House, Work
from backend.vault import Vault

Entry = dict[str, Any]


class Stale(Exception):
    """Another update of the same conversation was stored meanwhile: this one must begin anew."""


@dataclass(slots=True)
class Pending:
    """What one update read of its conversation, and what it wants to keep of it."""

    read: dict[str, tuple[bytes | None, Entry]] = field(default_factory=dict)
    """Sealed, as it lay there, and opened: read once, so that an update sees one state."""
    changed: dict[str, Entry] = field(default_factory=dict)
    """Written with everything else the update does, or not at all."""


pending: ContextVar[Pending | None] = ContextVar("pending", default=None)


class ConversationStorage(BaseStorage):
    """aiogram's storage over sealed entries; a subclass says where they lie."""

    def __init__(self, house: House) -> None:
        self.house = house

    def _hash(self, key: StorageKey) -> str:
        return self.house.vault.lookup("state", f"{key.bot_id}:{key.chat_id}:{key.user_id}")

    async def _load(self, key: StorageKey) -> Entry:
        hashed = self._hash(key)
        under_way = pending.get()
        if under_way is not None and hashed in under_way.changed:
            return under_way.changed[hashed]
        if under_way is not None and hashed in under_way.read:
            return under_way.read[hashed][1]
        sealed = await self.read(hashed)
        entry: Entry = {"state": None, "data": {}}
        if sealed is not None:
            entry = json.loads(self.house.vault.open(sealed, "conversation_states", hashed))
        if under_way is not None:
            under_way.read[hashed] = (sealed, entry)
        return entry

    async def _keep(self, key: StorageKey, entry: Entry) -> None:
        under_way = pending.get()
        if under_way is None:
            raise RuntimeError("a conversation changes only while an update is handled")
        under_way.changed[self._hash(key)] = entry

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Note the step; stored when the update commits."""
        word = state.state if isinstance(state, State) else state
        await self._keep(key, {**await self._load(key), "state": word})

    async def get_state(self, key: StorageKey) -> str | None:
        """The step of the conversation."""
        word: str | None = (await self._load(key))["state"]
        return word

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Note the data; stored when the update commits."""
        await self._keep(key, {**await self._load(key), "data": dict(data)})

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data of the conversation."""
        data: dict[str, Any] = (await self._load(key))["data"]
        return dict(data)

    async def flush(self, work: Work, account_id: int, under_way: Pending) -> None:
        """Store what the update changed, in its transaction; raises Stale."""
        for hashed, entry in under_way.changed.items():
            before = under_way.read[hashed][0]
            if entry["state"] is None and not entry["data"]:
                await self.erase(work, hashed, before)
            else:
                raw = json.dumps(entry, ensure_ascii=False).encode()
                sealed = self.house.vault.seal(raw, "conversation_states", hashed)
                await self.write(work, account_id, hashed, before, sealed)

    async def read(self, hashed: str) -> bytes | None:
        """The sealed entry, if any."""
        raise NotImplementedError

    async def write(
        self, work: Work, account_id: int, hashed: str, before: bytes | None, sealed: bytes
    ) -> None:
        """Store a sealed entry in the place of ``before``."""
        raise NotImplementedError

    async def erase(self, work: Work, hashed: str, before: bytes | None) -> None:
        """Forget an entry."""
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing of our own to let go of."""


class SqlStorage(ConversationStorage):
    """Conversations in the database, in the very transaction of what they led to."""

    async def read(self, hashed: str) -> bytes | None:
        """The sealed entry, if any."""
        async with self.house.view() as view:
            row = await view.session.get(ConversationState, hashed)
            return row.sealed if row else None

    async def write(
        self, work: Work, account_id: int, hashed: str, before: bytes | None, sealed: bytes
    ) -> None:
        """Store a sealed entry; raises Stale when ``before`` isn't what lies there any more.

        No lock holds two processes apart, so the row itself tells who came first.
        """
        day = day_of(work.now)
        if before is None:
            work.session.add(
                ConversationState(key_hash=hashed, account_id=account_id, sealed=sealed, day=day)
            )
            await work.session.flush()
            return
        there = ConversationState.key_hash == hashed, ConversationState.sealed == before
        done = await work.session.execute(
            update(ConversationState)
            .where(*there)
            .values(account_id=account_id, sealed=sealed, day=day)
            .returning(ConversationState.key_hash)
        )
        if done.first() is None:
            raise Stale

    async def erase(self, work: Work, hashed: str, before: bytes | None) -> None:
        """Forget an entry; raises Stale like :meth:`write`."""
        if before is None:
            return
        there = ConversationState.key_hash == hashed, ConversationState.sealed == before
        done = await work.session.execute(
            delete(ConversationState).where(*there).returning(ConversationState.key_hash)
        )
        if done.first() is None:
            raise Stale


class HashedKeys(KeyBuilder):
    """Names of locks in Redis that tell no account: aiogram's own would hold its number."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def build(self, key: StorageKey, part: str | None = None) -> str:
        """The name of one conversation's lock."""
        hashed = self.vault.lookup("lock", f"{key.bot_id}:{key.chat_id}:{key.user_id}")
        return f"chuishao:{part}:{hashed}"


class RedisStorage(ConversationStorage):
    """Conversations in Redis, written once the update is on disk.

    A crash between the two leaves the old draft: submitting it again finds the report filed.
    """

    def __init__(self, house: House, redis: Redis) -> None:
        super().__init__(house)
        self.redis = redis
        self.seconds = house.settings.draft_days * 86_400

    async def read(self, hashed: str) -> bytes | None:
        """The sealed entry, if any."""
        found = await self.redis.get(f"chuishao:state:{hashed}")
        return found.encode() if isinstance(found, str) else found

    async def write(
        self,
        work: Work,
        account_id: int,  # noqa: ARG002 - the row of SQL knows its account, Redis needs none
        hashed: str,
        before: bytes | None,  # noqa: ARG002 - the lock in Redis keeps two updates apart
        sealed: bytes,
    ) -> None:
        """Store a sealed entry after the commit."""

        async def keep() -> None:
            await self.redis.set(f"chuishao:state:{hashed}", sealed, ex=self.seconds)

        work.after_commit(keep)

    async def erase(self, work: Work, hashed: str, before: bytes | None) -> None:  # noqa: ARG002 - as above
        """Forget an entry after the commit."""

        async def drop() -> None:
            await self.redis.delete(f"chuishao:state:{hashed}")

        work.after_commit(drop)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.redis.aclose()
