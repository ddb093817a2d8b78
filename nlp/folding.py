"""The one spelling that all rules read: half width, lower case, simplified, no broken-up words."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from config.compiled import compiled

SCANNED = 20_000
"""Characters of a text that are read for meaning; what comes later is redacted but not judged."""

_GAP = re.compile(
    "(?<=[\u3400-\u9fff])[\\s\u00ad\u200b-\u200f\u2060\ufeff\x00]+(?=[\u3400-\u9fff])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Folded(NamedTuple):
    """A folded text and, where gaps were closed, the place of each character in the given text."""

    text: str
    origins: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters ``start`` to ``end`` stand in the given text."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


@cache
def _table() -> dict[int, int]:
    """Code point to code point: only one to one, so that every position stays what it was."""
    source = files("config") / "data" / "traditional.tsv"
    return compiled("folding", [source, Path(__file__)], lambda: _made(source.read_text("utf-8")))


def _made(given: str) -> dict[int, int]:
    table: dict[int, int] = {}
    for code in range(0x110, 0x10000):
        character = chr(code)
        if 0xF900 <= code < 0xFB00 or 0xFF00 <= code < 0xFFF0 or 0x2460 <= code < 0x2500:
            plain = unicodedata.normalize("NFKC", character).lower()
            if len(plain) == 1 and plain != character:
                table[code] = ord(plain)
    table |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    table |= {0x3000: 0x20, 0xA0: 0x20}
    traditional, simplified = given.splitlines()[1].split("\t")
    return table | {ord(a): ord(b) for a, b in zip(traditional, simplified, strict=True)}


def clean(text: str) -> str:
    """``text`` with U+FFFD for each lone surrogate, which no encoding could write."""
    return _SURROGATE.sub("\ufffd", text)


def plain(text: str) -> str:
    """``text`` in the one spelling, of the same length, without lone surrogates."""
    return clean(text).translate(_table())


def fold(text: str) -> Folded:
    """The first ``SCANNED`` characters of ``text`` in the one spelling, with positions kept."""
    folded = plain(text[:SCANNED])
    if not _GAP.search(folded):
        return Folded(folded, None)
    origins: list[int] = []
    at = 0
    for gap in _GAP.finditer(folded):
        origins += range(at, gap.start())
        at = gap.end()
    origins += range(at, len(folded))
    return Folded(_GAP.sub("", folded), tuple(origins))
