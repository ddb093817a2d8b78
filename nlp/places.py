"""Where a report is about: a unit named for certain, or a question with a few choices."""

from config.divisions import is_county, place_words, towns_named
from config.jurisdictions import acting_units, jurisdiction_of, unit_of_town
from config.overlay import follows
from nlp.place_hits import Mention, bare_town, lies_in, meanings, mentions, town_twin
from nlp.place_phrase import place_phrase
from nlp.regions import (
    UnknownUnit,
    ancestors,
    level_of,
    region_of,
    town_region,
    zone_in_county,
)
from nlp.types import PlaceFinding, Region

MOST_CHOICES = 6
_DEPTH = {"province": 0, "city": 1, "county": 2, "town": 3}

__all__ = ["UnknownUnit", "find_place", "find_unit", "region_of"]


def find_place(
    text: str,
    *,
    location: tuple[float, float] | None = None,  # noqa: ARG001 - no boundaries to look it up in
    jurisdiction: str | None = None,
) -> PlaceFinding:
    """The place a text names. ``jurisdiction`` is the unit id of a deployment or an enterprise.

    An ambiguous name is never guessed: ``choices`` then holds what it may be. Coordinates alone
    cannot decide a county (no boundary data), so ``location`` is taken and not used.
    """
    found = mentions(text)
    picked, open_ones = _settle(found, jurisdiction)
    picked += _bare_towns(text, picked, jurisdiction)
    unit = _deepest(picked)
    phrase = place_phrase(text, [(mention.start, mention.end) for mention in found])
    if jurisdiction is not None:
        narrower = unit is not None and _is_wider(unit, jurisdiction)
        if narrower or (unit is None and not open_ones):
            unit = region_of(jurisdiction)
    rivals = _rivals(unit, picked) if unit is not None else ()
    if unit is not None and rivals and _crosses(text, unit, rivals):
        return PlaceFinding(unit, ask=False, place=phrase, crosses=True)
    if unit is not None and rivals:
        return PlaceFinding(unit, ask=True, place=phrase, choices=(unit, *rivals)[:MOST_CHOICES])
    if unit is not None and _depth(unit) >= _DEPTH["county"]:
        return PlaceFinding(unit, ask=False, place=phrase)
    return PlaceFinding(unit, ask=True, place=phrase, choices=_choices(open_ones, unit))


def find_unit(answer: str, *, jurisdiction: str | None = None) -> list[Region]:
    """All units that a typed answer to the question of the place may mean, the likeliest first."""
    word = answer.strip()
    if not word:
        return []
    if word.isascii():
        try:
            return [region_of(word)]
        except UnknownUnit:
            return []
    finding = find_place(word, jurisdiction=jurisdiction)
    if finding.region is not None and not finding.ask and mentions(word):
        return [finding.region]
    units = list(meanings(word))
    for ending in ("街道", "镇", "乡", "街街道"):
        units += towns_named().get(word + ending, [])
    regions = [finding.region] if finding.region and mentions(word) else []
    regions += [*finding.choices, *(region_of(unit) for unit in _ordered(tuple(units)))]
    if jurisdiction is not None:
        inside = [r for r in regions if lies_in(r.code or r.unit, jurisdiction)]
        regions = inside or regions
    return list(dict.fromkeys(regions))[:MOST_CHOICES]


def _settle(
    found: list[Mention], jurisdiction: str | None
) -> tuple[list[tuple[Mention, str]], list[Mention]]:
    """What each mention stands for where the others (or the jurisdiction) decide it, and the rest.

    A unit is borne out by every other mention of a unit above or below it.
    """
    picked: list[tuple[Mention, str]] = []
    unsettled: list[Mention] = []
    for mention in found:
        if _contradicts(mention, found):
            continue
        others = [other for other in found if other.start != mention.start]
        scores = {unit: _support(unit, others) for unit in mention.units}
        if not any(scores.values()) and jurisdiction is not None:
            scores = {
                unit: float(lies_in(unit, jurisdiction) or lies_in(jurisdiction, unit))
                for unit in mention.units
            }
        best = max(scores.values())
        likely = [unit for unit, score in scores.items() if score == best]
        if (best > 0 and len(likely) == 1) or (mention.alone and len(mention.units) == 1):
            picked.append((mention, likely[0]))
        elif mention.alone or mention.guess:
            unsettled.append(Mention(*_span(mention), tuple(likely), alone=mention.alone))
    return picked, unsettled


def _contradicts(mention: Mention, found: list[Mention]) -> bool:
    """Whether a town stands right after a county that it does not lie in: then it is no town."""
    if not all(len(unit) == 9 and unit.isdigit() for unit in mention.units):
        return False
    before = [m for m in found if m.end == mention.start and len(m.units) == 1]
    counties = [m.units[0] for m in before if _DEPTH[level_of(m.units[0])] >= _DEPTH["county"]]
    return any(
        not lies_in(town, county) and not (county in acting_units() and _runs(county, town))
        for town in mention.units
        for county in counties
    )


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _support(unit: str, others: list[Mention]) -> float:
    score = 0.0
    above = ancestors(unit) - {unit}
    for other in others:
        if not above.isdisjoint(other.units):
            score += 1.0 if len(other.units) == 1 else 0.9
        elif any(other_unit != unit and lies_in(other_unit, unit) for other_unit in other.units):
            score += 0.8
    return score


