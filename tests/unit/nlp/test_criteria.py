"""Suspected items of the standards, by the words that stand together."""

from datetime import date

import pytest

from nlp.criteria import SHOWN, criteria
from nlp.folding import fold

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "industry", "item"),
    [
        ("抛光车间粉尘积尘严重没人清", "industry_trade", "第十一条(十)"),
        ("电焊工无证上岗", "industry_trade", "第三条(二)"),
        ("下污水池清淤没有通风", "industry_trade", "第十三条(二)"),
        ("尾矿库坝体开裂渗水", "mine", "尾矿库2"),
        ("烟花店楼上住人", "fireworks", "第20项"),
        ("井下瓦斯超限还在作业", "coal_mine", "第三十六条(二)"),
        ("在燃气管道上面盖房", "gas", "第六条(一)"),
        ("脚手架没有连墙件", "construction", "第七条(二)"),
        ("可燃气体报警器坏了", "hazchem", "5.4.2"),
        ("中控室不抗爆", "hazchem", "5.2.6"),
        ("商场的安全出口被锁住了", "fire", "安全疏散"),
        ("消防通道停满私家车", "property_ebike", "消防车道"),
        ("灭火器都过期了", "catering_commerce", "消防设施"),
        ("电梯合格证过期还在用", "special_equipment", "检验"),
        ("渔船拉游客出海", "water_transport", "(七)"),
        ("大巴严重超员", "transport", "第三条(三)"),
        ("家里私藏雷管炸药", "civil_explosives", "一"),
        ("养老院用彩钢泡沫板搭的房", "fire", "第四条(三)"),
    ],
)
def test_an_item_is_suspected(text: str, industry: str, item: str) -> None:
    assert item in [found.item for found in criteria(fold(text), [industry], TODAY)]


def test_words_of_another_sentence_do_not_count() -> None:
    assert not criteria(fold("这里有电焊。那位司机无证"), ["industry_trade"], TODAY)


def test_words_far_apart_do_not_count() -> None:
    assert not criteria(fold("电焊" + "很" * 80 + "无证"), ["industry_trade"], TODAY)


def test_only_likely_industries_count() -> None:
    assert not criteria(fold("电焊工无证上岗"), ["earthquake", "wildfire"], TODAY)


def test_no_more_than_an_officer_reads() -> None:
    text = "电焊无证,粉尘没有清理,污水池没有通风,报警器失灵,防爆没有防爆,除尘没有泄爆"
    assert len(criteria(fold(text), ["industry_trade"], TODAY)) == SHOWN


def test_repeated_words_stay_quick_and_right() -> None:
    text = "电焊无证,粉尘没有清理," * 1500
    assert criteria(fold(text), ["industry_trade"], TODAY)


@pytest.mark.parametrize(
    ("on", "standard", "item"),
    [
        (date(2026, 9, 30), "化工和危险化学品生产经营企业重大生产安全事故隐患判定准则", "5.4.2"),
        (
            date(2026, 9, 29),
            "化工和危险化学品生产经营单位重大生产安全事故隐患判定标准(试行)",
            "十二",
        ),
    ],
)
def test_a_day_has_the_standards_of_that_day(on: date, standard: str, item: str) -> None:
    (found,) = criteria(fold("可燃气体报警器坏了"), ["hazchem"], on)
    assert (found.standard.endswith(standard), found.item) == (True, item)


def test_before_any_standard_nothing_is_suspected() -> None:
    assert not criteria(fold("可燃气体报警器坏了"), ["hazchem"], date(2010, 1, 1))


@pytest.mark.parametrize(
    ("text", "suspected"),
    [
        ("可燃气体报警器坏了,现在已经修好", False),
        ("可燃气体报警器坏了,至今未修,说已修好", True),
        ("可燃气体报警器坏了,老板谎称已经修好", True),
        ("可燃气体报警器坏了。消防通道已清理", True),
    ],
)
def test_what_is_mended_is_not_suspected(text: str, suspected: bool) -> None:
    assert bool(criteria(fold(text), ["hazchem"], TODAY)) is suspected


def test_the_same_words_are_one_standards_matter() -> None:
    (found,) = criteria(fold("电焊工无证操作"), ["construction", "industry_trade"], TODAY)
    assert found.item == "第四条(三)"
