"""The words that bound a firm's name: where it may begin, and what before its ending is no name."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from config.divisions import divisions
from config.lexicon import Kind, lexicon, words
from config.overlay import follows
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


def _any(listed: str) -> str:
    return "|".join(map(re.escape, sorted(listed.split(), key=len, reverse=True)))


def _automaton(listed: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(list(listed), matchkind=MatchKind.LeftmostLongest)


class Rules:
    """The words of ``words.yaml`` as automatons for a text and patterns for what is near a hit.

    Each is made when a text first needs it: most texts open few.
    """

    def __init__(self) -> None:
        self._words = words().enterprise
        self._hard = f"{self._words.legal} {self._words.suffixes}"
        cues = dict.fromkeys(self._words.calls.split(), Cue.CALLED)
        cues |= dict.fromkeys(_QUOTES, Cue.QUOTED)
        cues |= dict.fromkeys(self._words.brands.split(), Cue.BRAND) | {_UNNAMED: Cue.UNNAMED}
        self.cues, self.cue = _automaton(cues), tuple(cues.values())
        self.ending = tuple({*self._hard.split(), *self._words.soft.split()})
        self.endings = _automaton(self.ending)
        self.legal = frozenset(self._words.legal.split())
        self.soft = frozenset(self._words.soft.split())
        self.weak = frozenset(self._words.weak.split())
        self.placed = frozenset(self._words.placed.split())

    @cached_property
    def areas(self) -> frozenset[str]:
        """The names of all divisions without their kind."""
        return frozenset(stem(division.name) for division in divisions().values())

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words of trades and kinds, which name nobody."""
        return _trades().union(self._words.generic.split(), self._words.soft.split())

    @cached_property
    def goes_on(self) -> re.Pattern[str]:
        """After an ending: it is part of another word."""
        return re.compile(
            f"{_any(self._words.beyond)}|(?<!厂)区|[市县](?!场|民)|[东南西北中]?[路街巷]|大道|"
            "[一二三四五六七八九十0-9]{1,3}(?:[路街巷](?!之|上|公交)|大[道街])|"
            "(?<=[厂店矿站场])长(?![期年时])|(?<=店)[面铺]|(?<=矿)石"
        )

    @cached_property
    def soft_end(self) -> re.Pattern[str]:
        """After a word of a trade: it ends a name here."""
        return re.compile(self._soft_end)

    @property
    def _soft_end(self) -> str:
        return f"(?={_any(self._words.soft_after)}|{_SIGN}|$)"

    @cached_property
    def kind(self) -> re.Pattern[str]:
        """Any ending."""
        return re.compile(_any(f"{self._hard} {self._words.soft}"))

    @cached_property
    def edge(self) -> re.Pattern[str]:
        """A stop as group 1, unless it stands in a longer word or area: 都 is one, in 成都 not."""
        stops = self._words.stops
        inside = re.compile(_any(stops))
        longer = {*self._words.joined.split(), *filter(inside.search, self.areas)}
        hidden = longer.difference(stops.split())
        return re.compile(f"(?:{_any(' '.join(hidden))})|({_any(stops)}|{_EDGES})")

    @cached_property
    def unnamed(self) -> re.Pattern[str]:
        """What is kept unnamed: 某煤矿."""
        ends = _any(self._words.unnamed)
        return re.compile(f"{_UNNAMED}{HAN}{{0,9}}?(?:{ends})(?![家房区长商方业])")

    @cached_property
    def called(self) -> re.Pattern[str]:
        """What is said to be called so, as group 1."""
        return re.compile(
            rf"(?:{_any(self._words.called)}){HAN}{{0,4}}?(?:{_any(self._words.calls)})[{_QUOTES}]?"
            rf"([\u4e00-\u9fff0-9a-z·]{{2,16}}?)(?={_SIGN}|的|$)"
        )

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """What stands in quotation marks, as group 1."""
        return re.compile(
            rf"[{_QUOTES}]([\u4e00-\u9fff0-9a-z·()]{{2,20}})[{_UNQUOTES}]"
            rf"(?:(?!建|施|项){HAN}{{0,2}}(?:{_any(self._hard)}))?"
        )

    @cached_property
    def brand(self) -> re.Pattern[str]:
        """A firm known without an ending, with its town."""
        town = rf"(?:(?:^|(?<=[,。;!?\s])){HAN}{{2}})?"
        return re.compile(rf"{town}(?:{_any(self._words.brands)}){self._soft_end}")

    @cached_property
    def minded(self) -> re.Pattern[str]:
        """Before 物业: whose houses it minds."""
        return re.compile(f"(?:{_any(self._words.minded)})$")

    @cached_property
    def acts(self) -> re.Pattern[str]:
        """Before an ending: somebody does something to such a place."""
        return re.compile(f"(?:{_any(self._words.acts)})$")

    @cached_property
    def grounds(self) -> re.Pattern[str]:
        """The houses and grounds that a shop stands in."""
        return re.compile(f"^.+(?:{_any(self._words.grounds)})(?![路街巷道])")

    @cached_property
    def ways(self) -> re.Pattern[str]:
        """A way or a village."""
        return re.compile(f"(?:{_any(self._words.ways)})(?![桥灯政镇])")

    @cached_property
    def beside_before(self) -> re.Pattern[str]:
        """Before a name that only says where something is."""
        return re.compile(f"(?:{_any(self._words.beside_before)})$")

    @cached_property
    def beside_after(self) -> re.Pattern[str]:
        """After a name that only says where something is."""
        return re.compile(
            f"[{_UNQUOTES}]?的?(?:河|街|马?路|[东南西北大正前后侧]门)?"
            f"(?:{_any(self._words.beside_after)})|"
            f"[东南西北]|前[0-9约]|[与和]{HAN}{{1,20}}(?:相邻|之间|中间|交界)"
        )

    @cached_property
    def told_before(self) -> re.Pattern[str]:
        """Before a firm that was told of the matter."""
        return re.compile(f"(?:{_any(self._words.told_before)})$")

    @cached_property
    def told_after(self) -> re.Pattern[str]:
        """After a firm that was told of the matter."""
        return re.compile(f"{HAN}{{0,4}}?(?:{_any(self._words.told_after)})")


@follows("terms")
def rules() -> Rules:
    """The rules, once per process; raises DataError."""
    return Rules()


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
