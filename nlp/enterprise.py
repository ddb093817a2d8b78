"""Finds the enterprise that a report names: what stands left of a word like 公司 or 厂."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from config.lexicon import words
from nlp.folding import Folded

_LONGEST = 24
"""Characters of a name at most, its ending not counted."""
_MOST = 60
"""Endings that are looked at; a text made of names must not cost minutes."""
_SHORTEST = 2
"""Characters of its own that a name has at least."""
_HAN = "[\u4e00-\u9fff]"
_AREAS = tuple(
    map(
        re.compile,
        (
            f"{_HAN}{{2,3}}(?:省|自治区)",
            f"{_HAN}{{2,4}}(?:市|自治州|地区|盟)",
            f"{_HAN}{{1,5}}(?:自治县|县|区|旗|市)",
            f"{_HAN}{{1,5}}(?:街道办事处|街道|镇|乡|开发区|工业园区|工业园|产业园|园区)",
            f"{_HAN}{{1,5}}(?:村委会|村|社区|小区)",
            "[\u4e00-\u9fff0-9]{1,3}(?:组|队|社)",
            "[\u4e00-\u9fff0-9]{1,6}(?:路|街|大道|巷|弄|大街|国道|省道|山)",
            "[0-9]{1,5}号",
        ),
    )
)
_TOWN_REST = re.compile(f"{_HAN}?(?:街道办事处|街道|镇)")
"""What a stop inside a town's name leaves of it: 前卫镇, 研和街道."""
_BRANCH = re.compile(
    f"{_HAN}{{1,8}}?(?:分公司|加油站|煤矿|项目部|批发部|经营部|门市部|营业部|分厂)"
)
_AREA_CHAIN = re.compile(
    f"(?:{_HAN}{{2,4}}?市)?(?:{_HAN}{{1,4}}?[县区])?(?:{_HAN}{{1,4}}?[镇乡])?$"
)
_COUNTRY = re.compile(
    f"(?:{_HAN}{{2}}市(?={_HAN}{{1,3}}[镇乡]))?(?:{_HAN}{{1,3}}县)?(?:{_HAN}{{2,5}}[镇乡])?"
)
"""A county and a township right before a name belong to it: 山阴县千井煤矿."""


class _Rules(NamedTuple):
    ending: re.Pattern[str]
    stop: re.Pattern[str]
    weak_stop: re.Pattern[str]
    generic: re.Pattern[str]
    unnamed: re.Pattern[str]
    called: re.Pattern[str]
    brand: re.Pattern[str]
    minded: re.Pattern[str]
    beside_before: re.Pattern[str]
    beside_after: re.Pattern[str]


class _Name(NamedTuple):
    start: int
    end: int


def _any(listed: str) -> str:
    return "|".join(map(re.escape, sorted(listed.split(), key=len, reverse=True)))


@cache
def _rules() -> _Rules:
    data = words().enterprise
    return _Rules(
        ending=re.compile(
            rf"(?:{_any(data.suffixes)})(?![家房长里商方铺主员面镇乡村街市]|(?<!厂)区)"
        ),
        stop=re.compile(rf"[^\u4e00-\u9fff0-9a-z()·]|{_any(data.stops)}"),
        weak_stop=re.compile(_any(data.weak_stops)),
        generic=re.compile(f"(?:{_any(data.generic)}|[0-9])*"),
        unnamed=re.compile(f"某{_HAN}{{0,9}}?(?:{_any(data.unnamed)})(?![家房区长商方业])"),
        called=re.compile(
            rf"(?:{_any(data.called)}){_HAN}{{0,4}}?(?:{_any(data.calls)})[\"“「《]?"
            r"([\u4e00-\u9fff0-9a-z·]{2,16}?)(?=[^\u4e00-\u9fff0-9a-z·]|的|$)"
        ),
        brand=re.compile(rf"(?:(?:^|(?<=[,。;!?\s])){_HAN}{{2}})?(?:{_any(data.brands)})"),
        minded=re.compile(f"(?:{_any(data.minded)})$"),
        beside_before=re.compile(f"(?:{_any(data.beside_before)})$"),
        beside_after=re.compile(_any(data.beside_after)),
    )


