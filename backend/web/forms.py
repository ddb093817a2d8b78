"""Forms read in memory: what a person uploads never lies in a plain temporary file."""

from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from backend.media import MAX_FILE_BYTES
from backend.services.drafts import MAX_FILES, Upload

MAX_FIELD_BYTES = 256 * 1024
MAX_FIELDS = 200
MAX_BODY_BYTES = 120 * 1024 * 1024
"""All files of one form together."""


@dataclass(slots=True)
class Form:
    """The fields of a form, each with all its values, and its files."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first value of a field, or an empty string."""
        return self.fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return self.fields.get(name, [])


FORM = web.RequestKey("form", Form)


async def read_form(request: web.Request, *, files: bool = True) -> Form:
    """The form of a request, read once; raises HTTPBadRequest or HTTPRequestEntityTooLarge.

    What was read before a file was too large stays in ``request[FORM]``: words needn't be lost.
    Without ``files`` none are taken in: a form of a few words costs no stranger's megabytes.
    """
    if FORM not in request:
        multipart = request.content_type == "multipart/form-data"
        if multipart and not files:
            raise web.HTTPBadRequest
        form = request[FORM] = Form()
        await (_multipart(request, form) if multipart else _plain(request, form))
    return request[FORM]


async def _plain(request: web.Request, form: Form) -> None:
    try:
        posted = await request.post()
    except (UnicodeError, LookupError, ValueError):
        raise web.HTTPBadRequest from None
    for name, value in posted.items():
        if isinstance(value, str):
            form.fields.setdefault(name, []).append(value)


async def _multipart(request: web.Request, form: Form) -> None:
    total = 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or len(form.fields) > MAX_FIELDS:
                raise web.HTTPBadRequest
            limit = MAX_FIELD_BYTES if part.filename is None else MAX_FILE_BYTES
            content = await _read_part(part, limit)
            total += len(content)
            if total > MAX_BODY_BYTES:
                raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, total)
            if part.filename is None:
                form.fields.setdefault(part.name or "", []).append(content.decode())
            # One more than may be kept, so that whoever takes them can say there were too many.
            elif content and len(form.files) <= MAX_FILES:
                form.files.append(Upload(part.filename, content))
    except (UnicodeError, LookupError, ValueError):
        raise web.HTTPBadRequest from None


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            raise web.HTTPRequestEntityTooLarge(limit, len(content))
    return bytes(content)
