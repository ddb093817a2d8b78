"""Rules for people: names with a cue word, own address, and posts that only one person holds."""

from functools import cache

from config.redaction import redaction
from nlp.redact_rule import RUN, Rule, cued, free, listed

_HAN = "[\u4e00-\u9fff]"
_IS = r"[是为叫:\s\"'“”]{0,3}"
_AFTER = (
    r"(?=[^\u4e00-\u9fff]|$|是|在|的|和|与|跟|及|也|就|都|去|被|说|电话|手机|联系|住|向|要|来|想|反映|举报|家"
    r"|实名|本人|一起|可以|昨|今|去年|上个|上月|前天|本月|当时|上班|受伤|出事|看到|亲眼|核实|作证|证明|了解|求证|系)"
)
_COUNT = "[0-9一二三四五六七八九十]"
_UNIT = rf"{_COUNT}{{1,3}}\s?单元(?:\s?[0-9]{{2,5}}\s?(?:室|房|号房|户|号)?)?"
_ROOM = rf"{_COUNT}{{1,4}}\s?(?:室|房间|房|号房|户)"
_BARE_ROOM = "(?<![0-9a-z+])[0-9]{3,5}(?![0-9a-z年元米号路平方亩斤吨多余人天月块个度万千])"
_DASHED = r"[0-9]{1,4}\s?-\s?[0-9]{1,4}(?:\s?-\s?[0-9]{1,5})?"
_IN_VILLAGE = r"(?<=[组社队村巷弄])[0-9]{1,4}\s?号"
_DOOR = f"(?P<secret>{_UNIT}|{_ROOM}|{_BARE_ROOM}|{_DASHED}|{_IN_VILLAGE})"
_BUILDING = r"(?:[0-9a-z一二三四五六七八九十]{1,4}\s?(?:号楼|栋|幢|座|#楼?)\s?)?"
_SHIFT = "(?:[甲乙丙丁一二三四五六七八九十0-9白夜早中晚]{1,2}班的?|[0-9一二三四五六七八九十]号)?"
_NOT_HE = "(?![了他她它你我们上来不着过那这人车救物醒停外])"


@cache
def _not_names() -> frozenset[str]:
    return frozenset(redaction().not_names.split())


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether what begins with a surname isn't a word or a place that begins so."""
    return text[start : start + 2] not in _not_names() and text[end - 2 : end] not in _not_names()


def people_rules() -> tuple[Rule, ...]:
    """The rules; of two that overlap, the earlier wins."""
    return (*_called(), *_said_of(), *_signed(), *_in_english(), *_homes(), *_posts())


def _name() -> str:
    """A name of any kind: 欧阳娜, 买买提·艾力, 何桂芳, 何 桂 芳."""
    known = redaction()
    compound = listed(known.compound_surnames.split())
    return (
        rf"(?P<secret>{_HAN}{{1,8}}·{_HAN}{{1,10}}|(?:{compound}){_HAN}{{1,2}}"
        rf"|{_surname()}\s{_HAN}(?:\s{_HAN})?(?!{_HAN})|{_surname()}\s?{_HAN}{_HAN}??)"
    )


def _surname() -> str:
    return f"[{''.join(redaction().surnames.split())}]"


def _sure_name() -> str:
    """A name by a surname that seldom begins another word: good without a strong cue."""
    return f"(?P<secret>[{''.join(redaction().sure_surnames.split())}]{_HAN}{{1,2}})"


def _called() -> tuple[Rule, ...]:
    cues = redaction().cues
    names, persons, nicknames = cues.name.split(), cues.person.split(), cues.nickname.split()
    signed = ["署名", "落款", "签名"]
    return (
        cued(
            "[昵称]",
            rf"(?:{listed(nicknames)}){_IS}(?P<secret>[^\s,。;!?:\"'“”\[\]]{{2,16}})",
            nicknames,
        ),
        cued(
            "[姓名]",
            rf"(?:{listed(names)})(?:\([^()]{{1,6}}\))?{_IS}{_name()}{_AFTER}",
            names,
            means=_is_name,
        ),
        cued(
            "[姓名]",
            rf"(?:{listed(signed)})[^,。;\n]{{0,8}}?(?:叫|是|:){_name()}{_AFTER}",
            signed,
            means=_is_name,
        ),
        cued(
            "[姓名]",
            rf"(?:{listed(persons)})[:\s]?{_name()}"
            r"(?=[,。;、(\s]|$|,?(?:电话|手机|身份证|住|反映|举报|在|系))",
            persons,
            means=_is_name,
        ),
        cued(
            "[姓名]",
            rf"(?:我叫|,叫){_NOT_HE}(?P<secret>{_HAN}{{2,4}})(?=[,。;\s]|$)",
            ["我叫", ",叫"],
        ),
        cued(
            "[姓名]",
            r"(?:我姓|本人姓|免贵姓)(?P<secret>[\u4e00-\u9fff])",
            ["我姓", "本人姓", "免贵姓"],
        ),
    )


