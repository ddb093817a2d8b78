"""What the fake Bot API does for a bot, method by method, with Telegram's own refusals."""

import json
import time
from typing import TYPE_CHECKING, Any

from tests.support.telegram_chats import Chat
from tests.support.telegram_wire import (
    MAX_CAPTION,
    MAX_TEXT,
    Params,
    bad_request,
    checked_keyboard,
)

if TYPE_CHECKING:
    from tests.support.fake_telegram import FakeTelegram

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


class Methods:
    """The methods by their names; each takes the parameters and returns the result."""

    def __init__(self, fake: "FakeTelegram") -> None:
        self.fake = fake

    def _chat(self, params: Params) -> Chat:
        raw = str(params.values.get("chat_id", ""))
        chat = self.fake.chats.get(int(raw)) if raw.lstrip("-").isdigit() else None
        if chat is None:
            raise bad_request("chat not found")
        chat.check_open()
        return chat

    def _message(self, chat: Chat, params: Params, doing: str) -> dict[str, Any]:
        message = chat.messages.get(params.number("message_id"))
        if message is None:
            raise bad_request(f"message to {doing} not found")
        return message

    async def _new(self, chat: Chat, params: Params, fields: dict[str, Any]) -> dict[str, Any]:
        message = {
            "message_id": next(self.fake.counter),
            "from": self.fake.bot,
            "chat": chat.describe(),
            "date": int(time.time()),
            **fields,
        }
        keyboard = checked_keyboard(params)
        if keyboard and "inline_keyboard" in keyboard:
            message["reply_markup"] = keyboard
        if params.flag("protect_content"):
            message["has_protected_content"] = True
        await chat.show(message)
        return message

    async def getMe(self, _: Params) -> Any:
        return self.fake.bot

    async def setMyCommands(self, params: Params) -> Any:
        commands = params.values.get("commands") or []
        if not commands or any(not 1 <= len(c["command"]) <= 32 for c in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        scope = (params.values.get("scope") or {"type": "default"})["type"]
        self.fake.commands[scope, str(params.values.get("language_code", ""))] = commands
        return True

    async def sendMessage(self, params: Params) -> Any:
        chat = self._chat(params)
        return await self._new(chat, params, {"text": params.text("text", MAX_TEXT)})

    async def editMessageText(self, params: Params) -> Any:
        chat = self._chat(params)
        message = self._message(chat, params, "edit")
        if message["from"] != self.fake.bot or "text" not in message:
            raise bad_request("message can't be edited")
        return await self._edit(chat, params, message, text=params.text("text", MAX_TEXT))

    async def editMessageReplyMarkup(self, params: Params) -> Any:
        chat = self._chat(params)
        return await self._edit(chat, params, self._message(chat, params, "edit"))

    async def _edit(
        self, chat: Chat, params: Params, old: dict[str, Any], **fields: Any
    ) -> dict[str, Any]:
        new = {**old, **fields}
        keyboard = checked_keyboard(params)
        new.pop("reply_markup", None)
        if keyboard and keyboard.get("inline_keyboard"):
            new["reply_markup"] = keyboard
        if {**new, "edit_date": 0} == {**old, "edit_date": 0}:
            raise bad_request(_NOT_MODIFIED)
        new["edit_date"] = int(time.time())
        await chat.show(new, "bot edits")
        return new

    async def deleteMessage(self, params: Params) -> Any:
        chat = self._chat(params)
        message = self._message(chat, params, "delete")
        await chat.remove(message["message_id"])
        return True

    async def deleteMessages(self, params: Params) -> Any:
        chat = self._chat(params)
        ids = params.values.get("message_ids", [])
        if not 1 <= len(ids) <= 100:
            raise bad_request("there must be 1-100 messages to delete")
        for message_id in ids:
            if message_id in chat.messages:
                await chat.remove(message_id)
        return True

    async def sendPhoto(self, params: Params) -> Any:
        chat = self._chat(params)
        _, content = self._file(params, params.values.get("photo", "attach://photo"), "photo")
        return await self._new(chat, params, {"photo": self.fake.files.photo(content),
                                              **self._caption(params)})  # fmt: skip

    async def sendDocument(self, params: Params) -> Any:
        chat = self._chat(params)
        source = params.values.get("document", "attach://document")
        name, content = self._file(params, source, "document")
        kept = self.fake.files.keep(content, "documents", name.rpartition(".")[2])
        return await self._new(chat, params, {"document": {**kept, "file_name": name},
                                              **self._caption(params)})  # fmt: skip

    async def sendMediaGroup(self, params: Params) -> Any:
        chat = self._chat(params)
        media = params.values.get("media", [])
        if not 2 <= len(media) <= 10:
            raise bad_request("there must be 2-10 items in the album")
        group = str(next(self.fake.counter))
        sent = []
        for item in media:
            if item["type"] != "photo":
                raise bad_request("only photos are known here")
            _, content = self._file(params, item["media"], "media")
            fields = {"photo": self.fake.files.photo(content), "media_group_id": group}
            if item.get("caption"):
                fields["caption"] = item["caption"]
            sent.append(await self._new(chat, Params(), fields))
        return sent

    def _file(self, params: Params, source: str, field: str) -> tuple[str, bytes]:
        if source.startswith("attach://"):
            part = source.removeprefix("attach://")
            if part not in params.files and field in params.files:
                part = field
            if part not in params.files:
                raise bad_request(f"there is no {field} in the request")
            return params.files[part]
        if source not in self.fake.files.contents:
            raise bad_request("wrong remote file identifier specified")
        return "file.bin", self.fake.files.contents[source]

    def _caption(self, params: Params) -> dict[str, Any]:
        if not params.values.get("caption"):
            return {}
        return {"caption": params.text("caption", MAX_CAPTION)}

    async def answerCallbackQuery(self, params: Params) -> Any:
        press = self.fake.presses.get(str(params.values.get("callback_query_id")))
        if press is None:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if not press.answered.is_set():
            press.text = str(params.values.get("text", ""))[:200]
            press.alert = params.flag("show_alert")
            press.answered.set()
        return True

    async def sendChatAction(self, params: Params) -> Any:
        self._chat(params)
        return True

    async def getFile(self, params: Params) -> Any:
        return self.fake.files.describe(str(params.values.get("file_id")))

    async def leaveChat(self, params: Params) -> Any:
        self._chat(params).open_to_bot = False
        return True

    async def getChat(self, params: Params) -> Any:
        chat = self._chat(params)
        return {**chat.describe(), "accent_color_id": 0, "max_reaction_count": 11,
                "accepted_gift_types": json.loads("{}")}  # fmt: skip

    async def getWebhookInfo(self, _: Params) -> Any:
        hook = self.fake.webhook
        info: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.fake.updates),
        }
        if hook.last_error:
            info["last_error_message"] = hook.last_error
            info["last_error_date"] = int(time.time())
        return info

    async def setWebhook(self, params: Params) -> Any:
        url = str(params.values.get("url", ""))
        if url and not url.startswith("https://") and not url.startswith("http://127.0.0.1"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        await self.fake.set_webhook(url, str(params.values.get("secret_token", "")), params)
        return True

    async def deleteWebhook(self, params: Params) -> Any:
        await self.fake.set_webhook("", "", params)
        return True

    async def getUpdates(self, params: Params) -> Any:
        return await self.fake.poll(params)
