"""Saying things on Telegram: texts cut to size, buttons in rows, its pace and refusals heeded."""

import asyncio
import logging
import unicodedata
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from aiolimiter import AsyncLimiter

from backend.outbox import GiveUp, TryLater

log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_TEXT = 4096
"""UTF-16 units in one message."""
MAX_DATA = 64
"""Bytes in a button."""
ROW_COLUMNS = 26
"""How wide a row of buttons may be, in half-width letters, to be read on a narrow phone."""
WAIT_HERE_SECONDS = 3
"""A pause asked for that is no longer is waited for on the spot; longer ones go to the outbox."""
CHATS_REMEMBERED = 10_000
WIPED = 1_000
"""How far back clearing a chat goes, in message ids."""
BATCH = 100
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def utf16_length(words: str) -> int:
    """How Telegram counts."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def pieces(words: str, limit: int = MAX_TEXT) -> list[str]:
    """A text in pieces that fit into a message, cut at line ends where there are any."""
    found = []
    rest = words
    while utf16_length(rest) > limit:
        # "ignore" drops half a sign at the very end.
        units = rest.encode("utf-16-le", "surrogatepass")[: 2 * limit]
        cut = len(units.decode("utf-16-le", "ignore"))
        line_end = rest.rfind("\n", 1, cut)
        cut = line_end if line_end > cut // 2 else cut
        found.append(rest[:cut])
        rest = rest[cut:].removeprefix("\n")
    found.append(rest)
    return [piece for piece in found if piece.strip()]


def _columns(label: str) -> int:
    return 3 + sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in label)


def keyboard(
    choices: tuple[tuple[str, str], ...], copy: tuple[str, str] | None = None
) -> InlineKeyboardMarkup | None:
    """Buttons in rows as wide as a phone; ``copy`` (label, text) adds one that copies a text."""
    rows: list[list[InlineKeyboardButton]] = []
    if copy is not None:
        rows.append([InlineKeyboardButton(text=copy[0], copy_text=CopyTextButton(text=copy[1]))])
    width = ROW_COLUMNS
    for data, label in choices:
        if len(data.encode()) > MAX_DATA:
            log.error("a choice has too long an id for Telegram: %s", data.partition(":")[0])
            continue
        button = InlineKeyboardButton(text=label, callback_data=data)
        width += _columns(label)
        if width > ROW_COLUMNS or len(rows[-1]) == 3:
            rows.append([button])
            width = _columns(label)
        else:
            rows[-1].append(button)
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


class Voice:
    """The bot's mouth: every message out goes through here."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._all = AsyncLimiter(30, 1)
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()
        self._paused: dict[int, float] = {}

    async def say(
        self,
        chat: int,
        words: str,
        buttons: InlineKeyboardMarkup | None = None,
        *,
        protect: bool = False,
        quiet: bool = False,
    ) -> int:
        """Send a text of one message; returns its id."""
        sent = await self._pace(
            chat,
            lambda: self._bot.send_message(
                chat,
                words,
                reply_markup=buttons,
                link_preview_options=_NO_PREVIEW,
                protect_content=protect,
                disable_notification=quiet,
            ),
        )
        return sent.message_id

    async def change(
        self, chat: int, message_id: int, words: str, buttons: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Change a message; False when it isn't there any more to be changed."""
        try:
            await self._pace(
                chat,
                lambda: self._bot.edit_message_text(
                    words,
                    chat_id=chat,
                    message_id=message_id,
                    reply_markup=buttons,
                    link_preview_options=_NO_PREVIEW,
                ),
            )
        except TelegramBadRequest as error:
            return "not modified" in error.message
        return True

    async def remove(self, chat: int, message_id: int) -> None:
        """Delete a message, or at least its buttons; one that is gone is fine."""
        try:
            await self._pace(chat, lambda: self._bot.delete_message(chat, message_id))
        except TelegramBadRequest:
            try:
                await self._pace(
                    chat,
                    lambda: self._bot.edit_message_reply_markup(
                        chat_id=chat, message_id=message_id
                    ),
                )
            except TelegramBadRequest:
                return

    async def wipe(self, chat: int, before: int) -> None:
        """Delete what may be deleted of the messages before one; others' chats have none of them.

        Telegram lets bots delete what is younger than two days, and counts all its private chats
        together: ids that aren't of this chat are skipped.
        """
        for end in range(before, max(before - WIPED, 0), -BATCH):
            ids = list(range(max(end - BATCH, 1), end))
            with suppress(TelegramBadRequest):
                await self._pace(chat, partial(self._bot.delete_messages, chat, ids))

    async def _pace(self, chat: int, act: Callable[[], Awaitable[T]]) -> T:
        """Do one call at the pace Telegram wants.

        Raises TryLater or GiveUp; TelegramBadRequest is the caller's to understand.
        """
        loop = asyncio.get_running_loop()
        while True:
            left = self._paused.get(chat, 0.0) - loop.time()
            if left > WAIT_HERE_SECONDS:
                raise TryLater(left)
            if left > 0:
                await asyncio.sleep(left)
            self._paused.pop(chat, None)
            async with self._limiter(chat), self._all:
                try:
                    return await act()
                except TelegramRetryAfter as error:
                    self._paused[chat] = loop.time() + error.retry_after
                except (TelegramForbiddenError, TelegramMigrateToChat):
                    raise GiveUp from None
                except (TelegramBadRequest, TelegramNotFound) as error:
                    if "chat not found" in error.message or "kicked" in error.message:
                        raise GiveUp from None
                    raise
                except AiogramError:
                    # "from None": what went wrong on the way may quote an address with the token.
                    raise TryLater from None

    def _limiter(self, chat: int) -> AsyncLimiter:
        """A message a second in the long run, few at once; in groups twenty a minute."""
        if chat not in self._chats:
            self._chats[chat] = AsyncLimiter(5, 5) if chat > 0 else AsyncLimiter(20, 60)
            if len(self._chats) > CHATS_REMEMBERED:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat)
        return self._chats[chat]
