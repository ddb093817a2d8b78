"""Numbers that are people's, and numbers of machines, roads and documents."""

import pytest

from nlp.redact import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打138然后0000再1111", "打[电话]"),
        ("电话13O0OOO1111", "电话[电话]"),
        ("固话83000000", "固话[电话]"),
        ("身份证 5304 0219 9001 0112 34", "身份证 [身份证号]"),
        ("身份证号五三零四零二一九九零零一零一一二三四", "身份证号[身份证号]"),
        ("zhang艾特163点com", "[邮箱]"),
        ("威芯号 abc12345", "威芯号 [微信]"),
        ("我的抖音:xiaoli.888", "我的抖音:[账号]"),
        ("云 F 1 2 3 4 5", "[车牌]"),
        ("工单编号YX2026112600123", "工单编号[编号]"),
        ("ip 192.168.31.25", "ip [网络地址]"),
        ("后四位是5678", "后四位是[尾号]"),
    ],
)
def test_a_persons_number_goes(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "设备代码4170320100201900022",
        "电梯注册代码311032010020190002",
        "D7320次列车晚点",
        "1、3、5、7、8、9、10、11、12号楼",
        "微信支付了2000元",
        "K154+300处塌方",
        "2026-11-20 08:00-18:00",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text) == text
