"""Names of enterprises, found as they were written."""

import pytest

from nlp.enterprise import enterprise
from nlp.folding import fold


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("举报玉溪市红塔区红星木业有限公司粉尘堆积", "红星木业有限公司"),
        ("位于大营街的宏达化工厂半夜排气", "宏达化工厂"),
        ("我在青山煤矿上班,瓦斯超限", "青山煤矿"),
        ("昨天发现天天惠超市消防通道上锁", "天天惠超市"),
        ("ＡＢＣ電子有限公司的叉車沒有檢驗", "ＡＢＣ電子有限公司"),
        ("红塔区研和街道宏发化工厂仓库乱堆", "宏发化工厂"),
        ("江川区前卫镇机械厂冲床没有护罩", ""),
        ("一家火锅店后厨堆着煤气罐", ""),
        ("附近的化工厂味道很大", ""),
        ("小区物业公司不管", ""),
        ("路上的井盖没了", ""),
        ("", ""),
    ],
)
def test_enterprise(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name
