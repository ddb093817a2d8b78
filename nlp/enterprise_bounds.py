"""Where left of an ending a firm's name begins: after stops, areas, estates, roads and villages."""

import re

from config.divisions import towns_named
from nlp.enterprise_words import HAN, rules, tells_apart

_HILLS = "山"
_SHORTEST = 2
"""Characters of its own that a name has at least."""
_BARE = f"(?:(?![省市区县]){HAN})"
_UNIT = f"(?:[a-z][0-9]{{0,2}}|{_BARE}{{2,4}}?)"
_AREAS = tuple(
    map(
        re.compile,
        (
            f"{HAN}{{2,3}}(?:省|自治区)",
            f"{_UNIT}(?:市|自治州|地区|盟|州)(?!场)",
            f"(?:{_UNIT}|{HAN}{{1,5}}?)(?:自治县|县|区|旗|市)(?!场)",
            f"{HAN}{{1,5}}?(?:街道办事处|街道|镇|乡|开发区|高新区|经开区|办事处)",
        ),
    )
)
_TOWN_REST = re.compile(f"{HAN}?(?:街道办事处|街道|镇)")
"""What a stop inside a town's name leaves of it: 前卫镇, 研和街道."""
_COUNTRY = re.compile(
    f"(?:{HAN}{{2}}市(?={_BARE}{{1,3}}[镇乡]))?(?:{_UNIT}县|{HAN}县)?(?:{_BARE}{{2,5}}[镇乡])?"
)
"""A county and a township right before a name belong to it: 榆山县千泉煤矿."""
_SEAT = re.compile(f"{HAN}{{1,6}}?[省市县]")
"""The area that the name of a registered firm begins with."""


def start(left: str) -> int:
    """Where a name may begin in ``left``: after the last word or sign that is no part of it."""
    found = 0
    for cut in rules().edge.finditer(left):
        if cut[1]:
            rest = left[cut.end() :]
            weak = cut[1] in rules().weak and len(rest) == 1 and tells_apart(rest)
            found = cut.start() if weak else cut.end()
    town = _TOWN_REST.match(left, found) if found else None
    return town.end() if town else found


def bounds(left: str, ending: str) -> tuple[int, int] | None:
    """Where the name begins in ``left``, and where its own part does; None: it is nobody's.

    The name of a registered firm may begin with one area.
    """
    begin = own = start(left)
    if left.startswith("原", begin):
        begin = own = begin + 1
    passed = 0
    for area in _AREAS:
        found = area.match(left, own)
        if found and _tells(left[found.end() :]):
            own, passed = found.end(), passed + 1
        elif found and found[0] in towns_named():
            return None
    country = _COUNTRY.match(left, begin)
    belongs = country is not None and country.end() == own and not left.endswith("村")
    if ending in rules().legal:
        belongs = (belongs and passed != 1) or bool(_SEAT.fullmatch(left, begin, own))
    else:
        placed = _after_place(left, own, ending)
        if placed is None:
            return None
        belongs, own = belongs and placed == own, placed
    name = left[begin if belongs else own :].lstrip("()·&")
    return len(left) - len(name), own


def _after_place(left: str, own: int, ending: str) -> int | None:
    """``own`` moved behind an estate, a road or a village; None: it names just an estate's."""
    ground = rules().grounds.match(left[own:])
    if ground:
        rest = left[own + ground.end() :]
        if _tells(rest):
            own += ground.end()
        elif ground[0].endswith("区") or rest:
            return None
    ways = rules().ways.finditer(left[own:])
    ends = [own + way.end() for way in ways if way.start() >= _SHORTEST]
    told = next((end for end in reversed(ends) if _tells(left[end:])), None)
    if told is None and ends and left[ends[-1] - 1] not in _HILLS:
        rest = left[ends[-1] :]
        if (rest and not tells_apart(rest)) or (not rest and ending not in rules().placed):
            return None
    return told or own


def _tells(rest: str) -> bool:
    return len(rest) >= _SHORTEST and rest[0] not in "村镇乡县市" and tells_apart(rest)
