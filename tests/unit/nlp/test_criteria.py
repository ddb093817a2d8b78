"""Suspected items of the standards, by the words that stand together."""

import pytest

from nlp.criteria import SHOWN, criteria
from nlp.folding import fold


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
    ],
)
def test_an_item_is_suspected(text: str, industry: str, item: str) -> None:
    assert item in [found.item for found in criteria(fold(text), [industry])]


def test_words_of_another_sentence_do_not_count() -> None:
    assert not criteria(fold("这里有电焊。那位司机无证"), ["industry_trade"])


def test_words_far_apart_do_not_count() -> None:
    assert not criteria(fold("电焊" + "很" * 80 + "无证"), ["industry_trade"])


def test_only_likely_industries_count() -> None:
    assert not criteria(fold("电焊工无证上岗"), ["earthquake", "wildfire"])


def test_no_more_than_an_officer_reads() -> None:
    text = "电焊无证,粉尘没有清理,污水池没有通风,报警器失灵,防爆没有防爆,除尘没有泄爆"
    assert len(criteria(fold(text), ["industry_trade"])) == SHOWN


def test_repeated_words_stay_quick_and_right() -> None:
    text = "电焊无证,粉尘没有清理," * 1500
    assert criteria(fold(text), ["industry_trade"])
