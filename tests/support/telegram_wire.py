"""The wire of the fake Bot API: requests read as Telegram reads them, refusals in its words."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_BYTES = 64
MAX_DOWNLOAD = 20 * 1024 * 1024
_JSON_FIELDS = {
    "reply_markup",
    "media",
    "commands",
    "scope",
    "allowed_updates",
    "link_preview_options",
    "reply_parameters",
    "message_ids",
}


class Refused(Exception):
    """What the Bot API answers when it doesn't do as asked."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def response(self) -> web.Response:
        """The refusal as it goes over the wire."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return web.json_response(body, status=self.code)


def bad_request(words: str) -> Refused:
    """A refusal of what was asked."""
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """A refusal because of who is asked."""
    return Refused(403, f"Forbidden: {words}")


def too_many_requests(seconds: int) -> Refused:
    """A refusal because of too many requests."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass(slots=True)
class Params:
    """The parameters of one call: values as text or JSON, files by the name of their part."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, limit: int) -> str:
        """A text that must be there and not too long."""
        words = str(self.values.get(name, ""))
        if not words.strip():
            raise bad_request("message text is empty")
        if utf16_length(words) > limit:
            raise bad_request("message is too long" if name == "text" else f"{name} is too long")
        return words

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self.values.get(name, default))

    def flag(self, name: str) -> bool:
        """Whether a flag is set, however it is spelled."""
        return str(self.values.get(name, "")).lower() in {"true", "1"}


def utf16_length(words: str) -> int:
    """How Telegram counts: in UTF-16 units."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


async def read_params(request: web.Request) -> Params:
    """Parameters out of query, form, multipart or JSON."""
    params = Params(dict(request.query))
    if request.content_type == "application/json":
        params.values.update(await request.json())
        return params
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params.files[name] = (value.filename, value.file.read())
        else:
            params.values[name] = value
    for name in _JSON_FIELDS & params.values.keys():
        try:
            params.values[name] = json.loads(params.values[name])
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    return params


def checked_keyboard(params: Params) -> dict[str, Any] | None:
    """The inline keyboard, if it is one that Telegram takes."""
    markup = params.values.get("reply_markup")
    if not markup:
        return None
    for button in itertools.chain.from_iterable(markup.get("inline_keyboard", [])):
        if not str(button.get("text", "")).strip():
            raise bad_request("can't parse inline keyboard button: Text buttons must be non-empty")
        if "copy_text" in button:
            if not 1 <= len(button["copy_text"]["text"]) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        elif "url" not in button:
            data = str(button.get("callback_data", "")).encode()
            if not 0 < len(data) <= MAX_CALLBACK_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        elif not str(button["url"]).startswith(("http://", "https://", "tg://")):
            raise bad_request("inline keyboard button URL is invalid: Unsupported URL protocol")
        elif "." not in str(urlsplit(button["url"]).hostname):
            raise bad_request("inline keyboard button URL is invalid: Wrong HTTP URL")
    return dict(markup)


class Files:
    """Files that Telegram holds, by id."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.paths: dict[str, str] = {}
        self._count = itertools.count(1)

    def keep(self, content: bytes, folder: str, ending: str) -> dict[str, Any]:
        """Store a file; returns the fields every kind of file shares."""
        number = next(self._count)
        file_id = f"AgAD{number:06d}{folder}"
        self.contents[file_id] = content
        self.paths[f"{folder}/file_{number}.{ending}"] = file_id
        return {"file_id": file_id, "file_unique_id": f"U{number}", "file_size": len(content)}

    def describe(self, file_id: str) -> dict[str, Any]:
        """What ``getFile`` answers; refuses what bots may not download."""
        if file_id not in self.contents:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        size = len(self.contents[file_id])
        if size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        path = next(path for path, each in self.paths.items() if each == file_id)
        return {
            "file_id": file_id,
            "file_unique_id": f"U{file_id[4:10]}",
            "file_size": size,
            "file_path": path,
        }

    def photo(self, content: bytes) -> list[dict[str, Any]]:
        """A photo in the sizes Telegram makes of it, the smallest first."""
        small = self.keep(b"thumbnail", "thumbnails", "jpg")
        large = self.keep(content, "photos", "jpg")
        return [
            {**small, "width": 90, "height": 67},
            {**large, "width": 1280, "height": 960},
        ]


@dataclass(slots=True)
class Fault:
    """Trouble on demand: what happens to the next calls of a method."""

    method: str
    """Its name, or ``*`` for every one."""
    act: Callable[[], Refused] | None
    """The refusal to answer with; None cuts the connection."""
    times: int
    chat_id: int | None = None
    done_first: bool = False
    """Whether the call is carried out and only its answer lost."""

    def takes(self, method: str, params: Params) -> bool:
        """Whether this call is hit; counts it."""
        if self.times <= 0 or self.method not in ("*", method):
            return False
        if self.chat_id is not None and str(params.values.get("chat_id")) != str(self.chat_id):
            return False
        self.times -= 1
        return True
