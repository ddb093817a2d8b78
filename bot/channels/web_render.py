"""Renders the public pages: templates, the reader's language, and where a posted form came from."""

import re
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from backend.vault import Vault
from backend.web.base import HOUSE
from backend.web.public.shell import TEMPLATES, environment, frame
from backend.web.public.shell import locale_of as locale_of
from bot.channels.web_store import new_token

FOLDER = Path(__file__).parent
COOKIE = "form"
"""Holds the token of the form's conversation; nothing else of us is a cookie."""
_FACT = re.compile(r"(?:\u3010([^\u3011]{1,16})\u3011|\[([^\]]{1,24})\])\s*(.+)")
_IDENTITY = re.compile(r"https?://\S*?(/identity/[\w-]+)")


@cache
def _environment() -> Environment:
    own = FileSystemLoader(FOLDER / "templates")
    made = environment(ChoiceLoader([own, TEMPLATES]))
    made.filters |= {"card_lines": card_lines, "own_links": own_links}
    return made


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


def page(
    request: web.Request, template: str, *, status: int = 200, **values: object
) -> web.Response:
    """One page, in the reader's language; a form's page carries its check and its cookie."""
    cookie = request.cookies.get(COOKIE, "")
    fresh = cookie or new_token(request.app[HOUSE])
    body = (
        _environment()
        .get_template(template)
        .render(**frame(request), check=check_for(request.app[HOUSE].vault, fresh), **values)
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
