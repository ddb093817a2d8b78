"""Units in their tree: paths, acting zones, names without kind."""

import pytest

from config.divisions import divisions, towns_of
from nlp.regions import (
    UnknownUnit,
    ancestors,
    level_of,
    region_of,
    short_form,
    stem,
    town_region,
    zone_in_county,
)


@pytest.mark.parametrize(
    ("unit", "path"),
    [
        ("53", ("云南省", "", "", "")),
        ("5304", ("云南省", "玉溪市", "", "")),
        ("530402", ("云南省", "玉溪市", "红塔区", "")),
        ("530402007", ("云南省", "玉溪市", "红塔区", "大营街街道")),
        ("429004", ("湖北省", "", "仙桃市", "")),
        ("441900", ("广东省", "东莞市", "东莞市", "")),
        ("110108", ("北京市", "北京市", "海淀区", "")),
        ("fengdong", ("陕西省", "西安市", "沣东新城", "")),
        ("xixian", ("陕西省", "西安市", "西咸新区", "")),
        ("jiangbei", ("江苏省", "南京市", "江北新区", "")),
        ("610404010", ("陕西省", "西安市", "空港新城", "北杜街道")),
    ],
)
def test_path(unit: str, path: tuple[str, str, str, str]) -> None:
    assert region_of(unit).path == path


@pytest.mark.parametrize("unit", ["", "999999", "nowhere", "530402999", "5", "530402 "])
def test_an_unknown_unit_is_a_key_error(unit: str) -> None:
    with pytest.raises(UnknownUnit):
        region_of(unit)


def test_a_town_that_a_zone_runs_keeps_its_statutory_county() -> None:
    region = region_of("610112002")
    assert (region.unit, region.code, region.statutory) == ("fengdong", "610112002", "未央区")


def test_a_zone_whose_towns_are_not_known_may_hold_a_town_of_its_city() -> None:
    region = town_region("610113006", "xian_gaoxin")
    assert (region.unit, region.path[2], region.statutory) == ("xian_gaoxin", "高新区", "雁塔区")


def test_a_zone_named_with_its_county_keeps_both() -> None:
    region = zone_in_county("qujiang", "610113")
    assert (region.unit, region.code, region.statutory) == ("qujiang", "610113", "雁塔区")


def test_both_lines_lead_up_from_a_town() -> None:
    assert {"konggang", "xixian", "610404", "610400", "610100"} <= ancestors("610404010")


@pytest.mark.parametrize(
    ("name", "short", "bare"),
    [
        ("红塔区", "红塔区", "红塔"),
        ("元江哈尼族彝族傣族自治县", "元江县", "元江"),
        ("里山彝族乡", "里山乡", "里山"),
        ("大营街街道", "大营街街道", "大营街"),
        ("陵水黎族自治县", "陵水县", "陵水"),
        ("伊犁哈萨克自治州", "伊犁州", "伊犁"),
        ("东乡族自治县", "东乡县", "东乡"),
        ("广西壮族自治区", "广西自治区", "广西"),
    ],
)
def test_names_without_peoples_and_kind(name: str, short: str, bare: str) -> None:
    assert short_form(name) == short
    assert stem(name) == bare


def test_levels() -> None:
    units = ("530000", "530400", "530402", "530402007", "xixian", "fengdong")
    assert [level_of(u) for u in units] == ["province", "city", "county", "town", "city", "county"]


def test_every_unit_of_the_country_has_a_region() -> None:
    for code in divisions():
        region = region_of(code)
        assert region.unit == code
        assert region.name
        for town in towns_of(code):
            assert region_of(town).path[3]