def _said_of() -> tuple[Rule, ...]:
    """People beside the writer: family, mates, and who is to be asked for."""
    cues = redaction().cues
    names, relatives, kinds = cues.name.split(), cues.relative.split(), cues.kind.split()
    titles = listed(cues.title.split())
    titled = rf"(?P<secret>{_surname()}{_HAN}{{0,2}}?(?:{titles})|[老小阿]{_surname()})"
    asked_for = ["联系", "找我", "叫我", "喊我", "我是", "我叫", "我姓", "称呼"]
    return (
        cued(
            "[姓名]",
            rf"(?:{listed(relatives)})(?:[是叫]|名叫)?\s?{_name()}{_AFTER}",
            relatives,
            means=_is_name,
        ),
        cued(
            "[姓名]",
            rf"(?:{listed([*relatives, *names, *asked_for])})[^,。;!?\n]{{0,8}}?的?"
            rf"{titled}{_AFTER}",
            [*relatives, *names, *asked_for],
        ),
        cued("[姓名]", rf"(?:联系|找我|叫我|喊我)\s?{titled}", ["联系", "找我", "叫我", "喊我"]),
        cued(
            "[姓名]",
            rf"[找与和跟问]\s?(?P<secret>{_surname()}{_HAN}{{0,2}}?(?:{titles}))",
            ["找", "与", "和", "跟", "问"],
        ),
        cued(
            "[姓名]",
            rf"(?:{listed(kinds)}){_sure_name()}(?=[,。、;:(\s]|$)",
            kinds,
            means=_is_name,
        ),
        cued(
            "[姓名]",
            rf"我[和与跟]{_sure_name()}{_AFTER}",
            ["我和", "我与", "我跟"],
            means=_is_name,
        ),
        cued("[姓名]", rf"我是{_sure_name()}的(?:{listed(relatives)})", ["我是"], means=_is_name),
    )


def _signed() -> tuple[Rule, ...]:
    """Names at the end, alone in a line, beside a number or before 男 or 女."""
    thanks = ["敬礼", "谢谢", "感谢", "拜托"]
    beginning = r"(?:^|[^\u4e00-\u9fff])"
    return (
        cued(
            "[姓名]",
            rf"(?:{listed(thanks)})[!。,~\s]{{1,4}}{_name()}(?=[\s。,0-9]*$|\s*\n)",
            thanks,
            means=_is_name,
        ),
        free(
            "[姓名]",
            rf"(?:^\s{{0,8}}(?={_HAN}{{2,4}}\n[0-9])|\n\s{{0,8}}){_name()}\s{{0,4}}(?=$|\n[0-9]{{4}}|\n?$)",
            ["\n"],
            means=_is_name,
        ),
        free(
            "[姓名]",
            rf"{beginning}{_sure_name()}(?=[\s:,(]{{0,3}}(?:电话|手机|联系方式)?[:\s]{{0,2}}"
            r"(?:\[(?:电话|身份证号)\]|[1一幺][3-9三四五六七八九][0-9〇零一二三四五六七八九]))",
            [RUN, "[电话]", "[身份证号]"],
            means=_is_name,
        ),
        free(
            "[姓名]",
            rf"{beginning}{_sure_name()}(?=,?[男女][,。;\s0-9])",
            ["男", "女"],
            means=_is_name,
        ),
    )


def _in_english() -> tuple[Rule, ...]:
    called = ["my name is ", "i'm called ", "call me ", "name:"]
    person = ["i am ", "i'm ", "this is "]
    word = "[a-z]{2,20}"
    return (
        cued("[姓名]", rf"(?:{listed(called)}) ?(?P<secret>{word}(?: {word})?)", called),
        cued(
            "[姓名]",
            rf"(?:(?<=[.!,]\s)|(?<![^.!,]))(?:{listed(person)})(?P<secret>{word} {word})"
            r"(?=[.,]| from| at|$)",
            person,
        ),
    )


def _homes() -> tuple[Rule, ...]:
    homes = redaction().cues.home.split()
    inns = "(?:酒店|宾馆|旅馆|民宿|宿舍)"
    return (
        cued(
            "[门牌]",
            rf"(?:{listed(homes)})(?!的|院|宿|人)[^,。;!?\n]{{0,24}}?{_BUILDING}{_DOOR}",
            homes,
        ),
        cued(
            "[门牌]",
            rf"(?:我|我们|本人|俺)是[^,。;!?\n]{{0,12}}?{_BUILDING}{_DOOR}\s?的?"
            r"(?:业主|住户|租户|租客|居民|房东|主人|(?<=的)(?=[,。;]|$))",
            ["我是", "我们是", "本人是", "俺是"],
        ),
        free(
            "[门牌]",
            r"(?P<secret>[0-9]{1,5}\s?号)(?:就?是|为)我[家们]",
            ["是我家", "是我们", "为我家"],
        ),
        cued(
            "[房间]",
            rf"我们?(?:住|在)[^,。;\n]{{0,10}}?{inns}(?P<secret>[0-9]{{3,5}}\s?(?:号?房间?|室)?)",
            ["我住", "我在", "我们住", "我们在"],
        ),
    )


def _posts() -> tuple[Rule, ...]:
    posts = listed(redaction().cues.post.split())
    return (
        cued(
            "[岗位]",
            r"(?:我|本人)(?:是|当|做|任|担任|在[^,。;!?\n]{0,12}?[当做任])[^,。;!?\n]{0,14}?"
            rf"(?P<secret>{_SHIFT}(?:{posts})|[一二三四五甲乙丙丁]班(?=的))(?=[^\u4e00-\u9fff]|$|的)",
            [
                who + does
                for who in ("我", "本人")
                for does in ("是", "当", "做", "任", "担任", "在")
            ],
        ),
        cued(
            "[岗位]",
            r"(?:我|本人)在[^,。;!?\n]{0,12}?(?P<secret>[\u4e00-\u9fff]{2}[科部组股])(?:里|室)?"
            r"(?=上班|工作|任职|干活)",
            ["我在", "本人在"],
        ),
    )
