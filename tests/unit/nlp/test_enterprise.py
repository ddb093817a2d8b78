"""Names of enterprises, found as they were written."""

import pytest

from nlp.enterprise import enterprise
from nlp.folding import fold


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("举报玉溪市红塔区红星木业有限公司粉尘堆积", "红星木业有限公司"),
        ("举报临江市红星木业有限公司粉尘堆积", "临江市红星木业有限公司"),
        ("江北省临江市柳树县青山铁矿越界开采", "青山铁矿"),
        ("位于大营街的宏达化工厂半夜排气", "宏达化工厂"),
        ("我在青山煤矿上班,瓦斯超限", "青山煤矿"),
        ("昨天发现天天惠超市消防通道上锁", "天天惠超市"),
        ("ＡＢＣ電子有限公司的叉車沒有檢驗", "ＡＢＣ電子有限公司"),
        ("红塔区研和街道宏发化工厂仓库乱堆", "宏发化工厂"),
        ("榆山县千泉煤矿瓦斯超限", "榆山县千泉煤矿"),
        ("白云镇李家村青山砂场晚上偷采", "青山砂场"),
        ("河口镇翁家村由鑫公司偷采", "由鑫公司"),
        ("昨晚星光里KTV的安全出口锁着", "星光里KTV"),
        ("岭东建工集团有限公司的塔吊", "岭东建工集团有限公司"),
        ("桃源县土产公司烟花爆竹批发部", "桃源县土产公司烟花爆竹批发部"),
        ("创业路88号华丰纺织厂车间里全是棉絮", "华丰纺织厂"),
        ("阳光小区蓝岛咖啡馆占用消防通道", "蓝岛咖啡馆"),
        ("诚信仓储有限公司里面存了甲醇", "诚信仓储有限公司"),
        ("诉求:举报，“晨露幼儿园”的锅炉房就在教室隔壁", "晨露幼儿园"),
        ("天天酒店管理有限公司的宿舍没有灭火器", "天天酒店管理有限公司"),
        ("对面的工厂安诺贝公司夜间作业", "安诺贝公司"),
        ("平安公司长期排放废气", "平安公司"),
        ("洪山村砂场晚上偷采", "洪山村砂场"),
        ("岭东浆纸有限公司设施老化,臭气没有收集", "岭东浆纸有限公司"),
        ("岭东小树苗早教中心的校车定员11人", "岭东小树苗早教中心"),
        ("2019年6月24于青石庄金矿井底被电死", "青石庄金矿"),
        ("凤凰山酒店的燃气管漏了", "凤凰山酒店"),
        ("好百年家具城没有应急灯", "好百年家具城"),
        ("原七里山煤矿的井口没有封", "七里山煤矿"),
    ],
)
def test_the_name_is_found_as_it_was_written(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("华都大酒店厨房着过火", "华都大酒店"),
        ("成都小吃店用的是散装液化气", "成都小吃店"),
        ("和平饭店的消防栓没有水", "和平饭店"),
        ("英才幼儿园的校车超载", "英才幼儿园"),
        ("举报好又多超市仓库里住人", "好又多超市"),
    ],
)
def test_a_stop_inside_a_name_does_not_cut_it(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("宏达化工夜里偷排废气", "宏达化工"),
        ("金盾物业把消防通道锁了", "金盾物业"),
        ("佳美家具的喷漆房和宿舍在一栋楼", "佳美家具"),
        ("宏达化工园区味道很大", ""),
        ("车间里堆满了废旧家具", ""),
    ],
)
def test_a_word_of_a_trade_ends_a_name_where_the_sentence_goes_on(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("反映柳泉县某金属制品公司电焊工无证", "柳泉县某金属制品公司"),
        ("反映经济开发区某电器企业员工无证焊接", "某电器企业"),
        ("柳泉县某燃气有限公司加油站的储罐", "柳泉县某燃气有限公司加油站"),
        ("反映某设备公司在柳泉县青石高铁项目瞒报事故", "某设备公司"),
        ("路边某饭店堆着气罐", "某饭店"),
        ("一家名为蓝鲸教育的培训机构没有消防通道", "蓝鲸教育"),
        ("楼下新开了一家名叫“星月”的酒吧,后门堵死", "星月"),
        ("旺福路尾新开了一家“石磨鱼”餐馆", "石磨鱼"),
        ("临江中燃为了省钱不换管道", "临江中燃"),
    ],
)
def test_the_unnamed_the_called_and_the_known_by_its_brand(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("距离宏达化工厂200米有一家天天惠超市", "天天惠超市"),
        ("宏达化工厂对面的路塌了", ""),
        ("红星超市门口的井盖坏了", ""),
        ("红星加油站西排水渠污水不流", ""),
        ("红星化工厂宿舍没有消防栓", ""),
        ("罗阳大道(大润发对面)有一广告牌歪了", ""),
        ("“红星车行”门前便道,有井盖下陷", ""),
        ("向宏达物业反映过三次", ""),
        ("宏达化工厂南门常年锁着", ""),
        ("天天惠超市后门常年锁着", "天天惠超市"),
    ],
)
def test_a_name_that_only_says_where_or_who_was_told_is_passed_over(text: str, name: str) -> None:
    assert enterprise(fold(text), text) == name


@pytest.mark.parametrize(
    "text",
    [
        "东辛店镇有人卖黑油",
        "给小区物业反映过,怎样让物业公司管",
        "翠湖花园小区物业不管",
        "翠湖花园小区物业公司封了通道",
        "几家煤气站的炉子,万一这些液化气站出事",
        "车间工厂都有味道",
        "江川区前卫镇机械厂冲床没有护罩",
        "柳泉市白云镇一加油站没有培训",
        "一家火锅店后厨堆着煤气罐",
        "附近的化工厂味道很大",
        "小区物业公司不管",
        "村民在自己家里开饭馆",
        "工人带着手机进药房",
        "本应商业用房不能开饭店",
        "在小区旁修建搅拌厂",
        "请求应急管理局和派出所来查一查",
        "瓦房店市有人卖黑油",
        "洪山村一加气砖厂污染严重",
        "乌山街道青石路烧烤店占道经营",
        "对一间偷排废气的莲蓬厂立案处罚",
        "我家在宏达公司家属院,楼要塌了",
        "面包车被改装成移动加油站",
        "车间却缺乏机械排气设施",
        "转角处店面没有灭火器",
        "翠湖小区配套幼儿园没有开",
        "路上的井盖没了",
        "",
    ],
)
def test_where_only_a_kind_an_estate_or_an_office_is_named_there_is_none(text: str) -> None:
    assert enterprise(fold(text), text) == ""


@pytest.mark.parametrize(
    "part",
    ["厂", "某", "名叫", "公司", "向", "(", "县", "家名为甲", "“甲", "天天镇厂", "甲路厂", "新店"],
)
def test_a_text_of_nothing_but_parts_of_names_is_read(part: str) -> None:
    text = part * 10_000
    found = enterprise(fold(text), text)
    assert found in text
