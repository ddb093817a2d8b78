"""The body of a web chat message, checked: everything a stranger can send is hostile until then."""

import hashlib
import json
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from backend.domain.errors import Invalid
from backend.services.drafts import MAX_FILES, Upload
from backend.vault import derive

MAX_JSON = 3_000_000
"""Room for 200,000 characters, each spelled as two escapes: they get an answer, not a wall."""
MAX_FIELD = 1_000_000
MAX_UPLOAD = 25 * 1024 * 1024
MAX_BODY = MAX_FILES * MAX_UPLOAD


async def read_body(request: web.Request) -> tuple[dict[str, Any], list[Upload]]:
    """The checked body of a message: one of text, choice and location, or files with a text.

    Beside a text may stand a ``proof`` of work. Raises Invalid. Files are read into memory, never
    into a plain file.
    """
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(request)
    raw = bytearray()
    # One read gives what has arrived, which on a slow line is only the beginning.
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > MAX_JSON:
            raise Invalid("body_too_large")
    return _check_fields(bytes(raw)), []


def _check_fields(raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("body_not_json") from None
    if not isinstance(fields, dict):
        raise Invalid("body_not_json")
    given = {name: fields[name] for name in ("text", "choice", "location") if name in fields}
    if len(given) != 1:
        raise Invalid("body_one_of")
    for name in ("text", "choice"):
        if name in given:
            if not isinstance(given[name], str):
                raise Invalid("field_not_text", field=name)
            # JSON can spell half a character, which no encoding can store.
            given[name] = given[name].encode("utf-8", "replace").decode()
    if "location" in given:
        given["location"] = _check_location(given["location"])
    proof = fields.get("proof")
    if "text" in given and isinstance(proof, str):
        given["proof"] = proof
    return given


def _check_location(raw: object) -> dict[str, float]:
    if not isinstance(raw, dict):
        raise Invalid("location")
    place = {}
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        value = raw.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Invalid("location")
        if not -limit <= value <= limit:
            raise Invalid("location")
        place[name] = float(value)
    return place


async def _read_multipart(request: web.Request) -> tuple[dict[str, Any], list[Upload]]:
    fields: dict[str, Any] = {}
    uploads: list[Upload] = []
    total = 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Invalid("body_not_multipart")
            content = await _read_part(part)
            total += len(content)
            if total > MAX_BODY:
                raise Invalid("body_too_large")
            if part.name == "photo" and len(uploads) < MAX_FILES + 1:
                uploads.append(Upload(part.filename or "", content))
            elif part.name == "text":
                fields["text"] = content.decode("utf-8", "replace")
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError):
        raise Invalid("body_not_multipart") from None
    if not uploads and not fields:
        raise Invalid("body_one_of")
    return fields, uploads


async def _read_part(part: BodyPartReader) -> bytes:
    content = bytearray()
    is_file = part.name == "photo"
    while chunk := await part.read_chunk(65_536):
        content += chunk
        if is_file and len(content) > MAX_UPLOAD:
            raise Invalid("file_too_large", megabytes=MAX_UPLOAD // 1024**2)
        if not is_file and len(content) > MAX_FIELD:
            raise Invalid("body_too_large")
    return bytes(content)


def digest_of(private: bytes, fields: dict[str, Any], uploads: list[Upload]) -> str:
    """What tells whether the same was asked again.

    Keyed with what only the conversation's token gives: who can read a report can't look for its
    words among the requests.
    """
    asked = json.dumps(fields, sort_keys=True).encode()
    digest = hashlib.blake2b(asked, key=derive(private, "request"), digest_size=32)
    for upload in uploads:
        digest.update(hashlib.sha256(upload.content).digest())
    return digest.hexdigest()


def dumps(value: object) -> str:
    """JSON as the web chat writes it: Chinese as it is."""
    return json.dumps(value, ensure_ascii=False)