def _bare_towns(
    text: str, picked: list[tuple[Mention, str]], jurisdiction: str | None
) -> list[tuple[Mention, str]]:
    """Towns named without their kind, or with another, under a county that is certain."""
    if any(len(unit) == 9 and unit.isdigit() for _, unit in picked):
        return []
    counties = [(m, unit) for m, unit in picked if _DEPTH[level_of(unit)] == _DEPTH["county"]]
    if not counties and jurisdiction is not None and level_of(jurisdiction) == "county":
        counties = [(Mention(0, 0, (jurisdiction,), alone=True), jurisdiction)]
    for mention, unit in counties:
        town = town_twin(text, mention.end, unit) or bare_town(text, mention.end, unit)
        if town:
            return [(mention, town)]
    return []


def _deepest(picked: list[tuple[Mention, str]]) -> Region | None:
    """The finest unit that the settled mentions agree on; among equals the first in the text."""
    if not picked:
        return None
    depths = {unit: _DEPTH[level_of(unit)] for _, unit in picked}
    deepest = max(depths.values())
    unit = next(unit for _, unit in picked if depths[unit] == deepest)
    first = next(unit for _, unit in picked if depths[unit] >= min(deepest, _DEPTH["county"]))
    if first.isdigit() and not lies_in(unit, first) and unit not in acting_units():
        unit, deepest = first, depths[first]
    zones = [u for _, u in picked if u in acting_units() and acting_units()[u].level == "county"]
    if deepest == _DEPTH["town"]:
        zone = next((z for z in zones if _runs(z, unit)), None)
        return town_region(unit, zone)
    if zones:
        zone = zones[0]
        statutory = [u for _, u in picked if u.isdigit() and is_county(u) and _touches(zone, u)]
        return zone_in_county(zone, statutory[0]) if statutory else region_of(zone)
    return region_of(unit)


def _rivals(region: Region, picked: list[tuple[Mention, str]]) -> tuple[Region, ...]:
    """Other counties that the text names with the same right: which one is meant must be asked."""
    line = ancestors(region.code or region.unit) | ancestors(region.unit)
    found: list[Region] = []
    for _, unit in picked:
        other = region_of(unit)
        below = lies_in(unit, region.unit) or (region.code and lies_in(unit, region.code))
        if unit in line or below or _depth(other) < _DEPTH["county"]:
            continue
        if _same_city_zone(unit, region.unit):
            continue
        if unit in acting_units() and _touches(unit, region.code[:6] or region.unit):
            continue
        if region.unit in acting_units() and unit.isdigit() and _touches(region.unit, unit[:6]):
            continue
        found.append(other)
    return tuple(dict.fromkeys(found))


def _crosses(text: str, region: Region, rivals: tuple[Region, ...]) -> bool:
    """Whether the matter lies in several counties under one plan or one prefecture, by its words.

    Only a word like 跨区 says so: two names alone may be where one was and where it happened.
    """
    if not any(word in text for word in place_words().cross):
        return False
    plan = jurisdiction_of(region.unit)
    return all(
        (plan is not None and jurisdiction_of(other.unit) is plan)
        or (region.unit.isdigit() and other.unit.isdigit() and region.unit[:4] == other.unit[:4])
        for other in rivals
    )


def _same_city_zone(unit: str, other: str) -> bool:
    """Whether one of two units is a development zone of the other's prefecture (codes 71 to 79)."""
    zone = any(code.isdigit() and code[4:5] == "7" for code in (unit, other))
    return zone and unit[:4] == other[:4]


def _runs(zone: str, town: str) -> bool:
    """Whether a zone may run a town: by its list, or where its list is not known and none other."""
    acting = unit_of_town().get(town)
    if acting is not None or acting_units()[zone].towns:
        return acting == zone
    return _touches(zone, town[:6])


def _touches(zone: str, county: str) -> bool:
    unit = acting_units()[zone]
    if unit.towns:
        return any(town.startswith(county) for town in unit.towns)
    return county in unit.counties if unit.counties else lies_in(county, unit.parent)


def _depth(region: Region) -> int:
    if is_county(region.unit):
        return _DEPTH["county"]
    return _DEPTH[level_of(region.unit)]


def _is_wider(region: Region, jurisdiction: str) -> bool:
    return region.unit != jurisdiction and lies_in(jurisdiction, region.unit)


def _choices(open_ones: list[Mention], known: Region | None) -> tuple[Region, ...]:
    """What to ask with: the meanings of the open mentions, or the zones of a unit that has some."""
    units: list[str] = []
    for mention in open_ones:
        inside = [u for u in mention.units if known is None or lies_in(u, known.unit)]
        units += inside or mention.units
    if not units and known is not None:
        units = [zone.id for zone in acting_units().values() if zone.parent == known.unit]
        units = [unit for unit in units if known.unit in acting_units()] and units
    return tuple(dict.fromkeys(region_of(unit) for unit in _ordered(tuple(units))))[:MOST_CHOICES]


@follows("places")
def _ordered(units: tuple[str, ...]) -> tuple[str, ...]:
    """Units of places with a plan of their own first, then by code."""
    return tuple(
        sorted(units, key=lambda unit: (jurisdiction_of(region_of(unit).unit) is None, unit))
    )
