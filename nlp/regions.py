"""Units and their places in the tree: province, prefecture, county or acting zone, town."""

import re
from functools import cache

from config.divisions import divisions, is_county, prefecture_of, towns_of
from config.jurisdictions import Level, acting_units, unit_of_town
from config.overlay import follows
from nlp.types import Region

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|"
    "鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各|穆斯林"
)
_AUTONOMY = re.compile(
    rf"(?:(?:{_PEOPLES})族)+(?=自治|乡|镇|民族)|民族(?=乡)|(?:{_PEOPLES})(?=自治州)"
)
_SUFFIX = re.compile(
    r"(?:特别行政区|(?:维吾尔|壮族|回族)?自治区|自治[州县旗]|街道|地区|林区|特区|矿区|苏木|"
    r"[省市县区旗盟州镇乡])$"
)


class UnknownUnit(KeyError):
    """No unit of that id: neither a division code nor the word of an acting zone."""


@cache
def short_form(name: str) -> str:
    """The name without its peoples: 峨山彝族自治县 is 峨山县, 里山彝族乡 is 里山乡."""
    bare = re.sub(r"自治(?=[县州旗])", "", _AUTONOMY.sub("", name))
    return bare if len(bare) > 1 else name.replace("族自治", "")


@cache
def stem(name: str) -> str:
    """The name without kind and peoples: 红塔区 is 红塔, 里山彝族乡 is 里山."""
    bare = _SUFFIX.sub("", short_form(name))
    return bare or name


def level_of(unit: str) -> Level:
    """``province``, ``city``, ``county`` or ``town``; raises UnknownUnit."""
    zone = acting_units().get(unit)
    if zone is not None:
        return zone.level
    if unit in divisions():
        if unit.endswith("0000"):
            return "province"
        return "county" if not unit.endswith("00") else "city"
    if len(unit) == 9 and unit in towns_of(unit[:6]):
        return "town"
    raise UnknownUnit(unit)


@follows("places")
def ancestors(unit: str) -> frozenset[str]:
    """Every unit that this one lies in, itself too: both the acting and the statutory line."""
    zone = acting_units().get(unit)
    if zone is not None:
        return ancestors(zone.parent) | {unit}
    if len(unit) == 9:
        acting = unit_of_town().get(unit)
        line = ancestors(unit[:6]) | {unit}
        return line | ancestors(acting) if acting else line
    line = frozenset({unit, f"{unit[:2]}0000"})
    above = prefecture_of(unit)
    return line | {above} if above else line


@follows("places")
def region_of(unit: str) -> Region:
    """The region of a unit id: a two-, four-, six- or nine-digit code, or the word of a zone.

    Raises UnknownUnit (a KeyError) when there is none.
    """
    if unit.isdigit() and len(unit) in (2, 4):
        unit = unit.ljust(6, "0")
    level = level_of(unit)
    if level == "town":
        return town_region(unit)
    zone = acting_units().get(unit)
    if zone is not None:
        province, city = _above(zone.parent)
        return Region(unit, "", zone.full, (province, city, zone.name, ""))
    name = divisions()[unit].name
    if level == "province":
        return Region(unit, unit, name, (name, "", "", ""))
    province, city = _above(unit)
    if level == "city":
        county = name if is_county(unit) else ""
        return Region(unit, unit, name, (province, name, county, ""))
    return Region(unit, unit, f"{city}{name}", (province, city, name, ""))


@follows("places")
def zone_in_county(zone: str, county: str) -> Region:
    """An acting zone inside a statutory county that the text names too."""
    whole = region_of(zone)
    return Region(zone, county, whole.name, whole.path, divisions()[county].name)


@follows("places")
def town_region(code: str, zone: str | None = None) -> Region:
    """The region of a town: in the zone that runs it (or the given one), else in its county."""
    county, name = code[:6], towns_of(code[:6])[code]
    acting = zone or unit_of_town().get(code)
    above = region_of(acting or county)
    path = (*above.path[:3], name)
    statutory = divisions()[county].name if acting else None
    return Region(acting or county, code, f"{above.name}{name}", path, statutory)


def _above(unit: str) -> tuple[str, str]:
    """Province and prefecture names above (or at) a unit; a municipality is its own prefecture."""
    zone = acting_units().get(unit)
    if zone is not None:
        return _above(zone.parent)
    province = divisions()[f"{unit[:2]}0000"].name
    prefecture = prefecture_of(unit)
    if prefecture:
        return province, divisions()[prefecture].name
    return province, province if province.endswith("市") else ""
