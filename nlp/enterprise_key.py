"""One key for the ways people write a firm's name, to find it in a register of enterprises."""

import re
from functools import cache

from config.divisions import divisions
from nlp.enterprise_words import HAN, rules, tells_apart
from nlp.folding import plain
from nlp.regions import short_form, stem

_LONGEST = 100
"""Characters of a name that are read."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SIGNS = re.compile(r"[^\u3400-\u9fffa-z0-9]")
_BRANCH = re.compile(f"{HAN}{{1,8}}(?:分公司|分店|分厂|店|营业部|项目部)")
_KINDS_OF_AREA = tuple("省市县区州盟旗镇乡")
_FORM = re.compile("(?:集团)?(?:股份|有限责任|有限)*(?:公司)$|(?:总|分|子)公司$|集团$|(?<=.{4})厂$")


@cache
def _areas() -> frozenset[str]:
    """The names of provinces, prefectures and counties, with and without their kind."""
    names = (division.name for division in divisions().values())
    return frozenset(form for name in names for form in (name, short_form(name), stem(name)))


def normalised(name: str) -> str:
    """``name`` without area, form and branch: 安徽省荣光木业有限公司 and 荣光木业 are one.

    Equal keys say that two names may be of one firm, not that they are: whoever compares must look
    at the place too. Empty only if ``name`` holds no letter, digit or ideograph.
    """
    spelled = _BRACKETS.sub("", plain(name[:_LONGEST])) or plain(name[:_LONGEST])
    bare = _SIGNS.sub("", spelled) or _SIGNS.sub("", plain(name[:_LONGEST]))
    rest = _FORM.sub("", _without_branch(bare))
    while (shorter := _without_area(rest)) != rest:
        rest = shorter
    return rest or bare


def _without_area(name: str) -> str:
    """``name`` without the area it begins with, where what is left still tells it from others."""
    for length in range(min(12, len(name) - 2), 1, -1):
        rest = name[length:]
        if (
            name[:length] in _areas()
            and not rest.startswith(_KINDS_OF_AREA)
            and tells_apart(bare_name(rest))
        ):
            return rest
    return name


def _without_branch(name: str) -> str:
    """``name`` up to its first kind, where a branch follows: 红星超市城南店."""
    for kind in rules().kind.finditer(name):
        if _BRANCH.fullmatch(name, kind.end()):
            return name[: kind.end()]
    return name


def bare_name(name: str) -> str:
    """``name`` without the kind that it ends with: 荣光木业 is 荣光."""
    kinds = [kind.start() for kind in rules().kind.finditer(name) if kind.end() == len(name)]
    return name[: kinds[0]] if kinds else name
