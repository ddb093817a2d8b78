"""The place on the card: the units once, then what the words say beyond them."""

import pytest

from handlers.card import beyond

HONGTA = ("云南省", "玉溪市", "红塔区")


@pytest.mark.parametrize(
    ("fine", "path", "rest"),
    [
        ("里头耍叶集区三元镇", ("安徽省", "六安市", "叶集区", "三元镇"), ""),
        ("咣当响玉溪市江川区星云小区", ("云南省", "玉溪市", "江川区", ""), "星云小区"),
        ("下面走小学生玉溪红塔区北城", (*HONGTA, "北城街道"), ""),
        ("说玉溪市新平县", ("云南省", "玉溪市", "新平彝族傣族自治县", ""), ""),
        ("红塔大道12号", (*HONGTA, ""), "红塔大道12号"),
        ("大营街化工厂仓库里", (*HONGTA, "大营街街道"), "化工厂仓库里"),
        ("玉兴路", (*HONGTA, ""), "玉兴路"),
        ("", (*HONGTA, ""), ""),
    ],
)
def test_what_is_said_beyond_the_units(fine: str, path: tuple[str, ...], rest: str) -> None:
    assert beyond(fine, path) == rest
