"""Where a text names units: every mention with all that it may stand for, nothing decided yet."""

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from config.divisions import (
    counties_of,
    divisions,
    is_county,
    place_words,
    towns_named,
    towns_of,
)
from config.jurisdictions import acting_units, towns_under
from config.overlay import follows
from nlp.gazetteer import gazetteer
from nlp.regions import ancestors, short_form, stem

_HAN = re.compile(r"[㐀-鿿〇]")
_TOWN = re.compile(r"(街道办事处|街道办|街道|街办|办事处|镇(?!街道|镇)|乡(?!街道)|苏木)")
_ROAD_GOES_ON = re.compile(
    r"[0-9东南西北中上边口段与和交沿旁路、]|十字|附近|[一二三四五六七八九十]+[号段路]"
)
_LONGEST_STEM = 7
_MOST_MENTIONS = 60
"""More names than any report needs; a text made of names must not cost minutes."""


@dataclass(slots=True)
class Mention:
    """A written form at ``start:end`` and the units it may stand for.

    ``alone`` says that it counts without a parent near (a full name); otherwise ``guess`` says
    that it stands where a name would stand, so that it may at least be offered as a choice.
    """

    start: int
    end: int
    units: tuple[str, ...]
    alone: bool
    guess: bool = field(default=False)


def mentions(text: str) -> list[Mention]:
    """All mentions of provinces, prefectures, counties, zones and towns, in order."""
    found: list[Mention] = []
    names, forms = gazetteer().names, gazetteer().forms
    last_end = -1
    matches = gazetteer().automaton.find_matches_as_indexes(text)
    for at, (index, start, end) in enumerate(matches):
        if len(found) >= _MOST_MENTIONS:
            break
        form = forms[index]
        name = names[form]
        beside = start == last_end
        if name.full and (beside or form not in _alone() or _open_before(text, start)):
            sure = form not in _alone()
            found.append(Mention(start, end, name.full, alone=sure, guess=form not in _common()))
            last_end = end
            continue
        if not beside and not _open_before(text, start):
            continue
        following = matches[at + 1] if at + 1 < len(matches) else (0, -1, -1)
        full_next = following[1] == end and names[forms[following[0]]].full
        others = name.short + name.generic
        goes_on = "" if full_next else _goes_on(text, end, beside=beside)
        if goes_on and goes_on not in place_words().after_loose:
            continue
        if name.leading:
            found.append(Mention(start, end, name.leading, alone=not goes_on))
        if others:
            offered = name.short and not name.leading and not goes_on and form not in _common()
            found.append(Mention(start, end, others, alone=False, guess=bool(offered)))
        if name.leading or others:
            last_end = end
    found += _short_districts(text, found)
    phrases = _town_phrases(text, [mention for mention in found if mention.alone])
    covered = [m for m in found if any(p.start <= m.start and m.end <= p.end for p in phrases)]
    found = [m for m in found if m not in covered] + phrases
    found.sort(key=lambda mention: mention.start)
    return found


def _open_before(text: str, start: int) -> bool:
    """Whether a name may begin here: at the start, after punctuation or a word like 在."""
    if start == 0:
        return True
    before = text[start - 1]
    return before in place_words().before or not _HAN.match(before)


def _goes_on(text: str, end: int, *, beside: bool) -> str:
    """What makes a short name only part of a longer one: 中山路, 昆明北站, 红塔集团; or ""."""
    match = _after(beside=beside).match(text[end : end + 5])
    return match.group() if match else ""


@cache
def _after(*, beside: bool) -> re.Pattern[str]:
    words = place_words()
    ends = "|".join(sorted(map(re.escape, words.after), key=len, reverse=True))
    loose = "" if beside else "|" + "|".join(map(re.escape, words.after_loose))
    return re.compile(rf"[{words.between}一二三四五六七八九十]?(?:{ends}){loose}")


@cache
def _alone() -> frozenset[str]:
    return frozenset(place_words().alone)


@cache
def _common() -> frozenset[str]:
    return frozenset(place_words().common)


def _short_districts(text: str, found: list[Mention]) -> list[Mention]:
    """Districts such as 东区 or 城区, whose names mean one only right after their city's."""
    more: list[Mention] = []
    for mention in found:
        word = text[mention.end : mention.end + 2]
        if len(word) < 2 or word[1] not in "区县市":
            continue
        for unit in mention.units:
            if unit.isdigit() and unit.endswith("00"):
                units = tuple(c for c in counties_of(unit) if divisions()[c].name == word)
                if units:
                    more.append(Mention(mention.end, mention.end + 2, units, alone=False))
    return more


