"""The finest phrase of a text that says where the hazard is: road, estate, house, village, works."""

import re

_CLAUSE = re.compile(r"[^,，。;；:：!！?？\s\"“”()（）【】…]+")
# Words at which a place cannot go on: verbs, particles, times, counted things.
_STOP = re.compile(
    r"位于|坐落|座落|在|于是|居住|家住|住|来自|发现|反映|举报|投诉|看到|路过|经过|途径|途经|行驶到|前往|关于|"
    r"本人|我们|咱们|他们|我家|我是|我|您好|你好|请问|尊敬|因为|由于|为了|存在|出现|发生|正在|每天|每晚|每日|"
    r"晚上|夜里|夜间|白天|凌晨|早上|上午|下午|中午|昨天|今天|最近|近期|目前|现在|长期|经常|常年|一直|多次|一到|"
    r"私自|擅自|违规|违法|非法|无证|未经|没有|没|被|把|将|有|是|的|了|让|请|都|就|也|很|太|已|内有|里有|"
    r"附近有|一[家个处辆名位些条座块群所根台批间片户]|[两几多][家个处辆名位条座块根台间所]|某|施工|堆放|停放|"
    r"安装|建设|违建|着火|起火|爆炸|塌|漏|排放|偷排|使用|进行|出售|销售|储存|生产|发生|开采|采砂"
)
_ENDS = (
    "交叉路口|交叉口|交汇处|交会处|交界处|十字路口|路口|十字|大道|公路|国道|省道|县道|乡道|高速|高架|支路|路|大街|"
    "街|巷|胡同|弄|小区|新村|花园|家园|花苑|苑|公寓|宿舍|家属院|大院|号院|大厦|大楼|写字楼|号楼|栋楼|"
    "广场|商城|商场|超市|农贸市场|市场|中心|万达|工业园区|工业园|产业园|科技园|物流园|园区|开发区|集中区|社区|"
    "行政村|自然村|城中村|村|屯|庄|村民小组|组|学校|小学|中学|大学|学院|幼儿园|医院|公园|景区|风景区|"
    "火车站|汽车站|车站|地铁站|加油站|大桥|桥|隧道|涵洞|渡口|码头|水库|大坝|河段|路段|段|煤矿|矿区|矿|厂区|"
    "工厂|厂|基地|酒店|宾馆|饭店|夜市|仓库|停车场|车库|机场|体育馆|影院|山庄|别墅|里程碑|公里处|公里|"
    r"\d+号|[\dA-Za-z一二三四五六七八九十]+(?:号楼|幢|栋|座|单元|楼|层|区|期|室)"
)
_TAIL = (
    r"(?:(?:附近|对面|旁边|旁|门口|大门口|门前|楼下|楼上|周边|周围|入口处|出口处|入口|出口|路边|路旁|后面|前面|后门|"
    r"[东南西北]门|[东南西北]{1,2}[侧边面头角]|以[东南西北]|以内|处|内|里|上|下)|"
    r"(?:往|向)?[东南西北]?约?\d+(?:余)?(?:米|公里)(?:处|左右|路[东南西北])?)"
)
_PLACE = re.compile(rf"^.*(?:{_ENDS})(?:{_TAIL}){{0,3}}")
_HOUSE = re.compile(r"\d|路|街|巷|弄|村|小区|园|苑|大厦|广场|厂|矿|组|楼|栋|幢")
_LONGEST = 48


def place_phrase(text: str, names: list[tuple[int, int]]) -> str:
    """The place phrase, a literal part of the text, or "" where there is none.

    ``names`` are the spans of units that the text names; a phrase that holds one is preferred.
    """
    best, best_score = "", 0
    for clause in _CLAUSE.finditer(text):
        for start, end in _pieces(text, clause.start(), clause.end()):
            last_name = max((e for s, e in names if s >= start and e <= end), default=start)
            found = _PLACE.match(text[start : min(end, start + _LONGEST)])
            stop = max(last_name, start + found.end() if found else start)
            phrase = text[start:stop].strip("、和与及-—·")
            if len(phrase) < 2:
                continue
            score = len(phrase) + 8 * (last_name > start) + 6 * bool(_HOUSE.search(phrase))
            if score > best_score and (found or last_name > start):
                best, best_score = phrase, score
    return best


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a clause between words at which a place cannot go on."""
    pieces: list[tuple[int, int]] = []
    for stop in _STOP.finditer(text, start, end):
        if stop.start() > start:
            pieces.append((start, stop.start()))
        start = stop.end()
    if end > start:
        pieces.append((start, end))
    return pieces
