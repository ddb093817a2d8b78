"""The Telegram channel: updates by long polling, answers with buttons, cards edited in place."""

import asyncio
import datetime as dt
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    ChatMemberUpdated,
)

from backend.db.models import ChatSlot
from backend.house import House
from backend.outbox import GiveUp, TryLater
from backend.services import accounts
from backend.services.unit_cards import move_group
from bot.channels.base import Capabilities, Channel, Incoming
from bot.channels.telegram_polling import Batch, Poller
from bot.channels.telegram_sending import CHATS_REMEMBERED, MAX_TEXT, Voice, keyboard, pieces
from bot.channels.telegram_updates import Received, receive
from bot.logs import trail
from bot.turn import day_of
from config.texts import DEFAULT_LOCALE, text
from handlers.commands import COMMANDS, GROUP_COMMANDS
from handlers.reply import ALERT, CLEARED, ERASED, TOAST, Rendered

log = logging.getLogger(__name__)

Feed = Callable[[Channel, Incoming], Awaitable[object]]
RECEIPT = "receipt"
"""The slot of the messages that show a receipt; any number of them, to be erased together."""
_LANGUAGES = {"": DEFAULT_LOCALE, "en": "en"}
_IN_GROUP = {"member", "administrator"}
_REQUEST_SECONDS = 25
SWEEP_SECONDS = 600
MENU_SECONDS = 10