def _town_phrases(text: str, found: list[Mention]) -> list[Mention]:
    """Words that end like a town: the longest that is one, under a named parent if it can be."""
    parents = [m.units[0] for m in found if len(m.units) == 1]
    parents = [unit for unit in parents if unit in acting_units() or not unit.endswith("0000")]
    more: list[Mention] = []
    floor = 0
    for match in islice(_TOWN.finditer(text), _MOST_MENTIONS):
        if any(m.start <= match.start() < m.end for m in found):
            continue
        before = [m for m in found if floor < m.end <= match.start()]
        left = max([floor, match.start() - _LONGEST_STEM, *(m.end for m in before)])
        beside = any(m.end == left for m in before)
        mention = _town_phrase(text, left, match, parents, beside=beside)
        if mention is None and beside:
            left = max(floor, min(m.start for m in before if m.end == left))
            mention = _town_phrase(text, left, match, parents, beside=False)
        if mention:
            more.append(mention)
        floor = match.end()
    return more


def _town_phrase(
    text: str, left: int, match: re.Match[str], parents: list[str], *, beside: bool
) -> Mention | None:
    for start in range(left, match.start()):
        bare = text[start : match.start()]
        if not all(map(_HAN.match, bare)):
            continue
        codes = _towns_called(bare, match.group(), parents)
        if codes:
            opened = (start == left and beside) or _open_before(text, start)
            alone = opened and len(bare) > 1
            return Mention(start, match.end(), codes, alone=alone, guess=alone)
    return None


def _towns_called(bare: str, suffix: str, parents: list[str]) -> tuple[str, ...]:
    """Towns of that name: those under a named parent, else those of the whole country."""
    if suffix in ("镇", "乡", "苏木"):
        forms = [bare + suffix]
    else:
        forms = [f"{bare}街道", f"{bare}街街道", f"{bare}地区"]
        if suffix in ("街办", "办事处"):
            forms += [f"{bare}镇", f"{bare}乡"]
    for parent in parents:
        inside = [code for form in forms for code in _towns_by_name(parent).get(form, ())]
        if inside:
            return tuple(inside)
    found = [code for form in forms for code in towns_named().get(form, ())]
    if suffix == "乡" and not found:
        found = _peoples_townships().get(forms[0], [])
    return tuple(found)


@cache
def _peoples_townships() -> dict[str, list[str]]:
    """里山乡 for 里山彝族乡: the short forms of all townships that carry a people's name."""
    index: dict[str, list[str]] = {}
    for name, codes in towns_named().items():
        if name.endswith(("族乡", "民族乡")):
            index.setdefault(short_form(name), []).extend(codes)
    return index


@follows("places")
def _towns_under(unit: str) -> dict[str, str]:
    """Every town under a county, zone or prefecture, by the acting and the statutory line."""
    if unit not in acting_units() and not is_county(unit):
        return {c: n for county in counties_of(unit) for c, n in towns_of(county).items()}
    towns = dict(towns_under(unit))
    if unit.isdigit():
        towns |= towns_of(unit)
    for zone in acting_units().values():
        if zone.parent == unit:
            towns |= towns_under(zone.id)
    return towns


@follows("places")
def _towns_by_name(unit: str) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for code, name in _towns_under(unit).items():
        index.setdefault(name, []).append(code)
        if name.endswith("族乡"):
            index.setdefault(short_form(name), []).append(code)
    return index


@follows("places")
def town_stems(unit: str) -> tuple[tuple[str, str], ...]:
    """(stem, code) of every town under a county, zone or prefecture, longest stem first."""
    pairs = [(stem(name), code) for code, name in _towns_under(unit).items()]
    return tuple(sorted((p for p in pairs if len(p[0]) > 1), key=lambda p: -len(p[0])))


def town_twin(text: str, start: int, unit: str) -> str | None:
    """The one town under ``unit`` that a phrase means with another ending: 龙街镇 for 龙街街道."""
    for match in _TOWN.finditer(text, start):
        left = max(start, match.start() - _LONGEST_STEM)
        for begin in range(left, match.start() - 1):
            bare = text[begin : match.start()]
            same = [code for name, code in town_stems(unit) if name == bare]
            near = [code for name, code in town_stems(unit) if name.startswith(bare)]
            for codes in (same, near):
                if len(codes) == 1:
                    return codes[0]
    return None


def bare_town(text: str, start: int, unit: str) -> str | None:
    """A town under ``unit`` named without its kind after ``start``: 红塔区大营街."""
    for name, code in town_stems(unit):
        at = text.find(name, start)
        beside = at == start
        if at < 0 or (name.endswith("路") and not (beside and _no_road(text, at + len(name)))):
            continue
        if (beside or _open_before(text, at)) and not _goes_on(text, at + len(name), beside=beside):
            return code
    return None


def _no_road(text: str, end: int) -> bool:
    """Whether 碑林区长安路 may mean the subdistrict: nothing of a road follows."""
    return not _ROAD_GOES_ON.match(text[end : end + 4])


def meanings(word: str) -> tuple[str, ...]:
    """All units above town level that a word may mean, and the listed places' towns."""
    name = gazetteer().names.get(word)
    return name.full + name.leading + name.short + name.generic if name else ()


def lies_in(unit: str, parent: str) -> bool:
    """Whether a unit is the parent or lies in it, by the acting or the statutory line."""
    return parent in ancestors(unit)
