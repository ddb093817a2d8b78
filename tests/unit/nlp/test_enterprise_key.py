"""One key for the ways people write a firm's name."""

import pytest

from nlp.enterprise_key import normalised


@pytest.mark.parametrize(
    ("registered", "spelled"),
    [
        ("安徽省荣光木业有限公司", "荣光木业"),
        ("安徽省荣光木业有限公司", "荣光木业公司"),
        ("六安市裕安区荣光木业有限责任公司", "荣光木业有限公司"),
        ("荣光（六安）木业有限公司", "荣光木业"),
        ("安徽荣光木业股份有限公司", "荣光木业"),
        ("宏达建工集团股份有限公司第二分公司", "宏达建工"),
        ("宏远化工厂", "宏远化工"),
        ("宏远化工有限公司", "宏远化工厂"),
        ("红星超市（城南店）", "“红星超市”"),
        ("红星超市城南分店", "红星超市"),
        ("ＡＢＣ電子有限公司", "abc电子"),
        ("昆明市五华区天天惠超市", "天天惠超市"),
    ],
)
def test_everyday_spellings_of_one_firm_are_equal(registered: str, spelled: str) -> None:
    assert normalised(registered) == normalised(spelled)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("荣光木业有限公司", "荣明木业有限公司"),
        ("浏阳化工厂", "化工厂"),
        ("重庆火锅店", "火锅店"),
        ("天天惠超市", "天天惠药店"),
        ("千泉煤业有限公司东山煤矿", "千泉煤业有限公司西山煤矿"),
        ("玉溪市化工有限公司", "昆明市化工有限公司"),
    ],
)
def test_other_firms_keep_their_own_key(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize("name", ["厂", "有限公司", "(公司)", "县县县县", "a"])
def test_a_name_of_nothing_but_kinds_keeps_something(name: str) -> None:
    assert normalised(name)


@pytest.mark.parametrize("part", ["(", "公司", "集团", "市", "有限", "店", "“"])
def test_a_hostile_name_is_read(part: str) -> None:
    assert len(normalised(part * 10_000)) <= 100
