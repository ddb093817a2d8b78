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
        ("榆山县千泉煤矿瓦斯超限", "榆山县千泉煤矿"),
        ("河口镇翁家村向鑫公司偷采", "向鑫公司"),
        ("昨晚芭比伦KTV的安全出口锁着", "芭比伦KTV"),
        ("反映柳泉县某金属制品公司电焊工无证", "柳泉县某金属制品公司"),
        ("路边某食府堆着气罐", "某食府"),
        ("一家名为蓝鲸教育的培训机构没有消防通道", "蓝鲸教育"),
        ("岭东建工集团有限公司的塔吊", "岭东建工集团有限公司"),
        ("桃源县土产公司烟花爆竹批发部", "桃源县土产公司烟花爆竹批发部"),
        ("距离宏达化工厂200米有一家天天惠超市", "天天惠超市"),
        ("宏达化工厂对面的路塌了", ""),
        ("东辛店镇有人卖黑油", ""),
        ("给小区物业反映过,怎样让物业公司管", ""),
        ("翠湖花园小区物业不管", ""),
        ("几家煤气站的炉子,万一这些液化气站出事", ""),
        ("车间工厂都有味道", ""),
        ("江川区前卫镇机械厂冲床没有护罩", ""),
        ("一家火锅店后厨堆着煤气罐", ""),
        ("附近的化工厂味道很大", ""),
        ("小区物业公司不管", ""),
        ("路上的井盖没了", ""),
        ("", ""),
    ],
)
def test_the_name_is_found_as_it_was_written(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize("part", ["厂", "某", "名叫", "公司", "向", "(", "县", "家名为甲"])
def test_a_text_of_nothing_but_parts_of_names_is_read(part: str) -> None:
    text = part * 10_000
    found = enterprise(fold(text), text)
    assert found in text
