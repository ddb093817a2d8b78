"""One call over any text: everything together, and nothing that makes it fail."""

import json

import pytest

from nlp.analyse import analyse
from nlp.types import Analysis, Urgency


def test_a_report_is_understood() -> None:
    text = "玉溪市红塔区大营街街道红星木业有限公司抛光车间粉尘积尘严重没人清,我叫王小明,13800001111"
    found = analyse(text)
    assert found.classification.industry == "industry_trade"
    assert found.enterprise == "红星木业有限公司"
    assert found.place.region is not None
    assert found.place.region.path[2] == "红塔区"
    assert found.urgency is Urgency.MAJOR
    assert "第十一条(十)" in [item.item for item in found.criteria]
    assert "王小明" not in found.redacted
    assert "13800001111" not in found.redacted
    assert "红星木业有限公司" in found.redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800消防\udfff通道",
        "😀" * 1000,
        "消防通道被堵。" * 30_000,
        "1" * 200_000,
        "我家住" * 66_000,
        "\u202e\u200b\ufeff",
        "<script>alert(1)</script>",
        "=HYPERLINK()",
        "a" * 200_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_any_text_gets_an_answer(text: str) -> None:
    found = analyse(text)
    assert isinstance(found, Analysis)
    assert json.dumps(found.redacted, ensure_ascii=False).encode()
    for match in found.classification.matched:
        assert 0 <= match.start < match.end <= len(text)


def test_the_same_text_gets_the_same_answer() -> None:
    assert analyse("小区天然气漏气") == analyse("小区天然气漏气")


@pytest.mark.parametrize(
    "spelled",
    [
        "商场疏散通道堆满货物,安全出口上锁",
        "商場疏散通道堆滿貨物,安全出口上鎖",
        "商 场 疏 散 通 道 堆 满 货 物 ,安 全 出 口 上 锁",
        "您好!商场疏散通道堆满货物,安全出口上锁😡😡谢谢",
        "安全出口上锁,商场疏散通道堆满货物",
    ],
)
def test_the_spelling_does_not_change_the_industry(spelled: str) -> None:
    assert analyse(spelled).classification.industry == "fire"
