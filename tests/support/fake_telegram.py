"""A Bot API server of our own for tests: real HTTP, long polling, webhooks, faults on demand."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.support.telegram_chats import Chat
from tests.support.telegram_methods import Methods
from tests.support.telegram_people import Person, Press
from tests.support.telegram_wire import (
    Fault,
    Files,
    Params,
    Refused,
    forbidden,
    read_params,
    too_many_requests,
)

TOKEN = "42:made-up-for-tests"
_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered, if anywhere."""

    url: str = ""
    secret: str = ""
    last_error: str = ""


class FakeTelegram:
    """One Bot API server with one bot; people and groups are made by ``user`` and ``group``."""

    def __init__(self) -> None:
        self.bot = {
            "id": 42,
            "is_bot": True,
            "first_name": "Chuishao",
            "username": "chuishao_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
        }
        self.counter = itertools.count(1001)
        self.changed = asyncio.Condition()
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.presses: dict[str, Press] = {}
        self.files = Files()
        self.updates: list[dict[str, Any]] = []
        """Not confirmed yet, oldest first."""
        self._confirmed: list[dict[str, Any]] = []
        self.delivered: list[int] = []
        """The ids of updates as they were handed out, repetitions and all."""
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.webhook = Webhook()
        self.calls: list[tuple[str, Params]] = []
        self.faults: list[Fault] = []
        self.down = False
        self._methods = Methods(self)
        self._kinds: set[str] = set(_KINDS)
        self._next_update = 500_001
        self._polls = 0
        self._deliverer: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self.api_base = ""

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api_base = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening and delivering."""
        if self._deliverer is not None:
            self._deliverer.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    def user(self, user_id: int, first_name: str = "Ann", language: str = "zh-hans") -> Person:
        """The person with this id, made on first use."""
        if user_id not in self.people:
            self.chats[user_id] = Chat(user_id, "private", self.changed, first_name=first_name)
            self.people[user_id] = Person(self, user_id, first_name, language)
        return self.people[user_id]

    async def group(self, chat_id: int, title: str, by: Person) -> Chat:
        """A group to which ``by`` has just added the bot."""
        chat = Chat(chat_id, "supergroup", self.changed, title=title, open_to_bot=True)
        self.chats[chat_id] = chat
        await self.push_membership(chat, by.describe(), "left", "member")
        return chat

    def hears_in_group(self, message: dict[str, Any]) -> bool:
        """Privacy mode: in groups bots hear commands, replies to them and their name."""
        words = message.get("text") or message.get("caption") or ""
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]
        return words.startswith("/") or answered or f"@{self.bot['username']}" in words

    async def push(self, update: dict[str, Any]) -> None:
        """Queue an update for the bot."""
        async with self.changed:
            if self._kinds & update.keys():
                self.updates.append({"update_id": self._next_update, **update})
                self._next_update += 1
            self.changed.notify_all()

    async def push_membership(self, chat: Chat, person: dict[str, Any], old: str, new: str) -> None:
        """Queue a change of what the bot is in a chat."""

        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.bot, "status": status, **until}

        await self.push(
            {
                "my_chat_member": {
                    "chat": chat.describe(),
                    "from": person,
                    "date": int(time.time()),
                    "old_chat_member": member(old),
                    "new_chat_member": member(new),
                }
            }
        )

    async def poll(self, params: Params) -> list[dict[str, Any]]:
        """``getUpdates``: what was confirmed is forgotten, the rest comes again and again."""
        if self.webhook.url:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; "
                               "use deleteWebhook to delete the webhook first")  # fmt: skip
        self._polls += 1
        mine = self._polls
        if "allowed_updates" in params.values:
            self._kinds = set(params.values["allowed_updates"]) or set(_KINDS)
        deadline = time.monotonic() + params.number("timeout")
        async with self.changed:
            self._confirm(params.number("offset"))
            self.changed.notify_all()
            while not self.updates:
                left = deadline - time.monotonic()
                if left <= 0:
                    return []
                try:
                    async with asyncio.timeout(left):
                        await self.changed.wait()
                except TimeoutError:
                    return []
                if mine != self._polls:
                    raise Refused(409, "Conflict: terminated by other getUpdates request; make "
                                       "sure that only one bot instance is running")  # fmt: skip
            batch = self.updates[: min(params.number("limit", 100), 100)]
            self.delivered += [each["update_id"] for each in batch]
            return batch

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset > 0:
            self._confirmed += [u for u in self.updates if u["update_id"] < offset]
            self.updates = [u for u in self.updates if u["update_id"] >= offset]

    def repeat(self, count: int) -> None:
        """Hand out the last confirmed updates again, as if a crash had come before they were."""
        self.updates = self._confirmed[-count:] + self.updates
        del self._confirmed[-count:]

    async def set_webhook(self, url: str, secret: str, params: Params) -> None:
        """Deliver updates to ``url`` from now on, or nowhere."""
        if self._deliverer is not None:
            self._deliverer.cancel()
            self._deliverer = None
        if params.flag("drop_pending_updates"):
            self.updates.clear()
        self.webhook = Webhook(url, secret)
        if url:
            self._deliverer = asyncio.create_task(self._deliver())

    async def _deliver(self) -> None:
        headers = {}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        async with aiohttp.ClientSession(headers=headers) as client:
            while True:
                async with self.changed:
                    await self.changed.wait_for(lambda: bool(self.updates))
                first = self.updates[0]
                self.delivered.append(first["update_id"])
                try:
                    async with client.post(self.webhook.url, json=first) as answer:
                        taken = answer.status == 200
                        error = f"Wrong response from the webhook: {answer.status}"
                except aiohttp.ClientError:
                    taken, error = False, "Connection refused"
                if taken:
                    async with self.changed:
                        self._confirm(first["update_id"] + 1)
                        self.changed.notify_all()
                else:
                    self.webhook.last_error = error
                    await asyncio.sleep(0.05)

    def fails(self, method: str, code: int, *, times: int = 1, seconds: int = 1,
              chat_id: int | None = None) -> None:  # fmt: skip
        """Let the next calls of ``method`` fail with 400, 403, 429 (for ``seconds``) or 5xx."""

        def refusal() -> Refused:
            if code == 429:
                return too_many_requests(seconds)
            if code == 403:
                return forbidden("bot was blocked by the user")
            words = "Bad Request: made up" if code == 400 else "Internal Server Error"
            return Refused(code, words)

        self._add_fault(Fault(method, refusal, times, chat_id))

    def drops(self, method: str, *, times: int = 1, done_first: bool = False) -> None:
        """Cut the connection at the next calls, before or after doing what was asked."""
        self._add_fault(Fault(method, None, times, done_first=done_first))

    def _add_fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def called(self, method: str) -> list[Params]:
        """The parameters of all calls of a method so far, refused ones too."""
        return [params for name, params in self.calls if name == method]

    async def wait_until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until something about the server is true; raises TimeoutError."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(holds)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            return self._cut(request)
        if request.match_info["token"] != TOKEN:
            return Refused(401, "Unauthorized").response()
        name = request.match_info["method"]
        method = getattr(self._methods, name, None)
        if method is None or name.startswith("_"):
            return Refused(404, "Not Found").response()
        try:
            params = await read_params(request)
            self.calls.append((name, params))
            fault = next((each for each in self.faults if each.takes(name, params)), None)
            if fault is not None and fault.act is not None:
                raise fault.act()
            if fault is not None and not fault.done_first:
                return self._cut(request)
            result = await method(params)
        except Refused as refused:
            return refused.response()
        finally:
            async with self.changed:
                self.changed.notify_all()
        if fault is not None:
            return self._cut(request)
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file_id = self.files.paths.get(request.match_info["path"])
        if self.down:
            return self._cut(request)
        if request.match_info["token"] != TOKEN or file_id is None:
            return Refused(404, "Not Found").response()
        return web.Response(body=self.files.contents[file_id])

    def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Bot API server of one's own."""
    fake = FakeTelegram()
    await fake.start()
    yield fake
    await fake.stop()
