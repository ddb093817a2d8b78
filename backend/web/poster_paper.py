"""A workplace's poster: one page of A4 or A3 as PDF, or as a picture; nothing is fetched."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import segno

from backend.web.paper import first_page, picture, set_pages, template
from config.settings import Settings
from config.texts import LOCALES, text

SIZES = ("A4", "A3")
HAZARDS = ("exits", "chemicals", "welding", "machines", "pits", "hidden")
"""What the poster gives as examples, by the names of its texts."""
MAX_ALSO = 600
"""Characters in other languages of the workforce."""
_SMALLER = 0.95
_SMALLEST = 0.5
_DPI = 150


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on one poster."""

    firm: str
    body: str
    """The body in charge; empty where neither register nor law names one."""
    code: str
    address: str
    """Where its code leads, without what only machines need."""
    telegram: str = ""
    """The deep link of the Telegram channel, if there is one."""
    phone: str = ""
    also: str = ""
    """The same in other languages of the workforce, typed by who orders the poster."""


def poster_for(settings: Settings, base: str, firm: str, body: str, code: str) -> Poster:
    """The poster of a code; ``base`` is the address people reach us at."""
    name = settings.telegram.name
    return Poster(
        firm=firm,
        body=body,
        code=code,
        address=f"{base.rstrip('/')}/p/{code}",
        telegram=f"https://t.me/{name}?start=p_{code}" if name else "",
        phone=settings.phone,
    )


def pdf(poster: Poster, size: str = "A4") -> bytes:
    """The poster as PDF, exactly one page; raises PaperMissing."""
    scale = 1.0
    while True:
        document = set_pages(_page(poster, size, scale))
        if len(document.pages) == 1 or scale < _SMALLEST:
            # A name without end is cut at the foot of the page rather than begin another.
            return first_page(document)
        scale *= _SMALLER


def png(poster: Poster, size: str = "A4") -> bytes:
    """The poster as a picture of 150 dots an inch, to be sent in a chat or shown on a screen."""
    return picture(pdf(poster, size), _DPI, grey=True)


def _page(poster: Poster, size: str, scale: float) -> str:
    parts = urlsplit(poster.address)
    return template("poster", "paper.html").render(
        poster=poster,
        host=parts.netloc,
        path=parts.path,
        size=size,
        scale=scale * (1.414 if size == "A3" else 1),
        hazards=HAZARDS,
        t=partial(text, LOCALES[0]),
        e=partial(text, LOCALES[1]),
        qr=_qr(poster.address),
        telegram_qr=_qr(poster.telegram) if poster.telegram else "",
    )


def _qr(address: str) -> str:
    # Q mends a quarter of the signs: posters get dirty.
    return segno.make(address, error="q", micro=False).svg_data_uri(border=2, svgclass=None)
