"""Mentions: what counts as a name of a unit and what only looks like one."""

import pytest

from nlp.place_hits import bare_town, lies_in, meanings, mentions, town_stems, town_twin


def _words(text: str) -> list[str]:
    return [text[m.start : m.end] for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("玉溪市红塔区大营街街道", ["玉溪市", "红塔区", "大营街街道"]),
        ("云南昭通镇雄县坪上镇", ["云南", "昭通", "镇雄县", "坪上镇"]),
        ("昆明西山区马街街道办事处", ["昆明", "西山区", "马街街道办事处"]),
        ("位于浏河镇的厂", ["浏河镇"]),
        ("晋城市城区", ["晋城市", "城区"]),
        ("中山路的井盖", []),
        ("昆明东路的井盖", []),
        ("红塔集团的车", []),
        ("消防通道被堵", []),
        ("我们小区市民", []),
        ("长治久安", []),
    ],
)
def test_names_are_told_from_look_alikes(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_positions_are_code_points_of_the_text() -> None:
    text = "👍红塔区"
    (found,) = mentions(text)
    assert (found.start, found.end) == (1, 4)


def test_a_town_of_another_kind_is_its_twin_under_the_county() -> None:
    assert town_twin("澄江市龙街镇", 3, "530481") == "530481002"
    assert town_twin("澄江市没有这个镇", 3, "530481") is None


def test_a_town_without_its_kind_stands_right_after_its_county() -> None:
    assert bare_town("红塔区大营街有厂", 3, "530402") == "530402007"
    assert bare_town("红塔区凤凰路有厂", 3, "530402") is None


def test_a_road_is_not_taken_for_the_subdistrict_named_after_it() -> None:
    assert bare_town("碑林区长安路50号", 3, "610103") is None
    assert bare_town("碑林区长安路的网格", 3, "610103") is not None


def test_towns_of_a_zone_lie_in_it_and_in_their_county() -> None:
    assert all(lies_in("610112002", unit) for unit in ("fengdong", "xixian", "610112", "610000"))
    assert not lies_in("610112002", "320000")


def test_stems_come_longest_first() -> None:
    lengths = [len(name) for name, _ in town_stems("530402")]
    assert lengths == sorted(lengths, reverse=True)


def test_a_word_may_mean_several_units() -> None:
    assert set(meanings("鼓楼区")) == {"320106", "320302", "350102", "410204"}
    assert meanings("没有的地方") == ()
