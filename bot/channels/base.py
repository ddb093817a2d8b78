"""What a channel is: two directions and what it can, as data."""

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from aiogram import Bot
from aiogram.types import Update

from backend.db.models import Account
from backend.house import Work
from backend.services.drafts import Upload
from handlers.reply import Rendered


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; handlers never ask for its name."""

    edits: bool
    """Whether a message sent earlier can be replaced."""
    keeps_replies: bool
    """Whether we keep the conversation for it (web chat), or the messenger does."""
    max_chars: int


@dataclass(slots=True)
class Incoming:
    """One update as a channel received it, checked, with what only the channel can know.

    ``external`` finds the account, ``send_to`` reaches it, ``mark`` tells a repeated update,
    ``request_hash`` tells another request under the same mark.
    """

    update: Update
    external: str
    send_to: bytes
    locale: str
    mark: str = ""
    request_hash: str = ""
    uploads: list[Upload] = field(default_factory=list)
    group: bool = False
    """Whether it came from a group chat, where no report is taken."""
    message_id: str = ""
    """The channel's id of the message, so that an edited message finds its words."""
    network: str = ""
    """A hashed network prefix, held in memory only, to slow down guessing."""
    proof: str | None = None
    """The proof of work that came with it; None where the sender can't compute one."""
    first_reply: int = 1
    """The number its first reply gets, where we keep the conversation."""


class Channel(Protocol):
    """One way to reach people."""

    name: str
    bot: Bot
    capabilities: Capabilities

    async def send(self, account_id: int, send_to: bytes, messages: list[Rendered]) -> None:
        """Send messages in order.

        Raises backend.outbox.TryLater when the other side can't now, GiveUp when it never can.
        """

    async def erase_receipt(self, account_id: int, send_to: bytes) -> None:
        """Make the messages that show a receipt show ···· instead; raises as :meth:`send`."""


class KeepingChannel(Channel, Protocol):
    """A channel whose conversation we keep: answers are rows of the very transaction."""

    async def store(
        self, work: Work, account: Account, messages: list[Rendered]
    ) -> list[tuple[int, Rendered]]:
        """Store messages as rows; returns them with their numbers."""
        ...

    async def forget_receipts(self, work: Work, account: Account) -> None:
        """Erase the receipts that stored messages show."""


def dump_messages(messages: list[Rendered]) -> list[dict[str, Any]]:
    """Messages as plain values, for a job."""
    return [asdict(message) for message in messages]


def load_messages(raw: list[dict[str, Any]]) -> list[Rendered]:
    """What :func:`dump_messages` gave."""
    return [
        Rendered(**{**one, "choices": tuple((c[0], c[1]) for c in one["choices"])}) for one in raw
    ]
