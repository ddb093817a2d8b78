"""The plain form: the same conversation without a script, one page after the other."""

import hashlib
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from backend.domain.errors import Conflict, DomainError, Invalid
from backend.media import MAX_PHOTO_BYTES, sniff
from backend.services.drafts import MAX_FILES, MAX_TEXT, Upload
from backend.services.posters import ENTRY as POSTER
from backend.web.base import Access, allow
from backend.web.forms import FORM, Form, read_form
from bot.channels.web_chat import ENTRY, WEB_CHAT
from bot.channels.web_render import COOKIE, from_here, locale_of, page
from bot.channels.web_store import Token, read_token
from bot.guard import network_of
from config.texts import text

LONGEST_ANSWER = MAX_TEXT
_CHOICE = re.compile(r"(?:report\.[a-z_]+(?::[\w.-]{1,40})?|receipt\.saved)\Z")
"""What the form's buttons press; the rest of the conversation needs a page that stays open."""
_OWN_SECRET = "report.claim_password"  # noqa: S105 - the id of a button
_HIDDEN = frozenset(
    {"report.notify", "report.receipt_only", "report.photo", "report.skip_photo", _OWN_SECRET}
)
"""Nobody waits at a form for a notice; photos and the claim password have fields of the page."""


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """The empty form, or what was answered since ``after``."""
    token = _token(request)
    after = request.query.get("after", "")
    if token is None or not after.isascii() or not after.isdigit() or len(after) > 17:
        return _begin(request)
    replies = await request.app[WEB_CHAT].since(token, int(after))
    if not replies:
        return _begin(request)
    return _answer(request, replies, after=after)


@allow(Access.PUBLIC)
async def post(request: web.Request) -> web.Response:
    """The first page, a pressed button, or more words and photos."""
    try:
        form = await read_form(request)
    except web.HTTPRequestEntityTooLarge:
        return _too_large(request, request[FORM])
    token = _token(request)
    if token is None or not from_here(request, form.get("check")):
        return _begin(request, form, {"form": text(locale_of(request), "web.form_again")})
    first = form.get("step") == "begin"
    errors = _check(form, locale_of(request), first=first)
    if errors and first:
        return _begin(request, form, errors)
    if errors:
        replies = await request.app[WEB_CHAT].since(token, int(_after(form)))
        return _answer(request, replies, after=_after(form), form=form, errors=errors)
    replies = await _say(request, token, form, first=first)
    if form.get("choice") in ("receipt.saved", "report.cancel"):
        answer = _answer(request, replies, after="0", ended=True)
        answer.del_cookie(COOKIE, path="/")
        return answer
    query = {"after": replies[0]["id"] - 1 if replies else _after(form)}
    if "lang" in request.query:
        query["lang"] = request.query["lang"]
    # Seen by its own address: loading it again asks for the page, and files nothing twice.
    raise web.HTTPSeeOther(f"/form?{urlencode(query)}")


def _too_large(request: web.Request, form: Form) -> web.Response:
    """The first page again with its words; an answer's page can only be gone back to."""
    if form.get("step") != "begin":
        raise web.HTTPRequestEntityTooLarge(0, 0)
    limit = MAX_PHOTO_BYTES // 1024**2
    return _begin(request, form, {"photo": text(locale_of(request), "web.form_large", limit=limit)})


def _token(request: web.Request) -> Token | None:
    return read_token(request.app[WEB_CHAT].house, request.cookies.get(COOKIE, ""))


def _after(form: Form) -> str:
    after = form.get("after")
    return after if after.isascii() and after.isdigit() and len(after) < 18 else "0"


def _check(form: Form, locale: str, *, first: bool) -> dict[str, str]:
    """What is wrong, by field; nothing is sent on while anything is."""
    errors: dict[str, str] = {}
    if form.get("choice") or form.get("claim_password"):
        return errors
    words, place = form.get("text").strip(), form.get("place").strip()
    if len(words) + len(place) > LONGEST_ANSWER:
        errors["text"] = text(locale, "case.error_text_too_long", limit=LONGEST_ANSWER)
    elif not words and (first or not form.files):
        errors["text"] = text(locale, "web.form_no_text")
    try:
        _check_files(form.files)
    except Invalid as error:
        again = text(locale, "web.form_files_again")
        errors["photo"] = f"{text(locale, error.text_key, **error.params)} {again}"
    return errors


