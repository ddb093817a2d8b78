"""Where a conversation's step and draft lie between updates: sealed, in the database or Redis."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from redis.asyncio import Redis

from backend.db.models import ConversationState
from backend.domain.deadlines import SHANGHAI
from backend.house import House, Work

Entry = dict[str, Any]
pending: ContextVar[dict[str, Entry] | None] = ContextVar("pending", default=None)
"""What the update under way wants to keep; written with everything else it does, or not at all."""


class ConversationStorage(BaseStorage):
    """aiogram's storage over sealed entries; a subclass says where they lie."""

    def __init__(self, house: House) -> None:
        self.house = house

    def _hash(self, key: StorageKey) -> str:
        return self.house.vault.lookup("state", f"{key.bot_id}:{key.chat_id}:{key.user_id}")

    async def _load(self, key: StorageKey) -> Entry:
        hashed = self._hash(key)
        changed = pending.get()
        if changed is not None and hashed in changed:
            return changed[hashed]
        sealed = await self.read(hashed)
        if sealed is None:
            return {"state": None, "data": {}}
        entry: Entry = json.loads(self.house.vault.open(sealed, "conversation_states", hashed))
        return entry

    async def _keep(self, key: StorageKey, entry: Entry) -> None:
        changed = pending.get()
        if changed is None:
            raise RuntimeError("a conversation changes only while an update is handled")
        changed[self._hash(key)] = entry

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

    async def flush(self, work: Work, account_id: int, changed: dict[str, Entry]) -> None:
        """Store what the update changed, in its transaction."""
        for hashed, entry in changed.items():
            if entry["state"] is None and not entry["data"]:
                await self.erase(work, hashed)
            else:
                raw = json.dumps(entry, ensure_ascii=False).encode()
                sealed = self.house.vault.seal(raw, "conversation_states", hashed)
                await self.write(work, account_id, hashed, sealed)

    async def read(self, hashed: str) -> bytes | None:
        """The sealed entry, if any."""
        raise NotImplementedError

    async def write(self, work: Work, account_id: int, hashed: str, sealed: bytes) -> None:
        """Store a sealed entry."""
        raise NotImplementedError

    async def erase(self, work: Work, hashed: str) -> None:
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

    async def write(self, work: Work, account_id: int, hashed: str, sealed: bytes) -> None:
        """Store a sealed entry."""
        day = work.now.astimezone(SHANGHAI).date()
        await work.session.merge(
            ConversationState(key_hash=hashed, account_id=account_id, sealed=sealed, day=day)
        )

    async def erase(self, work: Work, hashed: str) -> None:
        """Forget an entry."""
        row = await work.session.get(ConversationState, hashed)
        if row is not None:
            await work.session.delete(row)


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

    async def write(self, work: Work, account_id: int, hashed: str, sealed: bytes) -> None:  # noqa: ARG002 - the row of SQL knows its account, Redis needs none
        """Store a sealed entry after the commit."""

        async def keep() -> None:
            await self.redis.set(f"chuishao:state:{hashed}", sealed, ex=self.seconds)

        work.after_commit(keep)

    async def erase(self, work: Work, hashed: str) -> None:
        """Forget an entry after the commit."""

        async def drop() -> None:
            await self.redis.delete(f"chuishao:state:{hashed}")

        work.after_commit(drop)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.redis.aclose()
