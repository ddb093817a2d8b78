"""The words that bound a firm's name: where it may begin, and what before its ending is no name."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from config.divisions import divisions
from config.lexicon import Kind, lexicon, words
from nlp.regions import stem

HAN = "[\u4e00-\u9fff]"
_NUMBER = "[0-9一二三四五六七八九十百千两几多数半]"
_EDGES = (
    rf"{_NUMBER}+(?:余|多)?[家个间座条位名处栋幢户层楼辆艘口]|(?:[0-9]+|[一二两三几多数半])年|"
    rf"{_NUMBER}+(?:月份?|日|号楼|点钟?|时|分|米|公里|里地|吨|千伏|kv|个?月|单元|室|组|期|#)|"
    r"[0-9]+号线?|路?[东南西北]{1,2}[侧边面角]|[^\u4e00-\u9fff0-9a-z()·&]"
)
"""Counts, dates, floors and punctuation: a name begins after them."""
_SIGN = "[^\u4e00-\u9fff0-9a-z]"
_QUOTES = '"“‘「《'
_UNQUOTES = '"”’」》'
_UNNAMED = "某"
_LONGEST_WORD = 6
_SIGNS = dict.fromkeys(map(ord, "()·&"))
_TRADES = frozenset((Kind.SUBJECT, Kind.PLACE, Kind.GUARD))


class Cue(StrEnum):
    """What a word in a text opens the search for."""

    CALLED = "called"
    UNNAMED = "unnamed"
    QUOTED = "quoted"
    BRAND = "brand"


class Rules(NamedTuple):
    """The words of ``words.yaml`` as automatons for a text and patterns for what is near a hit."""

    endings: AhoCorasick
    ending: tuple[str, ...]
    cues: AhoCorasick
    cue: tuple[Cue, ...]
    goes_on: re.Pattern[str]
    soft_end: re.Pattern[str]
    kind: re.Pattern[str]
    legal: frozenset[str]
    soft: frozenset[str]
    edge: re.Pattern[str]
    weak: frozenset[str]
    areas: frozenset[str]
    generic: frozenset[str]
    unnamed: re.Pattern[str]
    called: re.Pattern[str]
    quoted: re.Pattern[str]
    brand: re.Pattern[str]
    minded: re.Pattern[str]
    acts: re.Pattern[str]
    grounds: re.Pattern[str]
    ways: re.Pattern[str]
    placed: frozenset[str]
    beside_before: re.Pattern[str]
    beside_after: re.Pattern[str]
    told_before: re.Pattern[str]
    told_after: re.Pattern[str]


def _any(listed: str) -> str:
    return "|".join(map(re.escape, sorted(listed.split(), key=len, reverse=True)))


def _automaton(listed: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(list(listed), matchkind=MatchKind.LeftmostLongest)


def _edge(stops: str, joined: str, areas: frozenset[str]) -> re.Pattern[str]:
    """A stop as group 1, unless it stands in a longer word or area: 都 is one, in 成都 it isn't."""
    inside = re.compile(_any(stops))
    hidden = {*joined.split(), *filter(inside.search, areas)}.difference(stops.split())
    return re.compile(f"(?:{_any(' '.join(hidden))})|({_any(stops)}|{_EDGES})")


@cache
def rules() -> Rules:
    """The rules, compiled once per process; raises DataError."""
    data = words().enterprise
    areas = frozenset(stem(division.name) for division in divisions().values())
    hard = f"{data.legal} {data.suffixes}"
    endings = tuple({*hard.split(), *data.soft.split()})
    cues = dict.fromkeys(data.calls.split(), Cue.CALLED) | dict.fromkeys(_QUOTES, Cue.QUOTED)
    cues |= dict.fromkeys(data.brands.split(), Cue.BRAND) | {_UNNAMED: Cue.UNNAMED}
    soft_end = f"(?={_any(data.soft_after)}|{_SIGN}|$)"
    return Rules(
        endings=_automaton(endings),
        ending=endings,
        cues=_automaton(cues),
        cue=tuple(cues.values()),
        goes_on=re.compile(
            f"{_any(data.beyond)}|(?<!厂)区|[市县](?!场|民)|[东南西北中]?[路街巷]|"
            "(?<=[厂店矿站场])长(?![期年时])|(?<=店)[面铺]|(?<=矿)石"
        ),
        soft_end=re.compile(soft_end),
        kind=re.compile(_any(f"{hard} {data.soft}")),
        legal=frozenset(data.legal.split()),
        soft=frozenset(data.soft.split()),
        edge=_edge(data.stops, data.joined, areas),
        weak=frozenset(data.weak.split()),
        areas=areas,
        generic=_trades().union(data.generic.split(), data.soft.split()),
        unnamed=re.compile(f"{_UNNAMED}{HAN}{{0,9}}?(?:{_any(data.unnamed)})(?![家房区长商方业])"),
        called=re.compile(
            rf"(?:{_any(data.called)}){HAN}{{0,4}}?(?:{_any(data.calls)})[{_QUOTES}]?"
            rf"([\u4e00-\u9fff0-9a-z·]{{2,16}}?)(?={_SIGN}|的|$)"
        ),
        quoted=re.compile(
            rf"[{_QUOTES}]([\u4e00-\u9fff0-9a-z·()]{{2,20}})[{_UNQUOTES}](?:(?!建|施|项){HAN}{{0,2}}(?:{_any(hard)}))?"
        ),
        brand=re.compile(rf"(?:(?:^|(?<=[,。;!?\s])){HAN}{{2}})?(?:{_any(data.brands)}){soft_end}"),
        minded=re.compile(f"(?:{_any(data.minded)})$"),
        acts=re.compile(f"(?:{_any(data.acts)})$"),
        grounds=re.compile(f"^.+(?:{_any(data.grounds)})(?![路街巷道])"),
        ways=re.compile(f"(?:{_any(data.ways)})(?![桥灯政镇])"),
        placed=frozenset(data.placed.split()),
        beside_before=re.compile(f"(?:{_any(data.beside_before)})$"),
        beside_after=re.compile(
            f"[{_UNQUOTES}]?的?(?:河|街|马?路|[东南西北大正前后侧]门)?(?:{_any(data.beside_after)})|"
            f"[东南西北]|前[0-9约]|[与和]{HAN}{{1,20}}(?:相邻|之间|中间|交界)"
        ),
        told_before=re.compile(f"(?:{_any(data.told_before)})$"),
        told_after=re.compile(f"{HAN}{{0,4}}?(?:{_any(data.told_after)})"),
    )


def _trades() -> frozenset[str]:
    """The terms of the industries: they say what is made or sold, never by whom."""
    return frozenset(
        term
        for term, weights in lexicon().hand.items()
        if weights.kind in _TRADES and 2 < len(term) <= _LONGEST_WORD and not term.endswith("广场")
    )


def tells_apart(own: str) -> bool:
    """Whether ``own``, a name without its ending, is more than words of trades and kinds."""
    own = own.translate(_SIGNS)
    known, reached = rules().generic, 1
    for at in range(len(own)):
        if reached >> at & 1:
            if own[at].isdigit():
                reached |= 1 << (at + 1)
            for length in range(1, min(_LONGEST_WORD, len(own) - at) + 1):
                if own[at : at + length] in known:
                    reached |= 1 << (at + length)
    return not reached >> len(own) & 1