def _check_files(files: list[Upload]) -> None:
    if len(files) > MAX_FILES:
        raise Invalid("too_many_files", limit=MAX_FILES)
    for upload in files:
        kind, _, _ = sniff(upload.content)
        if kind == "photo" and len(upload.content) > MAX_PHOTO_BYTES:
            raise Invalid("file_too_large", megabytes=len(upload.content) // 1024**2)


async def _say(
    request: web.Request, token: Token, form: Form, *, first: bool
) -> list[dict[str, Any]]:
    """Feed what the page says into the conversation; all replies it led to."""
    said: list[dict[str, Any]] = []
    choice = form.get("choice")
    if first:
        # The form's first page begins a report; what an earlier one left unfinished is thrown away.
        await _hear(request, token, form, {"choice": "report.cancel"}, [])
        if entry := _entry(form.get("entry")):
            await _hear(request, token, form, {"text": f"/start {entry}"}, [])
    if password := form.get("claim_password"):
        await _hear(request, token, form, {"choice": _OWN_SECRET}, [])
        said += await _hear(request, token, form, {"text": password}, [])
        if not any(c["id"] == "report.submit" for one in said for c in one["choices"]):
            # A bad one is no part of the report: back to the card, lest the next words be one too.
            said += await _hear(request, token, form, {"choice": "report.card"}, [])
    elif choice:
        if _CHOICE.match(choice):
            said += await _hear(request, token, form, {"choice": choice}, [])
    else:
        words = form.get("text").strip()
        place = form.get("place").strip()
        if place:
            words += "\n" + text(locale_of(request), "web.form_place_line", place=place)
        said += await _hear(request, token, form, {"text": words} if words else {}, form.files)
    if said and any(c["id"] == "report.receipt_only" for c in said[-1]["choices"]):
        said += await _hear(request, token, form, {"choice": "report.receipt_only"}, [])
    return said


async def _hear(
    request: web.Request,
    token: Token,
    form: Form,
    fields: dict[str, Any],
    uploads: list[Upload],
) -> list[dict[str, Any]]:
    chat = request.app[WEB_CHAT]
    # A page sent twice is heard once; a page gone back to and changed is something new.
    said = hashlib.sha256(repr(sorted(fields.items())).encode())
    for upload in uploads:
        said.update(hashlib.sha256(upload.content).digest())
    locale = locale_of(request)
    try:
        turn = await chat.hear(
            token,
            fields,
            uploads,
            locale=locale,
            network=network_of(request),
            key=f"{form.get('once')[:60]}:{said.hexdigest()[:32]}",
        )
    except Conflict:
        return []
    except DomainError as error:
        words = text(locale, error.text_key, **error.params)
        return [{"id": 0, "text": words, "choices": [], "receipt": None, "case_number": None}]
    return await chat.answer_of(turn, token)


def _begin(
    request: web.Request, form: Form | None = None, errors: dict[str, str] | None = None
) -> web.Response:
    filled = form or Form()
    return page(
        request,
        "form.html",
        status=422 if errors else 200,
        words=filled.get("text"),
        place=filled.get("place"),
        entry=_entry(filled.get("entry") or request.query.get("entry", "")),
        had_files=bool(filled.files),
        errors=errors or {},
        once=secrets.token_urlsafe(12),
    )


def _entry(given: str) -> str:
    """The code of a poster that the form was opened with, if it can be one."""
    return given if given.startswith(POSTER) and ENTRY.fullmatch(given) else ""


def _answer(
    request: web.Request,
    replies: list[dict[str, Any]],
    *,
    after: str,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
    ended: bool = False,
) -> web.Response:
    """What was answered: only the newest question has buttons, and nothing stands twice."""
    asking = next((one for one in reversed(replies) if one["choices"]), None)
    shown = [one for one in replies if one is asking or not one["choices"]]
    texts = [one["text"] for one in shown]
    choices = asking["choices"] if asking and not ended else []
    return page(
        request,
        "form_answer.html",
        status=422 if errors else 200,
        replies=[one for place, one in enumerate(shown) if one["text"] not in texts[:place]],
        choices=[one for one in choices if one["id"] not in _HIDDEN and _CHOICE.match(one["id"])],
        ended=ended,
        ready=any(one["id"] == "report.submit" for one in choices),
        filed=any(one["receipt"] or one["case_number"] for one in replies),
        after=after,
        words=form.get("text") if form else "",
        had_files=bool(form and form.files),
        errors=errors or {},
        once=secrets.token_urlsafe(12),
    )


def setup(app: web.Application) -> None:
    """Add the form to the application."""
    app.router.add_get("/form", show)
    app.router.add_post("/form", post)
