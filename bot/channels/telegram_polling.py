"""Fetching Telegram's updates so that a crash loses none: confirmed only once handled."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Message, Update

from bot.logs import trail

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL_SECONDS = 30
LOOK_SECONDS = 0.25
"""How often to look for new updates while earlier ones are still being handled."""
ALBUM_QUIET_SECONDS = 0.8
"""An album is complete when nothing more of it came for so long."""
ALBUM_LONGEST_SECONDS = 4.0
ALBUM_SIZE = 10
MAX_TRIES = 4
DRAIN_SECONDS = 10

Batch = list[Update]
"""One update, or the updates that make up one album."""


def chat_key(update: Update) -> str:
    """Updates with the same key are handled in their order, others side by side."""
    message = update.message or update.edited_message
    if message is not None:
        return str(message.chat.id)
    if update.callback_query is not None:
        return str(update.callback_query.from_user.id)
    return str(update.my_chat_member.chat.id) if update.my_chat_member else ""


def _album(update: Update) -> str | None:
    return update.message.media_group_id if isinstance(update.message, Message) else None


class _Lane:
    """What waits to be handled of one chat."""

    def __init__(self) -> None:
        self.waiting: deque[Update] = deque()
        self.more = asyncio.Event()


class Poller:
    """Long polling whose offset moves only past what was handled.

    ``handle`` does one batch and returns when all it led to is committed; ``give_up`` is told of a
    batch that fails again and again while others go through.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Callable[[Batch], Awaitable[None]],
        give_up: Callable[[Batch], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._give_up = give_up
        self._open: set[int] = set()
        self._done: set[int] = set()
        """Handled, and perhaps to be given out again until the offset has passed them."""
        self._next = 0
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self._handled = 0

    @property
    def offset(self) -> int:
        """The first update that is not handled yet: all before it may be forgotten."""
        return min(self._open) if self._open else self._next

    async def run(self) -> None:
        """Poll until cancelled; then what is being handled is finished and confirmed."""
        try:
            while True:
                fresh = await self._fetch()
                for update in fresh:
                    self._take(update)
                if self._open and not fresh:
                    # The updates in hand would be answered again at once: wait for one to be done.
                    # (Python 3.11's wait_for may swallow a cancellation; timeout doesn't.)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self._progress.wait()
                self._progress.clear()
        finally:
            await self._drain()

    async def _fetch(self) -> list[Update]:
        wait, offset = 0 if self._open else LONG_POLL_SECONDS, self.offset
        # What lies before the offset doesn't come again; what lies after may, though it was done.
        self._done = {each for each in self._done if each >= offset}
        try:
            updates = await self._bot.get_updates(
                offset=offset or None,
                timeout=wait,
                allowed_updates=KINDS,
                request_timeout=wait + 15,
            )
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
            return []
        except (TelegramConflictError, TelegramUnauthorizedError) as error:
            # Another poller, or a wrong token: somebody must act, the web chat goes on meanwhile.
            log.error("Telegram refuses to give updates: %s", type(error).__name__)  # noqa: TRY400 - the trace adds nothing
            if isinstance(error, TelegramConflictError) and "webhook" in error.message:
                with suppress(AiogramError):
                    await self._bot.delete_webhook()
                return []
            await asyncio.sleep(15)
            return []
        except AiogramError as error:
            log.warning("no updates from Telegram: %s", type(error).__name__)
            await asyncio.sleep(1)
            return []
        return [u for u in updates if u.update_id not in self._open | self._done]

    def _take(self, update: Update) -> None:
        self._open.add(update.update_id)
        self._next = max(self._next, update.update_id + 1)
        key = chat_key(update)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane()
            task = asyncio.create_task(self._work(key, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        lane.waiting.append(update)
        lane.more.set()

    async def _work(self, key: str, lane: _Lane) -> None:
        """Handle what comes for one chat, in order, until nothing waits."""
        await lane.more.wait()
        while lane.waiting:
            batch = [lane.waiting.popleft()]
            if _album(batch[0]) is not None:
                await self._collect(batch, lane)
            await self._do(batch)
            ids = {update.update_id for update in batch}
            self._done |= ids
            self._open -= ids
            self._progress.set()
        del self._lanes[key]

    async def _collect(self, batch: Batch, lane: _Lane) -> None:
        """Add the rest of an album to its first update."""
        loop = asyncio.get_running_loop()
        end = loop.time() + ALBUM_LONGEST_SECONDS
        while len(batch) < ALBUM_SIZE:
            if lane.waiting:
                if _album(lane.waiting[0]) != _album(batch[0]):
                    return
                batch.append(lane.waiting.popleft())
                continue
            lane.more.clear()
            try:
                async with asyncio.timeout(min(ALBUM_QUIET_SECONDS, end - loop.time())):
                    await lane.more.wait()
            except TimeoutError:
                return

    async def _do(self, batch: Batch) -> None:
        others = self._handled
        failures = 0
        while True:
            try:
                await self._handle(batch)
            except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
                failures += 1
                log.warning("an update failed: %s", trail(error))
                # While nothing at all goes through, the fault isn't this update's: keep it.
                if failures >= MAX_TRIES and self._handled > others:
                    with suppress(Exception):
                        await self._give_up(batch)
                    return
                await asyncio.sleep(min(0.25 * 2**failures, 30))
            else:
                self._handled += 1
                return

    async def _drain(self) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
        with suppress(AiogramError):
            await self._bot.get_updates(
                offset=self.offset or None, limit=1, timeout=0, request_timeout=3
            )
