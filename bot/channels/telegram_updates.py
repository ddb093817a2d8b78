"""Reading Telegram's updates: whose they are, what files they bring, albums as one message."""

import asyncio
import logging
from dataclasses import dataclass

import aiohttp
from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import CallbackQuery, Message, Update

from backend.services.drafts import Upload
from bot.channels.base import Incoming
from bot.channels.telegram_polling import Batch
from config.texts import locale_for

log = logging.getLogger(__name__)

MAX_DOWNLOAD = 20 * 1024 * 1024
"""What the Bot API lets bots download, in bytes."""
_DOWNLOAD_SECONDS = 120
_AT_ONCE = asyncio.Semaphore(4)
"""Files lie in memory until they are sealed: no more than these at a time."""


class FetchFailed(Exception):
    """A file could not be fetched now; says nothing more, as an address would carry the token."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message, not fetched yet."""

    file_id: str
    name: str
    size: int


@dataclass(slots=True)
class Received:
    """A batch as the handlers get it, and what of its files couldn't be taken."""

    incoming: Incoming
    too_large: bool = False
    lost: bool = False


def attached(message: Message) -> Attached | None:
    """The file a message brings, a photo in its largest size."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Attached(largest.file_id, "photo.jpg", largest.file_size or 0)
    for file, name in (
        (message.animation, "animation.mp4"),
        (message.document, "document"),
        (message.video, "video.mp4"),
        (message.video_note, "video.mp4"),
        (message.voice, "voice.ogg"),
        (message.audio, "audio"),
    ):
        if file is not None:
            own = getattr(file, "file_name", None)
            return Attached(file.file_id, own or name, file.file_size or 0)
    return None


def joined(batch: Batch) -> Update:
    """One update out of an album's: the message that bears the words, with all of them."""
    messages = [update.message for update in batch if update.message is not None]
    if len(messages) < 2:
        return batch[0]
    captions = [message.caption for message in messages if message.caption]
    first = next((message for message in messages if message.caption), messages[0])
    words = "\n".join(captions) or None
    return batch[0].model_copy(update={"message": first.model_copy(update={"caption": words})})


async def receive(bot: Bot, batch: Batch) -> Received | None:
    """What a batch is to the handlers; None for what they needn't see.

    Raises FetchFailed when Telegram can't give a file now.
    """
    update = joined(batch)
    if update.callback_query is not None:
        return Received(_press(bot, update, update.callback_query))
    message = update.message or update.edited_message
    if message is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    if not private and update.message is None:
        # What is changed in a group was no report before and is none now.
        return None
    person = message.from_user
    ids = sorted({each.update_id for each in batch})
    incoming = Incoming(
        update=update,
        external=str(message.chat.id),
        send_to=str(message.chat.id).encode(),
        locale=locale_for(person.language_code if person and private else None),
        mark=f"{bot.id}:{'-'.join(str(i) for i in (ids[0], *ids[1:][-1:]))}",
        group=not private,
        message_id=str(message.message_id),
    )
    received = Received(incoming)
    if private and update.message is not None:
        await _fetch_all(bot, batch, received)
    return received


def _press(bot: Bot, update: Update, query: CallbackQuery) -> Incoming:
    """A press is its person's own doing, also in a group: they are asked on in private."""
    message = query.message
    return Incoming(
        update=update,
        external=str(query.from_user.id),
        send_to=str(query.from_user.id).encode(),
        locale=locale_for(query.from_user.language_code),
        mark=f"{bot.id}:{update.update_id}",
        group=message is None or message.chat.type != ChatType.PRIVATE,
        message_id=str(message.message_id) if message else "",
    )


async def _fetch_all(bot: Bot, batch: Batch, received: Received) -> None:
    for update in batch:
        file = attached(update.message) if update.message else None
        if file is None:
            continue
        if file.size > MAX_DOWNLOAD:
            received.too_large = True
            continue
        try:
            content = await fetch(bot, file.file_id)
        except TelegramBadRequest as error:
            received.too_large |= "too big" in error.message
            received.lost |= "too big" not in error.message
        else:
            received.incoming.uploads.append(Upload(file.name, content))


async def fetch(bot: Bot, file_id: str) -> bytes:
    """A file's bytes, in memory only.

    Raises TelegramBadRequest when Telegram has no such file for us, FetchFailed for trouble.
    """
    async with _AT_ONCE:
        try:
            described = await bot.get_file(file_id)
            content = await bot.download(described, timeout=_DOWNLOAD_SECONDS)
        except TelegramBadRequest:
            raise
        except (TelegramAPIError, aiohttp.ClientError, TimeoutError) as error:
            # "from None": the address of the file, which carries the token, must reach no log.
            raise FetchFailed(type(error).__name__) from None
    return content.read() if content is not None else b""
