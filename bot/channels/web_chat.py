"""The web chat: a conversation over HTTP that needs no account and no other service."""

import datetime as dt
import json
import re
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Chat, Location, Message, Update, User
from aiohttp import web

from backend.db.models import Account
from backend.domain.errors import DomainError
from backend.house import House, Work
from backend.outbox import GiveUp
from backend.services import accounts
from backend.services.drafts import Upload
from backend.web.base import Access, allow
from bot.channels.base import Capabilities, Incoming
from bot.channels.silent import SilentSession
from bot.channels.web_body import digest_of, dumps, read_body
from bot.channels.web_store import (
    FAR,
    Conversations,
    Token,
    as_json,
    chat_id,
    new_token,
    read_token,
)
from bot.channels.web_stream import LiveReplies
from bot.guard import network_of
from bot.proof import BITS
from bot.turn import Front, Turn, day_of
from config.texts import locale_for, text
from handlers.reply import Rendered

ENTRY = re.compile(r"[ep]_[A-Za-z0-9_-]{1,60}")


class WebChat:
    """The channel, and its HTTP side."""

    name = "web"
    capabilities = Capabilities(edits=False, keeps_replies=True, max_chars=20_000)

    def __init__(self, house: House) -> None:
        self.house = house
        self.bot = Bot("42:web", session=SilentSession())
        self.conversations = Conversations(house)
        self.front: Front | None = None
        self.live = LiveReplies(house, self.conversations, self.name)

    async def store(
        self, work: Work, account: Account, messages: list[Rendered]
    ) -> list[tuple[int, Rendered]]:
        """Store replies as rows of the transaction under way."""
        public = accounts.send_address(work, account)
        return await self.conversations.store(work, account, public, messages)

    async def forget_receipts(self, work: Work, account: Account) -> None:
        """Erase the receipts that stored replies show."""
        await self.conversations.forget_receipts(work, account.id)

    async def send(self, account_id: int, send_to: bytes, messages: list[Rendered]) -> None:
        """Store a notice; who listens gets it at once."""
        async with self.house.work() as work:
            account = await accounts.by_id(work, account_id)
            if account is None:
                raise GiveUp
            await self.conversations.store(work, account, send_to, messages)

    async def erase_receipt(self, account_id: int, send_to: bytes) -> None:  # noqa: ARG002 - a channel's signature
        """Erase the receipts of one conversation."""
        async with self.house.work() as work:
            await self.conversations.forget_receipts(work, account_id)

    def setup(self, app: web.Application) -> None:
        """Add the routes of the HTTP API."""
        app[WEB_CHAT] = self
        app.router.add_post("/chat/api/session", self.open_session)
        app.router.add_post("/chat/api/messages", self.post_message)
        app.router.add_get("/chat/api/messages", self.get_messages)
        app.router.add_get("/chat/api/events", self.stream)
        app.on_shutdown.append(self._shutdown)

    async def _shutdown(self, _: web.Application) -> None:
        self.live.closing.set()

    @allow(Access.PUBLIC)
    async def open_session(self, request: web.Request) -> web.Response:
        """Begin a conversation: 201 and its token, which is never stored."""
        wish = await _optional_json(request)
        token = new_token(self.house)
        known = read_token(self.house, token)
        assert known is not None  # noqa: S101 - made a line ago
        locale = _locale(request, wish.get("locale"))
        async with self.house.work() as work:
            await accounts.ensure(
                work, self.name, known.external, send_to=known.public, locale=locale
            )
        entry = wish.get("entry")
        if isinstance(entry, str) and ENTRY.fullmatch(entry):
            # A deep link says which place it is about, as ``/start`` does on a messenger.
            said = {"text": f"/start {entry}"}
            await self.hear(known, said, [], locale=locale, network="", key="")
        return web.json_response({"token": token}, status=201)

    @allow(Access.PUBLIC)
    async def post_message(self, request: web.Request) -> web.Response:
        """One message of the reporter; the replies that are now stored."""
        token = self._token(request)
        locale = _locale(request, None)
        try:
            fields, uploads = await read_body(request)
            # No part of what is asked: the same message with and without is the same.
            proof = fields.pop("proof", "")
            key = request.headers.get("Idempotency-Key", "").strip()[:200]
            turn = await self.hear(
                token,
                fields,
                uploads,
                locale=locale,
                network=network_of(request),
                key=key,
                proof=proof,
            )
        except DomainError as error:
            return _refusal(error, locale)
        answer: dict[str, Any] = {"replies": await self.answer_of(turn, token)}
        if turn.challenge:
            answer["challenge"] = {"nonce": turn.challenge, "bits": BITS}
        return web.json_response(answer, dumps=dumps)

    async def answer_of(self, turn: Turn, token: Token) -> list[dict[str, Any]]:
        """The replies to one message; a repeated one gets those it got before."""
        if turn.repeated is not None:
            return await self._again(turn.repeated, token)
        return [as_json(number, message) for number, message in turn.sent]

    async def _again(self, mark: Any, token: Token) -> list[dict[str, Any]]:
        if mark.first_reply is None:
            return []
        async with self.house.view() as view:
            return await self.conversations.read(
                view, mark.account_id, token, mark.first_reply - 1, mark.last_reply
            )

    @allow(Access.PUBLIC)
    async def get_messages(self, request: web.Request) -> web.Response:
        """What came since ``after``, notices too."""
        token = self._token(request)
        replies = await self.since(token, _number(request.query.get("after")))
        return web.json_response({"replies": replies}, dumps=dumps)

    async def since(self, token: Token, after: int) -> list[dict[str, Any]]:
        """The replies of a conversation numbered above ``after``."""
        async with self.house.view() as view:
            account = await accounts.find(view, self.name, token.external)
            if account is None:
                return []
            return await self.conversations.read(view, account.id, token, after)

    @allow(Access.PUBLIC)
    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: each reply as ``data``, its number as ``id``."""
        token = self._token(request)
        last = _number(request.headers.get("Last-Event-ID") or request.query.get("after"))
        return await self.live.serve(request, token, last)

    def _token(self, request: web.Request) -> Token:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        token = read_token(self.house, given.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise web.HTTPUnauthorized(
                text=dumps({"error": "no_session"}),
                content_type="application/json",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return token

    async def hear(
        self,
        token: Token,
        fields: dict[str, Any],
        uploads: list[Upload],
        *,
        locale: str,
        network: str,
        key: str,
        proof: str | None = None,
    ) -> Turn:
        """Feed one message, checked as :func:`read_body` does; the same ``key`` changes nothing.

        ``proof`` is None where the page can't compute one. Raises Conflict when another message
        came under the key.
        """
        incoming = Incoming(
            update=self._update(token, fields, uploads),
            external=token.external,
            send_to=token.public,
            locale=locale,
            mark=f"{token.external}:{key}" if key else "",
            request_hash=digest_of(token.private, fields, uploads),
            uploads=uploads,
            network=network,
            proof=proof,
            first_reply=day_of(self.house.clock()).toordinal() * FAR,
        )
        assert self.front is not None  # noqa: S101 - wired at start
        return await self.front.feed(self, incoming)

    def _update(self, token: Token, fields: dict[str, Any], uploads: list[Upload]) -> Update:
        number = chat_id(self.house, token.external)
        user = User(id=number, is_bot=False, first_name="")
        if "choice" in fields:
            press = CallbackQuery(id="0", from_user=user, chat_instance="0", data=fields["choice"])
            return Update(update_id=0, callback_query=press)
        place = fields.get("location")
        message = Message(
            message_id=0,
            date=dt.datetime.now(dt.UTC),
            chat=Chat(id=number, type="private"),
            from_user=user,
            text=None if uploads else fields.get("text"),
            caption=fields.get("text") if uploads else None,
            location=Location(**place) if place else None,
            media_group_id="0" if uploads else None,
        )
        return Update(update_id=0, message=message)


WEB_CHAT = web.AppKey("web_chat", WebChat)


async def _optional_json(request: web.Request) -> dict[str, Any]:
    raw = await request.content.read(10_000)
    with suppress(ValueError, RecursionError):
        wish = json.loads(raw)
        if isinstance(wish, dict):
            return wish
    return {}


def _locale(request: web.Request, wish: object) -> str:
    if isinstance(wish, str) and wish:
        return locale_for(wish)
    return locale_for(request.headers.get("Accept-Language", "").split(",")[0].strip() or None)


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 18 else 0


def _refusal(error: DomainError, locale: str) -> web.Response:
    body = {"error": error.code, "text": text(locale, error.text_key, **error.params)}
    return web.json_response(body, status=error.http_status, dumps=dumps)