class TelegramChannel(Channel):
    """One bot on Telegram, or on another server that speaks its Bot API."""

    name = "telegram"
    capabilities = Capabilities(edits=True, keeps_replies=False, max_chars=MAX_TEXT)

    def __init__(self, house: House, feed: Feed) -> None:
        """Raises aiogram's TokenValidationError for a token that can't be one."""
        settings = house.settings.telegram
        api = TelegramAPIServer.from_base(settings.api_base)
        session = AiohttpSession(api=api, timeout=_REQUEST_SECONDS)
        self.bot = Bot(settings.token.get_secret_value(), session=session)
        self._house = house
        self._feed = feed
        self._voice = Voice(self.bot)
        self._newest: OrderedDict[int, int] = OrderedDict()
        """The newest message people wrote in each private chat: a card above it is out of sight."""
        self._sent: OrderedDict[str, int] = OrderedDict()
        """How many messages of an unfinished sending went out already."""
        self._presses: dict[int, str] = {}
        """The press of each chat that is being handled and not answered yet."""
        self._later: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take updates until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            beside = [tasks.create_task(self._set_menu()), tasks.create_task(self._sweep())]
            try:
                await Poller(self.bot, self._handle, self._give_up).run()
            finally:
                for task in beside:
                    task.cancel()

    async def close(self) -> None:
        """Finish what was put off and let go of the connections."""
        await asyncio.gather(*self._later, return_exceptions=True)
        await self.bot.session.close()

    async def send(self, account_id: int, send_to: bytes, messages: list[Rendered]) -> None:
        """Send messages in order; what went out before a pause isn't sent again after it."""
        chat = int(send_to)
        words = json.dumps([chat, [(m.shown(), m.choices) for m in messages]])
        sending = hashlib.sha256(words.encode()).hexdigest()
        done = self._sent.pop(sending, 0)
        try:
            for message in messages[done:]:
                await self._put(account_id, chat, message)
                done += 1
        except TelegramBadRequest as error:
            log.error("Telegram refuses a message: %s", error.message)  # noqa: TRY400 - the trace would quote the message
            raise GiveUp from None
        except TryLater:
            _remember(self._sent, sending, done)
            raise

    async def erase_receipt(self, account_id: int, send_to: bytes) -> None:
        """Make the messages that show a receipt say that it was erased."""
        async with self._house.view() as view:
            account = await accounts.by_id(view, account_id)
            locale = account.locale if account else DEFAULT_LOCALE
        words = text(locale, "telegram.receipt_erased", receipt=ERASED)
        for message_id in await self._slot(account_id, RECEIPT):
            await self._voice.change(int(send_to), message_id, words)
        # On SQLite the turn that asks for this may hold the one writer: the row goes after it.
        task = asyncio.create_task(self._keep_slot(account_id, RECEIPT, []))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _answer_press(self, chat: int, message: Rendered) -> None:
        """Show an answer over the chat; one whose press is gone is said, if it matters."""
        query = self._presses.pop(chat, None)
        if query is not None:
            with suppress(AiogramError):
                alert = message.slot == ALERT
                await self.bot.answer_callback_query(query, message.text[:200], show_alert=alert)
        elif message.slot == ALERT:
            await self._voice.say(chat, message.text)

    async def _sweep(self) -> None:
        """Erase receipts that nobody confirmed in time, now and then."""
        while True:
            try:
                await self.erase_old_receipts()
            except Exception as error:  # noqa: BLE001 - tried again in a while
                log.warning("old receipts were not erased: %s", trail(error))
            await asyncio.sleep(SWEEP_SECONDS)

    async def erase_old_receipts(self) -> None:
        """Erase receipts shown longer ago than the setting allows; a row knows its day only."""
        days = -(-self._house.settings.receipt_hours // 24)
        async with self._house.view() as view:
            before = day_of(view.now) - dt.timedelta(days=days)
            old = await accounts.with_slot(view, self.name, RECEIPT, before)
        for account_id, send_to in old:
            try:
                await self.erase_receipt(account_id, send_to)
            except TryLater:
                continue
            except GiveUp:
                await self._keep_slot(account_id, RECEIPT, [])

    async def _put(self, account_id: int, chat: int, message: Rendered) -> None:
        if message.slot in (ALERT, TOAST):
            await self._answer_press(chat, message)
            return
        if message.slot == CLEARED:
            sent = await self._voice.say(chat, message.shown(), keyboard(message.choices))
            await self._voice.wipe(chat, sent)
            return
        slot = RECEIPT if message.receipt else message.slot
        old = await self._slot(account_id, slot) if slot else []
        *first, last = pieces(message.shown()) or [ERASED]
        copy = None
        if message.receipt:
            async with self._house.view() as view:
                account = await accounts.by_id(view, account_id)
            locale = account.locale if account else DEFAULT_LOCALE
            copy = (text(locale, "telegram.copy_receipt"), message.receipt)
        buttons = keyboard(message.choices, copy)
        editable = old and slot != RECEIPT and not first and self._in_sight(chat, old[0])
        if editable and await self._voice.change(chat, old[0], last, buttons):
            return
        protect = message.receipt is not None
        for piece in first:
            await self._voice.say(chat, piece, protect=protect, quiet=message.quiet)
        sent = await self._voice.say(chat, last, buttons, protect=protect, quiet=message.quiet)
        if slot == RECEIPT:
            await self._keep_slot(account_id, slot, [*old, sent])
        elif slot:
            await self._keep_slot(account_id, slot, [sent])
            for message_id in old:
                await self._voice.remove(chat, message_id)

    def _in_sight(self, chat: int, message_id: int) -> bool:
        """Whether people wrote nothing below the message; a group's cards stay where they are."""
        return message_id > self._newest.get(chat, 0)

    async def _slot(self, account_id: int, slot: str) -> list[int]:
        async with self._house.view() as view:
            row = await view.session.get(ChatSlot, (account_id, slot))
            if row is None:
                return []
            raw = view.vault.open(row.message_id, "chat_slots", f"{account_id}/{slot}")
        ids: list[int] = json.loads(raw)
        return ids

    async def _keep_slot(self, account_id: int, slot: str, ids: list[int]) -> None:
        async with self._house.work() as work:
            if await accounts.by_id(work, account_id) is None:
                # The link was cut meanwhile: nothing may be stored about the account.
                return
            row = await work.session.get(ChatSlot, (account_id, slot))
            if not ids:
                if row is not None:
                    await work.session.delete(row)
                return
            raw = json.dumps(ids).encode()
            sealed = work.vault.seal(raw, "chat_slots", f"{account_id}/{slot}")
            if row is None:
                row = ChatSlot(account_id=account_id, slot=slot)
                work.session.add(row)
            row.message_id, row.day = sealed, day_of(work.now)

    async def _handle(self, batch: Batch) -> None:
        if batch[0].my_chat_member is not None:
            await self._greet(batch[0].my_chat_member)
            return
        message = batch[-1].message
        if message is not None and message.migrate_to_chat_id is not None:
            async with self._house.work() as work:
                old, new = str(message.chat.id), str(message.migrate_to_chat_id)
                await move_group(work, self.name, old, new)
            return
        received = await receive(self.bot, batch)
        if received is None:
            return
        incoming = received.incoming
        if message is not None and not incoming.group:
            _remember(self._newest, message.chat.id, message.message_id)
        chat, query = int(incoming.send_to), incoming.update.callback_query
        if query is not None:
            self._presses[chat] = query.id
        if not await self._say_of_files(received):
            await self._feed(self, incoming)
        if self._presses.pop(chat, None) is not None and query is not None:
            # Nothing was to be shown for it: only the spinner stops.
            with suppress(AiogramError):
                await self.bot.answer_callback_query(query.id)

    async def _say_of_files(self, received: Received) -> bool:
        """Tell of files that couldn't be taken; whether nothing else is left of the message."""
        chat = int(received.incoming.send_to)
        locale = received.incoming.locale
        for happened, key in (
            (received.too_large, "telegram.file_too_large"),
            (received.lost, "telegram.file_lost"),
        ):
            if happened:
                with suppress(GiveUp):
                    await self._voice.say(chat, text(locale, key))
        message = received.incoming.update.message
        refused = received.too_large or received.lost
        return refused and not received.incoming.uploads and not (message and message.caption)

    async def _give_up(self, batch: Batch) -> None:
        """Tell the person that their message couldn't be handled: never silence."""
        received = batch[0]
        message = received.message or received.edited_message
        if message is not None and message.chat.id > 0:
            await self._voice.say(message.chat.id, text(DEFAULT_LOCALE, "telegram.failed"))

    async def _greet(self, change: ChatMemberUpdated) -> None:
        """Tell a group the bot was added to how it is bound; being blocked needs no answer."""
        was, now = change.old_chat_member.status, change.new_chat_member.status
        if change.chat.id < 0 and now in _IN_GROUP and was not in _IN_GROUP:
            with suppress(GiveUp, TelegramBadRequest):
                await self._voice.say(change.chat.id, text(DEFAULT_LOCALE, "unit.group_hello"))

    async def _set_menu(self) -> None:
        """Tell Telegram our commands, once it listens."""
        scopes = (
            (BotCommandScopeAllPrivateChats(), COMMANDS),
            (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
        )
        wanted = [(scope, of, lang) for scope, of in scopes for lang in _LANGUAGES]
        while wanted:
            scope, commands, language = wanted[-1]
            menu = [
                BotCommand(command=name, description=text(_LANGUAGES[language], key))
                for name, key in commands.items()
            ]
            try:
                await self.bot.set_my_commands(menu, scope, language or None)
                wanted.pop()
            except AiogramError:
                await asyncio.sleep(MENU_SECONDS)


def _remember(where: OrderedDict, key: object, value: int) -> None:  # type: ignore[type-arg]
    """Note a value, and forget the oldest beyond what is worth keeping."""
    where[key] = value
    where.move_to_end(key)
    if len(where) > CHATS_REMEMBERED:
        where.popitem(last=False)