def _own(name: str) -> str:
    """What of a name without its ending tells it from others."""
    generic = _rules().generic.match(name)
    return name[generic.end() :] if generic else name


def _start(left: str) -> int:
    """Where a name may begin in ``left``: after the last stop.

    A weak stop before a single character is part of the name: 向鑫公司, 芭比伦KTV.
    """
    rules = _rules()
    start = max((stop.end() for stop in rules.stop.finditer(left)), default=0)
    for weak in rules.weak_stop.finditer(left, start):
        if len(left) - weak.end() != 1 or not _own(left[weak.end() :]):
            start = weak.end()
    rest = _TOWN_REST.match(left, start) if start else None
    return rest.end() if rest else start


def _begin(left: str) -> int:
    """Where in ``left`` the name's own part begins: after the last stop and the areas."""
    start = begin = _start(left)
    for area in _AREAS:
        found = area.match(left, begin)
        if found and len(_own(left[found.end() :])) >= _SHORTEST:
            begin = found.end()
    country = _COUNTRY.match(left, start)
    if country and country.end() == begin:
        return start
    return begin + len(left[begin:]) - len(left[begin:].lstrip("()·"))


def _named(text: str) -> Iterator[_Name]:
    """All names with an ending of the list, in order."""
    rules = _rules()
    for ending in islice(rules.ending.finditer(text), _MOST):
        if rules.ending.match(text, ending.end()):
            continue  # 建工集团 of 建工集团有限公司
        offset = max(0, ending.start() - _LONGEST)
        left = text[offset : ending.start()]
        begin = _begin(left)
        if len(_own(left[begin:])) < _SHORTEST or "某" in left[max(0, begin - 1) :]:
            continue
        if ending[0] == "物业" and rules.minded.search(left):
            continue
        end = ending.end()
        if ending[0].endswith("公司") and (branch := _BRANCH.match(text, end)):
            end = branch.end()
        yield _Name(offset + begin, end)


def _unnamed(text: str) -> _Name | None:
    """What the writer keeps unnamed, with the county before it: 陆良县某煤矿."""
    found = _rules().unnamed.search(text)
    if found is None:
        return None
    offset = max(0, found.start() - _LONGEST)
    left = text[offset : found.start()]
    begin = _start(left)
    city = 1 < len(left) - begin <= 3 and left[-1] not in "路街巷道村"
    if not city:  # longer than 宜宾某水泥厂 it must be areas alone
        areas = _AREA_CHAIN.search(left, begin)
        begin = areas.start() if areas else len(left)
    return _Name(offset + begin, found.end())


def _called(text: str) -> _Name | None:
    """What is said to be called so: 一家名为××教育的培训机构."""
    found = _rules().called.search(text)
    return _Name(*found.span(1)) if found else None


def _brand(text: str) -> _Name | None:
    """A firm known without an ending, with the town before it: 茂名中燃."""
    found = _rules().brand.search(text)
    return _Name(*found.span()) if found else None


def _beside(text: str, name: _Name) -> bool:
    """Whether the name only says where something is: 距离××公司, ××酒店对面."""
    rules = _rules()
    before = text[max(0, name.start - 3) : name.start]
    return bool(rules.beside_before.search(before) or rules.beside_after.match(text, name.end))


def enterprise(folded: Folded, given: str) -> str:
    """The enterprise named in the text, as it was given, or an empty string.

    The first that isn't named only to say where; then one that is kept unnamed (某煤矿); then a
    firm known without an ending.
    """
    text = folded.text
    found = next((name for name in _named(text) if not _beside(text, name)), None)
    found = found or _called(text) or _unnamed(text) or _brand(text)
    if found is None:
        return ""
    start, end = folded.span(found.start, found.end)
    return given[start:end]
