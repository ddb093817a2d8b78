"""Urgency and the officer's flags."""

import pytest

from nlp.folding import fold
from nlp.types import Urgency
from nlp.urgency import flags, signals, urgency


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("楼下正在漏气,有人头晕", Urgency.IMMEDIATE),
        ("墙裂了随时会塌,里面还有人", Urgency.IMMEDIATE),
        ("厂房疏散通道锁闭,存在重大隐患", Urgency.MAJOR),
        ("宣传栏的玻璃旧了", Urgency.ORDINARY),
        ("没有漏气了,已经修好", Urgency.ORDINARY),
        ("上周漏气了,现在已经修好", Urgency.MAJOR),
        ("一直在漏,没人修,说已修好", Urgency.IMMEDIATE),
        ("万一爆炸了怎么办", Urgency.MAJOR),
        ("去年仓库着火了,没人管", Urgency.MAJOR),
        ("去年就漏,现在还在漏", Urgency.IMMEDIATE),
        ("去年着火了。今天楼上又着火了", Urgency.IMMEDIATE),
        ("那部电梯急坠过,邻居被困过", Urgency.MAJOR),
        ("矿上的透水事故没有上报", Urgency.MAJOR),
        ("家里闻到一股燃气味道", Urgency.IMMEDIATE),
        ("隔壁冷库氨气泄漏了", Urgency.IMMEDIATE),
        ("冷库没装氨气泄漏报警", Urgency.MAJOR),
        ("隔壁厂房正往外冒火", Urgency.IMMEDIATE),
        ("山上着火了,火势过大", Urgency.IMMEDIATE),
        ("多次打电话没人来,煤气味很重,人头晕", Urgency.IMMEDIATE),
        ("里面有人报警也没用", Urgency.IMMEDIATE),
        ("老房子里有当时留下的雷管", Urgency.IMMEDIATE),
        ("要是房子真塌了,后果不堪设想", Urgency.MAJOR),
    ],
)
def test_urgency(text: str, expected: Urgency) -> None:
    assert urgency(signals(fold(text)), suspected=False) is expected


def test_a_suspected_item_is_at_least_major() -> None:
    assert urgency(frozenset(), suspected=True) is Urgency.MAJOR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("矿上死了两个人没有上报", ("deaths",)),
        ("被责令停产还在偷偷生产", ("criminal_link",)),
        ("瓦斯传感器造假", ("criminal_link",)),
        ("安监的人收了钱,给老板通风报信", ("officials",)),
        ("楼道堆满杂物", ()),
        ("难道要死人了才有人管", ()),
        ("网吧消防通道锁死了", ()),
        ("疏散通道被堵死了,河里的鱼都死了", ()),
        ("安全门焊死了,上个月烧死了一个工人", ("deaths",)),
    ],
)
def test_flags(text: str, expected: tuple[str, ...]) -> None:
    assert flags(signals(fold(text))) == expected


def test_a_long_hostile_text_is_answered() -> None:
    text = "去年没有正在着火了一旦当时多次" * 1500
    assert signals(fold(text))
