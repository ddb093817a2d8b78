"""What in a text for the public points to somebody: a day, a number, a firm, who reported.

Stricter than :mod:`nlp.redact`, which leaves what an officer needs: whoever writes for the public
can always put it more generally.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from nlp.analyse import analyse
from nlp.enterprise_key import bare_name, normalised
from nlp.enterprise_words import tells_apart
from nlp.folding import plain

RUN = 8
"""So many signs of the reporter's in a row are a quotation: who knows them knows who writes so."""
_NUMBERS = "0-9〇零一二三四五六七八九十两"
_DAY = re.compile(
    rf"[{_NUMBERS}]\s*[日号](?![内称线楼])|[{_NUMBERS}]\s*月|\d[::]\d\d"
    rf"|[{_NUMBERS}]\s*[时点](?:[{_NUMBERS}许整半钟]|左右|前后)"
    "|星期|礼拜|周[一二三四五六日末]|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜|夜班"
    "|昨天|今天|前天"
)
_LONG_NUMBER = re.compile(r"\d(?:[\s.,/-]?\d){2,}")
_TOLD = (
    "(?:举报|检举|投诉|爆料|报料|揭发|告发|曝光|反馈|反映(?!出)|透露|告诉|来信|来电|致电|拨打"
    "|提供.{0,4}线索)"
)
_FAMILY = "家属|亲属|妻子|丈夫|儿子|女儿|父亲|母亲|配偶"
_WORKS = (
    "职工|工人|工友|民工|[焊电钳瓦木漆架管普杂帮技女男]工|[操临短长合派劳][作时期同遣务]工|学徒|实习生|保洁|骑手|快递|包工头"
    "|司机|会计|出纳|保安|门卫|护士|医生|\\w师|师傅|司炉|库管|仓管|主管|经理|主任|股东"
    f"|[班组车店厂队]长|同事|老板|(?<!人)员(?!会)|(?:内部|厂内|[该某本](?:厂|企业|公司|单位))的?人"
    f"|{_FAMILY}"
)
_REST = r"[^。!?;\n]"
"""A sign that ends no sentence."""
_REPORTER = re.compile(
    "(?:举报|反映|投诉|爆料|检举|知情|吹哨)(?:人|者)(?!数)|线人|离职|辞职|辞退|开除|解雇"
    rf"|(?:{_WORKS}){_REST}{{0,80}}?{_TOLD}"
    rf"|{_TOLD}[^,。!?;\n]{{0,12}}?(?:{_WORKS})"
    rf"|{_TOLD}{_REST}{{0,20}}?(?:[系为是由]|来自|自称)[^,。!?;\n]{{0,10}}?(?:{_WORKS})"
    rf"|(?<!执法)(?<!检查)(?<!监管)(?<!监察)(?<!巡查)人员[^,。!?;\n]{{0,12}}?{_TOLD}"
    rf"|(?:{_WORKS}){_REST}{{0,8}}?(?:多次|曾|先|反复|一再|早已)[^,。!?;\n]{{0,6}}?(?:提出|提醒|报告|劝)"
    rf"|(?:内部|业内|[厂店]里的?|公司里的?|单位里的?|知情)人|内部{_REST}{{0,8}}?(?:{_TOLD}|未果|转出|报告)"
    rf"|[向找跟和][该某本其]?(?:厂|企业|公司|单位|车间|领导|负责人|管理层){_REST}{{0,10}}?{_TOLD}"
)
"""Who reported, or that the firm heard it first: an employer would know whom to look for."""
_REPORTED = re.compile("举报|投诉|检举|爆料|反映(?!出)")
_BY_NOBODY = (
    "群众", "公众", "市民", "居民", "村民", "社会", "匿名", "网络", "网上", "平台", "电话", "接",
    "接到", "收到", "有", "据", "经", "按", "依", "对", "从", "该", "此", "本", "被", "受理",
    "关于", "有关", "相关", "有奖", "隐患", "隐患的", "事故", "问题", "问题的", "情况",
    "安全生产", "鼓励", "奖励", "核查", "核实", "查处", "处理", "办理", "举报", "举报所", "线索",
    "线索所", "投诉", "信访", "和", "或", "与", "及",
    *"、,。;:!?([“\"'《件条项起",
)  # fmt: skip
"""What may stand before such a word: anything else could be who did it, a trade not listed too."""
_SIGNS = re.compile(r"\w")
_SOME = "某"


class Pointer(StrEnum):
    """How a text points to somebody."""

    PERSON = "person"
    NUMBER = "number"
    DAY = "day"
    REPORTER = "reporter"
    FIRM = "firm"
    PLACE = "place"
    QUOTES = "quotes"


def pointer(text: str, own_words: Iterable[str] = (), firm: str = "") -> tuple[Pointer, str] | None:
    """The first thing in ``text`` that points to somebody, with its words; None for nothing.

    ``own_words`` and ``firm`` are a reporter's, where the text tells of a report that is known.
    """
    said = analyse(text)
    if said.redacted != text:
        return Pointer.PERSON, ""
    for kind, pattern in ((Pointer.NUMBER, _LONG_NUMBER), (Pointer.DAY, _DAY)):
        if found := pattern.search(text):
            return kind, found[0]
    if who := _reporter("".join(plain(text).split())):
        return Pointer.REPORTER, who
    if said.enterprise and _SOME not in said.enterprise:
        return Pointer.FIRM, said.enterprise
    bare = "".join(_SIGNS.findall(plain(text)))
    if any(name in bare for name in _names_of(firm)):
        return Pointer.FIRM, firm
    if said.place.region is not None or said.place.choices:
        return Pointer.PLACE, said.place.place
    quoted = {run for words in own_words for run in _runs(words)}
    repeated = next((run for run in _runs(text) if run in quoted), "")
    return (Pointer.QUOTES, repeated) if repeated else None


def _reporter(text: str) -> str:
    if found := _REPORTER.search(text):
        return found[0]
    for said in _REPORTED.finditer(text):
        before = text[: said.start()]
        if before and not before.endswith(_BY_NOBODY):
            return before[-6:] + said[0]
    return ""


def _names_of(firm: str) -> set[str]:
    """By what a firm could be known in a text; none for what is no name (化工厂)."""
    whole = normalised(firm) if firm else ""
    own = bare_name(whole)
    if _SOME in whole or len(own) < 2 or not tells_apart(own):
        return set()
    return {whole, own}


def _runs(words: str) -> list[str]:
    signs = "".join(_SIGNS.findall(plain(words)))
    return [signs[at : at + RUN] for at in range(len(signs) - RUN + 1)]
