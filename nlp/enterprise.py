"""Finds the enterprise that a report names: the longest name left of a word like 公司 or 厂."""

import re
from functools import cache
from typing import NamedTuple

from config.lexicon import words
from nlp.folding import Folded

_LONGEST = 24
"""Characters of a name at most, its ending not counted."""
_AREAS = tuple(
    map(
        re.compile,
        (
            "[\u4e00-\u9fff]{2,3}(?:省|自治区)",
            "[\u4e00-\u9fff]{2,4}(?:市|自治州|地区|盟)",
            "[\u4e00-\u9fff]{1,5}(?:自治县|县|区|旗|市)",
            "[\u4e00-\u9fff]{1,5}(?:街道办事处|街道|镇|乡|开发区|工业园区|工业园|产业园|园区)",
            "[\u4e00-\u9fff]{1,5}(?:村委会|村|社区|小区)",
            "[\u4e00-\u9fff0-9]{1,3}(?:组|队|社)",
            "[\u4e00-\u9fff0-9]{1,6}(?:路|街|大道|巷|弄)",
            "[0-9]{1,5}号",
        ),
    )
)
_TOWN_REST = re.compile("[\u4e00-\u9fff]?(?:街道办事处|街道|镇)")
"""What a stop inside a town's name leaves of it: 前卫镇, 研和街道."""
_BRANCH = re.compile("[\u4e00-\u9fff]{1,8}(?:分公司|加油站|煤矿|项目部)")


class _Rules(NamedTuple):
    ending: re.Pattern[str]
    stop: re.Pattern[str]
    generic: re.Pattern[str]


def _any(listed: str) -> str:
    return "|".join(map(re.escape, sorted(listed.split(), key=len, reverse=True)))


@cache
def _rules() -> _Rules:
    data = words().enterprise
    return _Rules(
        ending=re.compile(rf"(?:{_any(data.suffixes)})(?![家房区长里商方铺主员面])"),
        stop=re.compile(rf"[^\u4e00-\u9fff0-9a-z()·]|{_any(data.stops)}"),
        generic=re.compile(f"(?:{_any(data.generic)}|[0-9])*"),
    )


def _own(name: str) -> str:
    """What of a name without its ending tells it from others."""
    generic = _rules().generic.match(name)
    return name[generic.end() :] if generic else name


def _before(left: str) -> str:
    """The name's own part: what stands before the ending, from the last stop and area on."""
    start = max((stop.end() for stop in _rules().stop.finditer(left)), default=0)
    rest = _TOWN_REST.match(left, start) if start else None
    if rest:
        start = rest.end()
    for area in _AREAS:
        found = area.match(left, start)
        if found and len(_own(left[found.end() :])) > 1:
            start = found.end()
    return left[start:].lstrip("()·")


def enterprise(folded: Folded, given: str) -> str:
    """The enterprise named in the text, as it was given, or an empty string."""
    text, rules = folded.text, _rules()
    best, at = "", 0
    for ending in rules.ending.finditer(text):
        own = _before(text[max(0, ending.start() - _LONGEST) : ending.start()])
        if len(_own(own)) < 2:
            continue
        end = ending.end()
        if ending[0].endswith("公司") and (branch := _BRANCH.match(text, end)):
            end = branch.end()
        name = text[ending.start() - len(own) : end]
        if len(name) > len(best):
            best, at = name, ending.start() - len(own)
    if not best:
        return ""
    start, end = folded.span(at, at + len(best))
    return given[start:end]
