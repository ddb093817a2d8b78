"""Chats of the fake Bot API as people see them: who is in them, what stands on the screen."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.support.telegram_wire import bad_request, forbidden

T = TypeVar("T")
HEAR_SECONDS = 20.0
"""A deadline for a loaded machine, not an expectation."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot as it stood on the screen at one moment."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    """Label and data (or address) of each."""
    raw: dict[str, Any]

    def __str__(self) -> str:
        labels = " ".join(f"[{label}]" for label, _ in self.buttons)
        return f"{self.text} {labels}".strip()

    def has(self, label: str) -> bool:
        """Whether there is a button with this label or data."""
        return any(label in button for button in self.buttons)

    def data(self, label: str) -> str:
        """The data of the button with this label or data."""
        for shown, data in self.buttons:
            if label in (shown, data):
                return data
        raise AssertionError(f"no button {label!r} on: {self}")


def seen(message: dict[str, Any]) -> Seen:
    """A message as people see it."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple(
        (button["text"], button.get("callback_data") or button.get("url", ""))
        for row in rows
        for button in row
    )
    words = str(message.get("text") or message.get("caption") or "")
    return Seen(message["message_id"], words, buttons, json.loads(json.dumps(message)))


@dataclass(slots=True)
class Chat:
    """A private chat or a group with the bot in it."""

    id: int
    kind: str
    changed: asyncio.Condition
    title: str = ""
    first_name: str = ""
    open_to_bot: bool = False
    """Whether the bot may write: the person started it, or it is a member."""
    blocked: bool = False
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    log: list[Seen] = field(default_factory=list)
    """Every sending and edit by the bot, in order."""
    transcript: list[str] = field(default_factory=list)
    heard: int = 0
    """How much of the log was already heard."""

    def describe(self) -> dict[str, Any]:
        """The chat as it stands in a message."""
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": self.first_name}
        return {"id": self.id, "type": self.kind, "title": self.title}

    def check_open(self) -> None:
        """Refuse as Telegram does when the bot may not write here."""
        if self.blocked and self.kind == "private":
            raise forbidden("bot was blocked by the user")
        if self.blocked:
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if not self.open_to_bot and self.kind == "private":
            raise forbidden("bot can't initiate conversation with a user")
        if not self.open_to_bot:
            raise bad_request("chat not found")

    async def show(self, message: dict[str, Any], how: str = "bot") -> None:
        """Put a message of the bot on the screen, or its new state."""
        async with self.changed:
            self.messages[message["message_id"]] = message
            self.log.append(seen(message))
            self.transcript.append(f"{how}: {self.log[-1]}")
            self.changed.notify_all()

    async def remove(self, message_id: int) -> None:
        """Take a message off the screen."""
        async with self.changed:
            del self.messages[message_id]
            self.transcript.append(f"bot deletes {message_id}")
            self.changed.notify_all()

    def screen(self) -> list[Seen]:
        """What the bot said and is still there to read, oldest first."""
        said = {each.id for each in self.log}
        return [seen(m) for i, m in sorted(self.messages.items()) if i in said]

    async def hears(self, *parts: str, seconds: float = HEAR_SECONDS) -> Seen:
        """The next message or edit of the bot that holds all ``parts``; what lies before is over.

        Fails with the transcript of the chat when none comes in time.
        """

        def matching() -> Seen | None:
            for index in range(self.heard, len(self.log)):
                one = self.log[index]
                if all(part in one.text for part in parts):
                    self.heard = index + 1
                    return one
            return None

        found = await self.wait(matching, seconds)
        if found is None:
            wanted = " + ".join(parts) or "anything"
            raise AssertionError(f"never heard {wanted!r}; the chat:\n{self.story()}")
        return found

    async def sees(
        self, holds: Callable[[list[Seen]], bool], seconds: float = HEAR_SECONDS
    ) -> list[Seen]:
        """The screen as soon as ``holds`` is true of it; fails with the transcript."""
        found = await self.wait(lambda: self.screen() if holds(self.screen()) else None, seconds)
        if found is None:
            raise AssertionError(f"the screen never looked so; the chat:\n{self.story()}")
        return found

    async def wait(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """What ``look`` finds as soon as it finds something; None after ``seconds``."""
        deadline = time.monotonic() + seconds
        async with self.changed:
            while (found := look()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                try:
                    async with asyncio.timeout(left):
                        await self.changed.wait()
                except TimeoutError:
                    return look()
            return found

    def silent_since_heard(self) -> bool:
        """Whether the bot said nothing after what was heard last."""
        return self.heard == len(self.log)

    def story(self) -> str:
        """The whole chat, for a failed test."""
        return "\n".join(self.transcript) or "(nothing)"
