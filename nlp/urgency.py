"""How soon somebody must act, and which flags the officer sees, by the words of the report."""

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from config.lexicon import words
from nlp.context import mended_after
from nlp.folding import Folded
from nlp.types import Urgency

_NO = ("没", "未", "无", "不")
_SPAN = 3
"""Characters before a word in which a 没 or 不 turns it round (没有漏气, 不会爆炸)."""
_REACH = 12
"""Characters before a word in which a 万一 or 要是 makes it a fear."""
_MEMORY = 24
"""Characters before a word in which a 去年 or 当时 makes it a thing of the past."""
_NEXT = 5
"""Characters after a word that may make it the name of a thing (透水事故) or past (困过)."""


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[str, str], ...]]:
    data = words()
    roles = {
        Urgency.IMMEDIATE: data.urgency.immediate,
        "finds": data.urgency.finds,
        Urgency.MAJOR: data.urgency.major,
        "deaths": data.flags.deaths,
        "no_deaths": data.flags.no_deaths,
        "criminal_link": data.flags.criminal_link,
        "officials": data.flags.officials,
    }
    entries = tuple((str(role), word) for role, listed in roles.items() for word in listed.split())
    patterns = [word for _, word in entries]
    return AhoCorasick(patterns, matchkind=MatchKind.Standard), entries


@cache
def _supposed() -> re.Pattern[str]:
    words_of_fear = "|".join(map(re.escape, words().urgency.supposed.split()))
    return re.compile(rf"(?:{words_of_fear})[^。!?;\n]*$")


@cache
def _past() -> re.Pattern[str]:
    said = words().urgency
    past = "|".join(map(re.escape, said.past.split()))
    ongoing = "|".join(map(re.escape, said.ongoing.split()))
    return re.compile(rf"(?:{past})(?:(?!{ongoing})[^。!?;\n])*$")


def _over(text: str, start: int, end: int) -> bool:
    """Whether the word in its place is mended, past or the name of a thing: not going on now."""
    return (
        mended_after(text, end)
        or (text[end : end + _NEXT] + ",").startswith(tuple(words().urgency.told.split()))
        or _past().search(text[max(0, start - _MEMORY) : start]) is not None
    )


def _role(text: str, start: int, end: int, role: str) -> str | None:
    """What a word in its place says: what is feared is no more than major, what isn't, nothing."""
    if any(no in text[max(0, start - _SPAN) : start] for no in _NO):
        return None
    if role == "finds":
        role = Urgency.IMMEDIATE
    elif role == Urgency.IMMEDIATE and _over(text, start, end):
        return Urgency.MAJOR
    if not _supposed().search(text[max(0, start - _REACH) : start]):
        return role
    return Urgency.MAJOR if role in (Urgency.IMMEDIATE, Urgency.MAJOR) else None


def signals(folded: Folded) -> frozenset[str]:
    """The urgency words' and flags' roles that the text affirms."""
    automaton, entries = _automaton()
    found = [
        (entries[number][0], start, end)
        for number, start, end in automaton.find_matches_as_indexes(folded.text, overlapping=True)
    ]
    spared = [(start, end) for role, start, end in found if role == "no_deaths"]
    roles = (
        _role(folded.text, start, end, role)
        for role, start, end in found
        if role != "no_deaths"
        and not (role == "deaths" and any(start < e and s < end for s, e in spared))
    )
    return frozenset(role for role in roles if role)


def urgency(roles: frozenset[str], *, suspected: bool) -> Urgency:
    """The urgency; ``suspected`` says that a 重大事故隐患 item was recognised."""
    if Urgency.IMMEDIATE in roles:
        return Urgency.IMMEDIATE
    if Urgency.MAJOR in roles or suspected:
        return Urgency.MAJOR
    return Urgency.ORDINARY


def flags(roles: frozenset[str]) -> tuple[str, ...]:
    """The officer's flags in a fixed order."""
    return tuple(flag for flag in ("deaths", "criminal_link", "officials") if flag in roles)
