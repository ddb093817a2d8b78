"""People of the fake Bot API: what a person at a phone can do, as tests write it."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.telegram_chats import HEAR_SECONDS, Chat, Seen

if TYPE_CHECKING:
    from tests.support.fake_telegram import FakeTelegram

_albums = itertools.count(7_000_001)


@dataclass(slots=True)
class Press:
    """A press of a button; the bot's answer to it comes in time."""

    id: str
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""
    alert: bool = False

    async def answer(self, seconds: float = HEAR_SECONDS) -> str:
        """What the bot showed for the press; empty when it only stopped the spinner."""
        await asyncio.wait_for(self.answered.wait(), seconds)
        return self.text


class Person:
    """A person with a private chat to the bot; made by ``fake.user``."""

    def __init__(self, fake: "FakeTelegram", user_id: int, first_name: str, language: str) -> None:
        self.fake = fake
        self.id = user_id
        self.first_name = first_name
        self.language = language
        self.chat = fake.chats[user_id]

    def describe(self) -> dict[str, Any]:
        """The person as they stand in an update."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language,
        }

    async def says(
        self, text: str, *, to: Chat | None = None, reply_to: Seen | None = None
    ) -> dict[str, Any]:
        """Write a text; in a group ``to`` the bot hears it only as Telegram lets bots hear."""
        fields: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        if reply_to is not None:
            fields["reply_to_message"] = reply_to.raw
        return await self._send(fields, text, to)

    async def starts(self, payload: str = "") -> dict[str, Any]:
        """Open the bot, perhaps by a deep link with ``payload``."""
        return await self.says(f"/start {payload}".strip())

    async def sends_photo(
        self, content: bytes, caption: str = "", *, to: Chat | None = None
    ) -> dict[str, Any]:
        """Send a photo."""
        return await self._send(_captioned({"photo": self.fake.files.photo(content)}, caption),
                                "(photo)", to)  # fmt: skip

    async def sends_album(
        self, contents: list[bytes], caption: str = "", *, pause: float = 0.0
    ) -> list[dict[str, Any]]:
        """Send several photos as one album: Telegram makes as many updates of it."""
        group = str(next(_albums))
        sent = []
        for index, content in enumerate(contents):
            if index and pause:
                await asyncio.sleep(pause)
            fields = {"photo": self.fake.files.photo(content), "media_group_id": group}
            sent.append(await self._send(_captioned(fields, "" if index else caption), "(album)"))
        return sent

    async def sends_document(
        self, content: bytes, name: str = "a.pdf", mime: str = "application/pdf", caption: str = ""
    ) -> dict[str, Any]:
        """Send a file as it is."""
        kept = self.fake.files.keep(content, "documents", name.rpartition(".")[2])
        document = {**kept, "file_name": name, "mime_type": mime}
        return await self._send(_captioned({"document": document}, caption), f"({name})")

    async def sends_voice(self, content: bytes) -> dict[str, Any]:
        """Send a voice message."""
        kept = self.fake.files.keep(content, "voice", "oga")
        return await self._send({"voice": {**kept, "duration": 3}}, "(voice)")

    async def sends_video(self, content: bytes, caption: str = "") -> dict[str, Any]:
        """Send a video."""
        kept = self.fake.files.keep(content, "videos", "mp4")
        video = {**kept, "duration": 3, "width": 640, "height": 480}
        return await self._send(_captioned({"video": video}, caption), "(video)")

    async def sends_location(self, latitude: float, longitude: float) -> dict[str, Any]:
        """Send where one is."""
        where = {"latitude": latitude, "longitude": longitude}
        return await self._send({"location": where}, f"({latitude}, {longitude})")

    async def sends_venue(
        self, latitude: float, longitude: float, title: str, address: str
    ) -> dict[str, Any]:
        """Send a place from the map; Telegram gives its location twice."""
        where = {"latitude": latitude, "longitude": longitude}
        venue = {"location": where, "title": title, "address": address}
        return await self._send({"location": where, "venue": venue}, f"({title})")

    async def sends_contact(self, phone: str, first_name: str) -> dict[str, Any]:
        """Share a contact."""
        return await self._send(
            {"contact": {"phone_number": phone, "first_name": first_name}}, "(contact)"
        )

    async def sends_sticker(self) -> dict[str, Any]:
        """Send a sticker."""
        kept = self.fake.files.keep(b"sticker", "stickers", "webp")
        sizes = {"width": 512, "height": 512, "type": "regular"}
        flags = {"is_animated": False, "is_video": False}
        return await self._send({"sticker": {**kept, **sizes, **flags}}, "(sticker)")

    async def sends_dice(self) -> dict[str, Any]:
        """Throw a die."""
        return await self._send({"dice": {"emoji": "\N{GAME DIE}", "value": 4}}, "(dice)")

    async def edits(self, message: dict[str, Any], text: str) -> None:
        """Change a message sent before."""
        changed = {**message, "text": text, "edit_date": int(time.time())}
        self._chat_of(message).messages[message["message_id"]] = changed
        self._chat_of(message).transcript.append(f"{self.first_name} edits: {text}")
        await self.fake.push({"edited_message": changed})

    async def presses(
        self, button: str, *, on: Seen | None = None, to: Chat | None = None
    ) -> Press:
        """Press a button by its label or data: the newest that is on the screen, or ``on``."""
        chat = to or self.chat
        if on is None:
            having = [each for each in chat.screen() if each.has(button)]
            if not having:
                raise AssertionError(f"no button {button!r}; the chat:\n{chat.story()}")
            on = having[-1]
        return await self.presses_data(on.data(button), on, to=chat)

    async def presses_data(self, data: str, on: Seen, *, to: Chat | None = None) -> Press:
        """Send the data of a button as a forged or repeated press would."""
        chat = to or self.chat
        press = Press(str(next(self.fake.counter)))
        self.fake.presses[press.id] = press
        chat.transcript.append(f"{self.first_name} presses [{data}]")
        message = chat.messages.get(on.id, {**on.raw, "date": 0})
        await self.fake.push(
            {
                "callback_query": {
                    "id": press.id,
                    "from": self.describe(),
                    "chat_instance": str(chat.id),
                    "message": message,
                    "data": data,
                }
            }
        )
        return press

    async def hears(self, *parts: str, seconds: float = HEAR_SECONDS) -> Seen:
        """The next message or edit in the private chat that holds all ``parts``."""
        return await self.chat.hears(*parts, seconds=seconds)

    async def sees(
        self, holds: Callable[[list[Seen]], bool], seconds: float = HEAR_SECONDS
    ) -> list[Seen]:
        """The screen of the private chat as soon as ``holds`` is true of it."""
        return await self.chat.sees(holds, seconds)

    async def blocks(self) -> None:
        """Stop the bot."""
        await self._membership("member", "kicked")

    async def unblocks(self) -> None:
        """Let it write again."""
        await self._membership("kicked", "member")

    async def _membership(self, old: str, new: str) -> None:
        self.chat.blocked = new == "kicked"
        await self.fake.push_membership(self.chat, self.describe(), old, new)

    def _chat_of(self, message: dict[str, Any]) -> Chat:
        return self.fake.chats[message["chat"]["id"]]

    async def _send(
        self, fields: dict[str, Any], shown: str, to: Chat | None = None
    ) -> dict[str, Any]:
        chat = to or self.chat
        if chat.kind == "private":
            chat.open_to_bot = True
        message = {
            "message_id": next(self.fake.counter),
            "from": self.describe(),
            "chat": chat.describe(),
            "date": int(time.time()),
            **fields,
        }
        chat.messages[message["message_id"]] = message
        chat.transcript.append(f"{self.first_name}: {shown}")
        if chat.kind == "private" or self.fake.hears_in_group(message):
            await self.fake.push({"message": message})
        return message


def _captioned(fields: dict[str, Any], caption: str) -> dict[str, Any]:
    return {**fields, "caption": caption} if caption else fields
