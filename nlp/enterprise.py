"""Finds the enterprise that a report names: what stands left of a word like 公司 or 厂."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from nlp.enterprise_bounds import bounds, start
from nlp.enterprise_words import HAN, Cue, rules, tells_apart
from nlp.folding import Folded

_LONGEST = 24
"""Characters of a name at most, its ending not counted."""
_MOST = 60
"""Endings that are looked at; a text made of names must not cost minutes."""
_SHORTEST = 2
"""Characters of its own that a name has at least."""
_LONGEST_OWN = 12
"""Characters of its own that a name has at most where it isn't a registered one."""
_LONGEST_GAP = 8
"""Characters between an ending inside a firm's name and the firm's own ending."""
_LONGEST_KIND = 3
"""Characters of a kind of works or shop, its ending counted."""
_LONGEST_SOFT = 5
"""Characters of its own that a name has at most before a word of its trade."""
_BEFORE_CALL = 8
"""Characters that the word for a house may stand before the one that calls it: 一家小店名叫."""
_FIRM = ("公司", "集团")
_ONE_OF = re.compile("[一两三几有某][家间个座][^,。;!?]*$")
"""What says that a kind follows, not a name: 一间偷排废气的河粉厂."""
_BRANCH = re.compile(
    f"{HAN}{{0,8}}?(?:分公司|加油站|煤矿|砂石厂|项目部|批发部|经营部|门市部|营业部|分厂)"
)
_AREA_CHAIN = re.compile(
    f"(?:{HAN}{{2,4}}?市)?(?:{HAN}{{1,4}}?(?:县|(?<![发园小社城辖矿厂校])区))?(?:{HAN}{{1,4}}?[镇乡])?$"
)


class _Name(NamedTuple):
    start: int
    end: int


def _is_name(left: str, begin: int, own: int, ending: str) -> bool:
    """Whether what stands between ``own`` and the ending tells one firm from others."""
    known = rules()
    length, legal = len(left) - own, ending in known.legal
    longest = _LONGEST_SOFT if ending in known.soft else _LONGEST if legal else _LONGEST_OWN
    if not _SHORTEST <= length <= longest or "某" in left[max(0, begin - 1) :]:
        return False
    if left[own:] + ending in known.areas:
        return False
    if known.acts.search(left) or known.minded.search(left if ending == "物业" else _minded(left)):
        return False
    one = _ONE_OF.search(left)
    if one and length + len(ending) <= _LONGEST_KIND:
        return False
    told = left[max(own, left.rfind("一") + 1) :]
    return (legal and not one) or (tells_apart(told) and tells_apart(told + ending[:-1]))


def _minded(left: str) -> str:
    """What stands before 物业 in ``left``; nothing where it doesn't end so."""
    return left.removesuffix("物业") if left.endswith("物业") else ""


def _endings(text: str) -> Iterator[tuple[int, int]]:
    """Where a name may end: at a word of the list that doesn't go on as another word."""
    known = rules()
    for index, first, end in known.endings.find_matches_as_indexes(text):
        ending = known.ending[index]
        goes_on = not ending.endswith(_FIRM) and known.goes_on.match(text, end)
        if not goes_on and (ending not in known.soft or known.soft_end.match(text, end)):
            yield first, end


def _named(text: str) -> Iterator[_Name]:
    """All names with an ending of the list, in order."""
    bound = 0
    for (first, end), (then, last) in pairwise([*islice(_endings(text), _MOST), (-1, -1)]):
        if end == then:
            continue  # 建工集团 of 建工集团有限公司
        offset = max(bound, first - _LONGEST)
        left, ending = text[offset:first], text[first:end]
        found = bounds(left, ending)
        if found is None or not _is_name(left, *found, ending):
            bound = end if found is None or not tells_apart(left[found[1] :]) else bound
            continue
        if _of_longer(text, end, then, last):
            continue  # 天天酒店 of 天天酒店管理有限公司
        branch = _BRANCH.match(text, end) if ending.endswith(_FIRM) else None
        yield _Name(offset + found[0], branch.end() if branch else end)


