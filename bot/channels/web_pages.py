"""The public pages around the chat: the chat itself, privacy, the neutral page, static files."""

import calendar

from aiohttp import web

from backend.domain.deadlines import SHANGHAI, day_in_shanghai
from backend.services import claim_windows
from backend.web.base import HOUSE, Access, allow
from bot.channels import web_form, web_poster, web_receipt
from bot.channels.web_render import COOKIE, FOLDER, foreign, locale_of, page
from config.texts import catalogue, text

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FILES = {path.name: path for path in (FOLDER / "static").iterdir() if path.suffix in _TYPES}
_SCRIPT_TEXTS = ("web", "chat_")
"""Domain and beginning of the texts that the page's script reads."""


@allow(Access.PUBLIC)
async def chat(request: web.Request) -> web.Response:
    """The chat page; the conversation itself begins with the first thing sent."""
    domain, start = _SCRIPT_TEXTS
    words = catalogue(locale_of(request), domain)
    texts = {key: words[key] for key in words if key.startswith(f"{domain}.{start}")}
    return page(request, "chat.html", texts=texts)


@allow(Access.PUBLIC)
async def privacy(request: web.Request) -> web.Response:
    """What is kept, for how long, and who can read it."""
    settings = request.app[HOUSE].settings
    numbers = {"draft_days": settings.draft_days, "receipt_hours": settings.receipt_hours}
    return page(request, "privacy.html", numbers=numbers)


@allow(Access.PUBLIC)
async def rewards(request: web.Request) -> web.Response:
    """The public list of rewards whose reporters nobody could tell: numbers and days alone."""
    async with request.app[HOUSE].view() as view:
        found = await claim_windows.announced(view)
    lines = [
        (one.case_number, day_in_shanghai(one.claim_until)) for one in found if one.claim_until
    ]
    return page(request, "rewards.html", lines=lines)


@allow(Access.PUBLIC)
async def leave(request: web.Request) -> web.Response:
    """The neutral page: a month's calendar that says nothing of us."""
    today = request.app[HOUSE].clock().astimezone(SHANGHAI).date()
    locale = locale_of(request)
    return page(
        request,
        "exit.html",
        month=text(locale, "web.exit_month", year=today.year, month=today.month),
        days=text(locale, "web.exit_days").split(),
        weeks=calendar.Calendar().monthdayscalendar(today.year, today.month),
        today=today.day,
    )


@allow(Access.PUBLIC)
async def clear(request: web.Request) -> web.Response:
    """Clear what the browser keeps of us, without JavaScript too, and show the neutral page."""
    answer = web.Response(status=303, headers={"Location": "/exit"})
    if foreign(request):
        # Another site must not take away a receipt that wasn't noted yet.
        return answer
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    answer.del_cookie(COOKIE, path="/")
    return answer


@allow(Access.PUBLIC)
async def static(request: web.Request) -> web.Response:
    """One of our own scripts, styles or pictures, by name from a fixed list."""
    path = FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    answer = web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8")
    answer.enable_compression()
    return answer


def setup(app: web.Application) -> None:
    """Add the public pages to the application."""
    app.router.add_get("/", chat)
    app.router.add_get("/privacy", privacy)
    app.router.add_get("/rewards", rewards)
    app.router.add_get("/exit", leave)
    app.router.add_post("/clear", clear)
    app.router.add_get("/static/chat/{name}", static)
    web_form.setup(app)
    web_receipt.setup(app)
    web_poster.setup(app)
