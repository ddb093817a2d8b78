"""The place phrase: literal, ended by a place word, the named one preferred."""

import pytest

from nlp.place_hits import mentions
from nlp.place_phrase import place_phrase


def _phrase(text: str) -> str:
    return place_phrase(text, [(m.start, m.end) for m in mentions(text)])


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("红塔区玉兴路18号院3号楼楼道堆满纸箱", "红塔区玉兴路18号院3号楼"),
        ("我住在凤凰花园小区,楼下有人飞线充电", "凤凰花园小区"),
        ("在北苑路与东风路交叉口东侧有个井盖没了", "北苑路与东风路交叉口东侧"),
        ("江川区九溪镇六十亩村的采石场放炮", "江川区九溪镇六十亩村"),
        ("312国道青山段的护栏被撞断", "312国道青山段"),
        ("老板不让我们戴安全帽", ""),
        ("", ""),
    ],
)
def test_example(text: str, phrase: str) -> None:
    assert _phrase(text) == phrase


def test_the_phrase_with_a_named_unit_wins() -> None:
    text = "路边停满车,红塔区玉兴街道办后面的仓库冒烟"
    assert _phrase(text).startswith("红塔区玉兴街道")


@pytest.mark.parametrize("text", ["号楼" * 500, "路" * 1000, "，。" * 500, "3号楼" * 300])
def test_odd_texts_give_a_part_of_themselves(text: str) -> None:
    assert _phrase(text) in text
