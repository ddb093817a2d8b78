"""What every public page shares, the chat's among them: frame, language, static files."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined

from backend.web.base import HOUSE, Access, allow
from config.texts import locale_for, text

LANGUAGE_TAGS = {"zh_CN": "zh-CN", "en": "en"}
TEMPLATES = PackageLoader("backend.web", "templates/public")
"""The templates of the public pages; base.html is the frame of all of them."""
_TYPES = {".css": "text/css"}


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


def environment(loader: BaseLoader) -> Environment:
    """Templates in which everything is escaped and a missing value is a fault."""
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def frame(request: web.Request) -> dict[str, Any]:
    """What the frame of a page is filled with, in the reader's language."""
    locale = locale_of(request)
    other = LANGUAGE_TAGS["zh_CN" if locale == "en" else "en"]
    return {
        "lang": LANGUAGE_TAGS[locale],
        "locale": locale,
        "t": translator(locale),
        "href": linker(request),
        "here": _own_path(request),
        "demo": request.config_dict[HOUSE].settings.demo,
        "other_language": f"{_own_path(request)}?{urlencode({'lang': other})}",
    }


@cache
def _pages() -> Environment:
    made = environment(TEMPLATES)
    made.filters["yuan"] = lambda value: f"{value:,}"
    return made


def render(request: web.Request, template: str, **values: object) -> str:
    """One template, filled for this reader."""
    return _pages().get_template(template).render(**frame(request), **values)


def page(
    request: web.Request, template: str, *, status: int = 200, **values: object
) -> web.Response:
    """One public page in the reader's language."""
    answer = web.Response(
        text=render(request, template, **values),
        content_type="text/html",
        charset="utf-8",
        status=status,
    )
    answer.headers["Vary"] = "Accept-Language"
    answer.enable_compression()
    return answer


@cache
def _static_files() -> dict[str, tuple[bytes, str]]:
    folder = files("backend.web") / "static" / "public"
    return {
        item.name: (item.read_bytes(), _TYPES[f".{item.name.rpartition('.')[2]}"])
        for item in folder.iterdir()
        if item.is_file()
    }


@allow(Access.PUBLIC)
async def static(request: web.Request) -> web.Response:
    """One of the public pages' own files, by name from a fixed list."""
    found = _static_files().get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    answer = web.Response(body=found[0], content_type=found[1], charset="utf-8")
    answer.enable_compression()
    return answer
