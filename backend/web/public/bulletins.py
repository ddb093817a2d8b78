"""The bulletin 公示: its page, each week's page, a box for other sites, a picture to share."""

import asyncio
from itertools import groupby

from aiohttp import web

from backend.domain.suppression import MOST_COUNTED
from backend.house import Work
from backend.services import bulletins, typical_cases
from backend.services.bulletins import Issue
from backend.web.base import CSP, HOUSE, Access, allow
from backend.web.paper import PaperMissing, first_page, picture, set_pages
from backend.web.public.shell import locale_of, page, render
from backend.web.public.told import InWords, in_words, typical_in_words

FRAMED = {
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What other sites may show inside their own pages: this box alone, which asks for nothing."""
SHARED = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Of what is the same for everybody and for long."""
NEWEST = 12
"""Weeks in the list that aren't folded."""
_MOST_PICTURES = 16
_DPI = 96
_Pictures = dict[tuple[str, str], bytes]
_PICTURES = web.AppKey("bulletin_pictures", _Pictures)
_DRAWING = web.AppKey("bulletin_drawing", asyncio.Lock)


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """The newest bulletin that tells something, and the list of all."""
    async with request.config_dict[HOUSE].view() as view:
        issues = await bulletins.issues(view)
        typical = await typical_cases.published(view)
    locale = locale_of(request)
    told = [in_words(one, locale) for one in issues]
    newest = next((one for one in told if not one.empty), None)
    return page(
        request,
        "bulletin.html",
        issue=newest,
        weeks=told[:NEWEST],
        older=[(year, list(those)) for year, those in groupby(told[NEWEST:], _year)],
        most=MOST_COUNTED,
        typical=typical_in_words(typical, locale),
        base=request.config_dict[HOUSE].public_url,
    )


def _year(issue: InWords) -> str:
    return issue.week[:4]


@allow(Access.PUBLIC)
async def show_week(request: web.Request) -> web.Response:
    """One week's bulletin, as it was published."""
    week = request.match_info["week"]
    async with request.config_dict[HOUSE].view() as view:
        issue = await _issue(request, view)
        typical = await typical_cases.published(view, week)
    locale = locale_of(request)
    return page(
        request,
        "bulletin_week.html",
        issue=in_words(issue, locale),
        typical=typical_in_words(typical, locale),
        base=request.config_dict[HOUSE].public_url,
    )


@allow(Access.PUBLIC)
async def embed(request: web.Request) -> web.Response:
    """The newest bulletin in little room, for other sites to show."""
    async with request.config_dict[HOUSE].view() as view:
        issues = await bulletins.issues(view)
    told = (in_words(one, locale_of(request)) for one in issues)
    newest = next((one for one in told if one.count is not None), None)
    base = request.config_dict[HOUSE].public_url
    answer = page(request, "bulletin_embed.html", issue=newest, base=base)
    answer.headers.update(FRAMED)
    return answer


@allow(Access.PUBLIC)
async def show_picture(request: web.Request) -> web.Response:
    """One week's bulletin as a picture of 1200 by 630, drawn once and kept for a while."""
    key = request.match_info["week"], locale_of(request)
    async with request.config_dict[HOUSE].view() as view:
        issue = in_words(await _issue(request, view), key[1])
    if issue.empty:
        raise web.HTTPNotFound
    kept = request.config_dict[_PICTURES]
    # One at a time: a stranger who asks for all of them must not hold up everybody.
    async with request.config_dict[_DRAWING]:
        if key not in kept:
            html = render(
                request, "bulletin_picture.html", issue=issue,
                base=request.config_dict[HOUSE].public_url,
            )  # fmt: skip
            try:
                drawn = await asyncio.to_thread(_draw, html)
            except PaperMissing:
                raise web.HTTPNotFound from None
            while len(kept) >= _MOST_PICTURES:
                kept.pop(next(iter(kept)))
            kept[key] = drawn
    return web.Response(body=kept[key], content_type="image/png", headers=SHARED)


def _draw(html: str) -> bytes:
    return picture(first_page(set_pages(html)), _DPI)


async def _issue(request: web.Request, view: Work) -> Issue:
    found = await bulletins.of_week(view, request.match_info["week"])
    if found is None:
        raise web.HTTPNotFound
    return found


def setup(app: web.Application) -> None:
    """Add the bulletin to the application."""
    app[_PICTURES] = {}
    app[_DRAWING] = asyncio.Lock()
    app.router.add_get("/bulletin", show)
    app.router.add_get("/bulletin/embed", embed)
    app.router.add_get(r"/bulletin/{week:\d{4}-W\d\d}", show_week)
    app.router.add_get(r"/bulletin/picture/{week:\d{4}-W\d\d}.png", show_picture)
