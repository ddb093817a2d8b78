"""The division tables: complete at county level, towns for all of them."""

from config.divisions import (
    check_divisions,
    counties_of,
    divisions,
    is_county,
    is_subdistrict,
    place_words,
    prefecture_of,
    towns_named,
    towns_of,
)


def test_the_tables_are_sound() -> None:
    assert check_divisions() == []


def test_every_county_has_towns() -> None:
    assert [code for code in divisions() if is_county(code) and not towns_of(code)] == []


def test_all_provinces_are_there() -> None:
    assert sum(code.endswith("0000") for code in divisions()) == 34


def test_prefectures_without_counties_are_of_county_level() -> None:
    for code, name in {"441900": "东莞市", "442000": "中山市", "460400": "儋州市"}.items():
        assert divisions()[code].name == name
        assert is_county(code)


def test_counties_straight_under_a_province() -> None:
    for code, name in {"429004": "仙桃市", "419001": "济源市", "469022": "屯昌县"}.items():
        assert divisions()[code].name == name
        assert prefecture_of(code) == ""


def test_counties_of_a_prefecture() -> None:
    assert len(counties_of("530400")) == 9
    assert len(counties_of("610100")) == 13
    assert len(counties_of("320100")) == 11


def test_the_towns_of_a_county() -> None:
    assert towns_of("341504") == {
        "341504001": "史河街道",
        "341504002": "平岗街道",
        "341504102": "三元镇",
        "341504103": "洪集镇",
        "341504104": "姚李镇",
        "341504200": "孙岗乡",
    }
    assert sum(len(towns_of(code)) for code in counties_of("530400")) == 76


def test_a_town_name_gives_all_that_bear_it() -> None:
    assert towns_named()["大营街街道"] == ["530402007"]
    assert len(towns_named()["城关镇"]) > 50


def test_subdistricts_have_an_office() -> None:
    assert is_subdistrict("三桥街道")
    assert not is_subdistrict("姚李镇")


def test_place_words_are_there() -> None:
    assert "消防通道" in place_words().blockers
