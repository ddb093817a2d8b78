"""What is said about a word near it: that it is over (已整改, 修好了)."""

import re
from functools import cache

from config.lexicon import words

REACH = 12
"""Characters after a word in which its end may be told."""


@cache
def _mended() -> re.Pattern[str]:
    told = "|".join(map(re.escape, sorted(words().mended.split(), key=len, reverse=True)))
    undone = "|".join(map(re.escape, sorted(words().unmended.split(), key=len, reverse=True)))
    return re.compile(rf"[^。!?;\n]{{0,{REACH}}}?(?:(?P<not>{undone})|{told})")


def mended_after(text: str, end: int) -> bool:
    """Whether a folded text says right after ``end``, in the same sentence, that it is mended.

    没有整改 and 整改了又 are no mending: what is said to be undone or to have come back counts on.
    """
    found = _mended().match(text, end)
    return found is not None and found["not"] is None
