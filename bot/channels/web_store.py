"""The kept conversation of the web chat: replies sealed to a key only the token opens."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from backend.db.models import Account, WebReply
from backend.house import House, Work
from backend.outbox import GiveUp
from backend.vault import derive, public_half, unwrap, wrap
from bot.turn import day_of
from handlers.reply import Rendered

FAR = 1_000_000
"""First reply number of a day for conversations begun anew after a cut; numbers never go back."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a browser holds; the server keeps only a hash, and a public key to seal to."""

    external: str
    private: bytes

    @property
    def public(self) -> bytes:
        """The conversation's public key."""
        return public_half(self.private)


def new_token(house: House) -> str:
    """A fresh token: 256 random bits, and a mark that it came from here."""
    body = secrets.token_urlsafe(32)
    return f"{body}.{_mark(house, body)}"


def _mark(house: House, body: str) -> str:
    return house.vault.lookup("web-token", body)[:32]


def read_token(house: House, token: str) -> Token | None:
    """The token, or None when it wasn't made here."""
    body, _, mark = token.partition(".")
    if len(body) != 43 or not hmac.compare_digest(mark.encode(), _mark(house, body).encode()):
        return None
    secret = hashlib.sha256(body.encode()).digest()
    return Token(hashlib.sha256(secret).hexdigest(), derive(secret, "web conversation"))


def chat_id(house: House, external: str) -> int:
    """A number for aiogram, the same for the same conversation, below 2**52."""
    return int(house.vault.lookup("web-chat", external)[:13], 16) or 1


def as_json(number: int, message: Rendered) -> dict[str, Any]:
    """A reply as the web chat's API gives it."""
    return {
        "id": number,
        "text": message.shown(),
        "choices": [{"id": one, "label": label} for one, label in message.choices],
        "receipt": message.receipt,
        "case_number": message.case_number,
    }


class Conversations:
    """The rows of all web conversations, and who is listening to which."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._listeners: dict[int, set[asyncio.Event]] = defaultdict(set)

    async def store(
        self, work: Work, account: Account, public: bytes, messages: list[Rendered]
    ) -> list[tuple[int, Rendered]]:
        """Store replies in the transaction under way; returns them with their numbers."""
        # Counted in the row itself: a notice and an answer may be stored at the same moment.
        following = await work.session.scalar(
            update(Account)
            .where(Account.external_hash == account.external_hash)
            .values(next_reply=Account.next_reply + len(messages))
            .returning(Account.next_reply)
            .execution_options(synchronize_session=False)
        )
        if following is None:
            raise GiveUp
        numbered = list(enumerate(messages, following - len(messages)))
        for number, message in numbered:
            body = {
                "text": message.text,
                "choices": message.choices,
                "case_number": message.case_number,
            }
            sealed = wrap(public, json.dumps(body, ensure_ascii=False).encode())
            receipt = wrap(public, message.receipt.encode()) if message.receipt else None
            work.session.add(
                WebReply(
                    account_id=account.id,
                    seq=number,
                    body=sealed,
                    receipt=receipt,
                    day=day_of(work.now),
                )
            )
        account_id = account.id
        work.after_commit(lambda: self.wake(account_id))
        return numbered

    async def forget_receipts(self, work: Work, account_id: int) -> None:
        """Erase the receipts that this conversation's replies show."""
        await work.session.execute(
            update(WebReply).where(WebReply.account_id == account_id).values(receipt=None)
        )

    async def read(
        self, view: Work, account_id: int, token: Token, after: int, last: int | None = None
    ) -> list[dict[str, Any]]:
        """The replies numbered above ``after`` (to ``last``), opened."""
        query = select(WebReply).where(WebReply.account_id == account_id, WebReply.seq > after)
        if last is not None:
            query = query.where(WebReply.seq <= last)
        rows = await view.session.scalars(query.order_by(WebReply.seq))
        return [as_json(row.seq, _open(row, token)) for row in rows]

    def listen(self, account_id: int) -> asyncio.Event:
        """An event that is set when something new is stored for the account."""
        event = asyncio.Event()
        self._listeners[account_id].add(event)
        return event

    def stop_listening(self, account_id: int, event: asyncio.Event) -> None:
        """Let go of :meth:`listen`."""
        waiting = self._listeners[account_id]
        waiting.discard(event)
        if not waiting:
            del self._listeners[account_id]

    def wake(self, account_id: int) -> None:
        """Tell who listens that there is something new."""
        for event in self._listeners.get(account_id, ()):
            event.set()


def _open(row: WebReply, token: Token) -> Rendered:
    body = json.loads(unwrap(token.private, row.body))
    receipt = unwrap(token.private, row.receipt).decode() if row.receipt else None
    choices = tuple((one, label) for one, label in body["choices"])
    return Rendered(body["text"], choices, receipt, body["case_number"])