def _of_longer(text: str, end: int, then: int, last: int) -> bool:
    """Whether an ending at ``end`` is part of a firm's name that ends at ``last``."""
    gap = text[end:then]
    return (
        text[then:last].endswith("公司")
        and 0 < len(gap) <= _LONGEST_GAP
        and not any(cut[1] for cut in rules().edge.finditer(gap))
    )


def _unnamed(text: str, at: int) -> _Name | None:
    """What the writer keeps unnamed, with the county before it: 柳泉县某煤矿."""
    found = rules().unnamed.match(text, at)
    if found is None:
        return None
    offset = max(0, at - _LONGEST)
    left = text[offset:at]
    begin = start(left)
    city = 1 < len(left) - begin <= 3 and left[-1] not in "路街巷道村"
    if not city:  # longer than 临江某水泥厂 it must be areas alone
        areas = _AREA_CHAIN.search(left, begin)
        begin = areas.start() if areas else len(left)
    branch = _BRANCH.match(text, found.end()) if found[0].endswith("公司") else None
    return _Name(offset + begin, (branch or found).end())


def _quoted(text: str, at: int) -> _Name | None:
    """What stands in quotation marks and ends as a name, or is followed by an ending."""
    found = rules().quoted.match(text, at)
    if found is None:
        return None
    followed = found.end() > found.end(1) + 1
    kinds = [kind for kind in rules().kind.finditer(found[1]) if kind.end() == len(found[1])]
    own = found[1][: kinds[0].start()] if kinds else found[1]
    named = (kinds or followed) and len(own) >= _SHORTEST and tells_apart(own)
    return _Name(*found.span(1)) if named and not _beside(text, _Name(*found.span())) else None


def _called(text: str, at: int) -> _Name | None:
    """What is said to be called so: 一家名为××教育的培训机构."""
    found = rules().called.search(text, max(0, at - _BEFORE_CALL), at + _LONGEST)
    return _Name(*found.span(1)) if found else None


def _brand(text: str, at: int) -> _Name | None:
    """A firm known without an ending, with the town before it: 临江中燃."""
    found = rules().brand.match(text, max(0, at - 2)) or rules().brand.match(text, at)
    name = _Name(*found.span()) if found else None
    return name if name and not _beside(text, name) else None


_OPENED = {
    Cue.QUOTED: _quoted,
    Cue.CALLED: _called,
    Cue.UNNAMED: _unnamed,
    Cue.BRAND: _brand,
}


def _opened(text: str) -> dict[Cue, _Name]:
    """The first name that each kind of cue opens."""
    known = rules()
    found: dict[Cue, _Name] = {}
    for index, first, _ in islice(known.cues.find_matches_as_indexes(text), _MOST):
        cue = known.cue[index]
        name = None if cue in found else _OPENED[cue](text, first)
        if name:
            found[cue] = name
    return found


def _beside(text: str, name: _Name) -> bool:
    """Whether the name only says where something is, or who was told of it."""
    known = rules()
    before = text[max(0, name.start - 3) : name.start]
    if known.beside_before.search(before) or known.beside_after.match(text, name.end):
        return True
    return bool(known.told_before.search(before) and known.told_after.match(text, name.end))


def enterprise(folded: Folded, given: str) -> str:
    """The enterprise named in the text, as it was given, or an empty string.

    One in quotation marks; then the first that isn't named only to say where, or is kept unnamed
    (某煤矿); then what is said to be called so, or a firm known without an ending.
    """
    text = folded.text
    opened = _opened(text)
    found = opened.get(Cue.QUOTED)
    if found is None:
        named = next((name for name in _named(text) if not _beside(text, name)), None)
        found = min(filter(None, (named, opened.get(Cue.UNNAMED))), default=None)
    found = found or opened.get(Cue.CALLED) or opened.get(Cue.BRAND)
    if found is None:
        return ""
    first, last = folded.span(found.start, found.end)
    return given[first:last]
