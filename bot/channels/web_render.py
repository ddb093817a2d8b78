"""Renders the public pages: templates, the reader's language, and where a posted form came from."""

import re
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backend.vault import Vault
from backend.web.base import HOUSE
from bot.channels.web_store import new_token
from config.texts import locale_for, text

FOLDER = Path(__file__).parent
COOKIE = "form"
"""Holds the token of the form's conversation; nothing else of us is a cookie."""
_FACT = re.compile(r"(?:\u3010([^\u3011]{1,16})\u3011|\[([^\]]{1,24})\])\s*(.+)")
_IDENTITY = re.compile(r"https?://\S*?(/identity/[\w-]+)")
LANGUAGE_TAGS = {"zh_CN": "zh-CN", "en": "en"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"card_lines": card_lines, "own_links": own_links}
    return environment


def own_links(words: str, label: str) -> Markup:
    """``words`` with the address of our identity page as a link; any other address stays text."""
    parts = _IDENTITY.split(words)
    return Markup("").join(
        Markup('<a class="chip strong" href="{}">{}</a>').format(part, label) if place % 2 else part
        for place, part in enumerate(parts)
    )


def card_lines(words: str) -> list[tuple[str, str]]:
    """The lines of a text as (name, value): a card's 【name】value, or ("", line).

    One such line alone is a heading with a number, no card.
    A plain line between two of a card's lines goes on with the first of them.
    """
    lines = [line for line in words.split("\n") if line.strip()]
    facts = [_FACT.fullmatch(line) for line in lines]
    if sum(fact is not None for fact in facts) < 2:
        return [("", line) for line in lines]
    rows: list[tuple[str, str]] = []
    for place, (fact, line) in enumerate(zip(facts, lines, strict=True)):
        if fact:
            rows.append((fact[1] or fact[2], fact[3]))
        elif rows and rows[-1][0] and any(facts[place:]):
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{line}")
        else:
            rows.append(("", line))
    return rows


def locale_of(request: web.Request) -> str:
    """The language of a page: the one asked for in the address, else the browser's first."""
    asked = request.query.get("lang")
    if asked is None:
        asked = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return locale_for(asked)


def translator(locale: str) -> Callable[..., str]:
    """``text`` for one language."""
    return lambda key, **params: text(locale, key, **params)


def linker(request: web.Request) -> Callable[[str], str]:
    """Makes addresses of our own pages that stay in the language the reader chose."""
    chosen = request.query.get("lang")
    if chosen is None:
        return lambda path: path
    lang = LANGUAGE_TAGS[locale_for(chosen)]
    return lambda path: f"{path}?{urlencode({'lang': lang})}"


def _own_path(request: web.Request) -> str:
    # Two slashes at its beginning would lead to another site.
    return "/" + request.path.lstrip("/\\")


def page(
    request: web.Request, template: str, *, status: int = 200, **values: object
) -> web.Response:
    """One page, in the reader's language; a form's page carries its check and its cookie."""
    locale = locale_of(request)
    other = LANGUAGE_TAGS["zh_CN" if locale == "en" else "en"]
    cookie = request.cookies.get(COOKIE, "")
    fresh = cookie or new_token(request.app[HOUSE])
    body = (
        _environment()
        .get_template(template)
        .render(
            lang=LANGUAGE_TAGS[locale],
            locale=locale,
            t=translator(locale),
            href=linker(request),
            other_language=f"{_own_path(request)}?{urlencode({'lang': other})}",
            check=check_for(request.app[HOUSE].vault, fresh),
            **values,
        )
    )
    answer = web.Response(text=body, content_type="text/html", charset="utf-8", status=status)
    if not cookie and 'name="check"' in body:
        answer.set_cookie(
            COOKIE, fresh, path="/", httponly=True, samesite="Strict", secure=request.secure
        )
    answer.enable_compression()
    return answer


def check_for(vault: Vault, cookie: str) -> str:
    """What a form must carry beside its cookie; nobody else can compute it."""
    return vault.lookup("form", cookie)


def foreign(request: web.Request) -> bool:
    """Whether the browser says that another site sent this.

    With ``no-referrer`` it sends ``Origin: null`` even for our own forms, so that says nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.host


def from_here(request: web.Request, check: str) -> bool:
    """Whether a posted form comes from our own page.

    A browser that names the site (``Sec-Fetch-Site``, ``Origin``) is believed; from any other the
    form's check is wanted, which fits the cookie.
    """
    if foreign(request):
        return False
    if "Sec-Fetch-Site" in request.headers or request.headers.get("Origin", "null") != "null":
        return True
    cookie = request.cookies.get(COOKIE, "")
    wanted = check_for(request.app[HOUSE].vault, cookie)
    return bool(cookie) and secrets.compare_digest(wanted.encode(), check.encode())
