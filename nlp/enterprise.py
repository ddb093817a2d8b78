"""Finds the enterprise that a report names: the longest name left of a word like 公司 or 厂."""

import re

from nlp.folding import Folded

_SUFFIX = (
    "有限责任公司|股份有限公司|有限公司|分公司|总公司|公司|集团|合作社|化工厂|水泥厂|家具厂|造纸厂|砖厂|钢厂|铸造厂|电厂|纺织厂|食品厂|玩具厂|"
    "鞋厂|木材厂|塑料厂|饲料厂|面粉厂|酒厂|米厂|加工厂|烟花厂|鞭炮厂|五金厂|机械厂|制衣厂|煤矿|铁矿|金矿|铜矿|锡矿|铅锌矿|萤石矿|采石场|石料厂|"
    "砂石场|砂石厂|砂场|沙场|搅拌站|加油站|加气站|液化气站|煤气站|超市|商场|商城|酒店|宾馆|饭店|酒楼|餐厅|餐馆|火锅店|烧烤店|客栈|旅馆|网吧|"
    "歌厅|会所|浴场|幼儿园|小学|中学|学校|学院|养老院|敬老院|医院|卫生院|农贸市场|批发市场|市场|度假村|游乐园|乐园|景区|风景区|厂|矿业|矿"
)
_STOP = (
    "在|位于|是|的|和|与|及|对|向|有|被|由|到|从|把|让|给|反映|举报|投诉|发现|称|说|因为|这家|那家|一家|某|我们|我|他们|他|你们|该|此|本|附近|旁边|旁|对面|"
    "后面|前面|隔壁|门口|里|内|上|下|以及|据|涉及|现|目前|关于|名为|名叫|叫|叫做|经营|开办|进入|前往|途经|路过|工作的|工作于|上班|就职|查|去|来|为|于|等|将|个"
)
_CUT = re.compile(rf"[^\u4e00-\u9fff0-9a-z()（）·]|(?:{_STOP})")
_AREA = re.compile(
    "^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|自治州))?(?:[\u4e00-\u9fff]{2,7}?(?:市|地区|州|盟))?"
    "(?:[\u4e00-\u9fff]{1,8}?(?:县|区|旗))?(?:[\u4e00-\u9fff]{1,7}?(?:镇|乡|街道|开发区|工业园区|工业园|园区))?"
    "(?:[\u4e00-\u9fff]{1,6}?(?:村|社区))?(?:[\u4e00-\u9fff0-9]{1,8}?(?:路|街|大道|巷)(?:[0-9]{1,5}号)?)?"
)
_NAMED = re.compile(f"(?P<suffix>{_SUFFIX})")
_LONGEST = 28
_GENERIC = frozenset(
    (
        "工厂 这个厂 化工厂 某公司 物业公司 公司 燃气公司 天然气公司 施工单位 小超市 大超市 "
        "大型超市 农贸市场 菜市场 市场 商场 超市 幼儿园 学校 小学 中学 矿 厂 医院 酒店 饭店 景区 "
        "民办学校 建筑公司 公交公司 供电公司 自来水公司 运输公司 劳务公司 保险公司 物流公司 煤矿 "
        "黑煤矿 加油站 黑加油站 家具厂 水泥厂"
    ).split()
)


def _tail(text: str, end: int) -> int:
    """Where the name ends: past 分公司 or 加油站 that go on after the suffix."""
    following = re.match(
        r"(?:[\u4e00-\u9fff]{1,8}?(?:分公司|加油站|煤矿|项目部))", text[end : end + 14]
    )
    return end + following.end() if following else end


def enterprise(folded: Folded, given: str) -> str:
    """The enterprise named in the text as it was given, or an empty string."""
    best = ""
    for found in _NAMED.finditer(folded.text):
        end = _tail(folded.text, found.end()) if found["suffix"].endswith("公司") else found.end()
        window = folded.text[max(0, end - _LONGEST) : end]
        cuts = [cut.end() for cut in _CUT.finditer(window, 0, len(window) - (end - found.start()))]
        name_at = max(cuts, default=0)
        area = _AREA.match(window, name_at)
        start = area.end() if area else name_at
        if len(window) - start <= end - found.start():  # nothing but the suffix is left
            start = name_at
        name = window[start:]
        own = len(name) - (end - found.start())
        if own < 2 or name in _GENERIC or len(name) <= len(best):
            continue
        first, last = folded.span(end - len(name), end)
        best = given[first:last]
    return best
