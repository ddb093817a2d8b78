"""Rules for numbers and accounts: phones, identity, bank cards, plates, messengers, machines."""

import re

from config.redaction import redaction
from nlp.redact_rule import RUN, Rule, cued, free, listed

_NUMERALS = "0123456789〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DIGIT = f"[{_NUMERALS}oli*×]"
_GAP = r"[\s\-.·—_]{0,2}"
_IS = r"[是为叫:\s\"'“”=]{0,4}"
_NAMED = "(?:群号|号码|账号|帐号|号|id|名)?"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_ACCOUNT = r"[a-z0-9][a-z0-9_\-.]{4,29}(?<![-.])"
_FILE = r"[a-z0-9【〔][a-z0-9\-/【】〔〕]"
_END = "(?![0-9a-z])"
_MAIL_HOST = "(?:qq|163|126|139|189|sina|sohu|gmail|outlook|hotmail|foxmail|yeah|aliyun|icloud)"
_AT = r"\s?(?:@|\(?艾特\)?|\(at\)|\[at\]|\(a\))\s?"
_FAINT_AT = r"(?:\s?#\s?|\sat\s)"
_DOT = r"(?:\s?[.点]\s?|\sdot\s)"
_MACHINE = re.compile(
    r"(?:设备|电梯|注册|登记|信用|代码|编码|许可证|批号|文号|工程|产品)[^,。;\n]{0,8}$"
)
"""Before a number of a machine or a document, which stays."""
_REAL_DIGITS = 7
"""Of a phone number's eleven signs at least so many are digits; the rest may be o, l or a star."""
_HIDDEN = re.compile("[*×]")


def _no_machine(text: str, start: int, _end: int) -> bool:
    return not _MACHINE.search(text[max(0, start - 14) : start])


def _born(text: str, start: int, end: int) -> bool:
    """Whether an identity number's date can be one; a machine's number seldom has one there."""
    digits = re.sub(r"[^0-9x*×]", "", text[start:end])
    year, month, day = digits[6:10], digits[10:12], digits[12:14]
    if _HIDDEN.search(year + month + day):
        return True
    return "1900" <= year <= "2099" and "01" <= month <= "12" and "01" <= day <= "31"


def _is_phone(text: str, start: int, end: int) -> bool:
    return sum(sign in _NUMERALS for sign in text[start:end]) >= _REAL_DIGITS


def _has_digit(text: str, start: int, end: int) -> bool:
    return any(sign.isdigit() for sign in text[start:end])


def number_rules() -> tuple[Rule, ...]:
    """The rules; of two that overlap, the earlier wins."""
    return (*_accounts(), *_papers(), *_phones(), *_plates_and_files())


def _accounts() -> tuple[Rule, ...]:
    cues = redaction().cues
    wechat, qq, account = cues.wechat.split(), cues.qq.split(), cues.account.split()
    short = r"加我?v(?=[:\s])|(?<![a-z])v(?=:)|(?<![\u4e00-\u9fff])微(?=:)|加我?微"
    numeral = f"[{_NUMERALS}]"
    return (
        free(
            "[邮箱]",
            r"(?P<secret>[a-z0-9][a-z0-9._%+\-]{0,60}@[a-z0-9\-]{1,40}(?:\.[a-z0-9\-]{1,20}){1,4})",
            ["@"],
        ),
        free(
            "[邮箱]",
            r"(?P<secret>[a-z0-9][a-z0-9._\-]{1,40}"
            rf"(?:(?:{_FAINT_AT}|{_AT}){_MAIL_HOST}|{_AT}[a-z0-9\-]{{2,30}})"
            rf"{_DOT}(?:com|cn|net|org)(?:\.cn)?)",
            ["@", "艾特", "#", "at", "(a)"],
        ),
        cued(
            "[微信]",
            rf"(?:{listed(wechat)}|{short}){_NAMED}{_IS}(?P<secret>{_ACCOUNT}){_END}",
            [*wechat, "加我v", "加v", "v", "微", "加微", "加我微"],
        ),
        cued(
            "[QQ]",
            rf"(?:{listed(qq)}){_NAMED}{_IS}"
            rf"(?P<secret>{numeral}[{_NUMERALS}\s]{{3,12}}{numeral})",
            qq,
        ),
        cued(
            "[账号]",
            rf"(?:{listed(account)}){_NAMED}{_IS}"
            rf"(?P<secret>{_ACCOUNT}|@[\u4e00-\u9fffa-z0-9_\-]{{2,20}})",
            account,
        ),
        cued("[账号]", r"(?<![a-z0-9._%+\-\]])(?P<secret>@[a-z0-9_]{4,32})", ["@"]),
        free(
            "[网络地址]",
            r"(?<![0-9.])(?P<secret>(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
            r"|(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2})(?![0-9.])",
            [".", ":", "-"],
        ),
    )


def _papers() -> tuple[Rule, ...]:
    return (
        free(
            "[身份证号]",
            rf"(?<![0-9a-z])(?P<secret>[1-9*×]{_GAP}(?:[0-9*×]{_GAP}){{16}}[0-9x*×]){_END}",
            [RUN],
            means=_born,
        ),
        cued(
            "[身份证号]",
            rf"(?:身份证|证件|证号)(?:号码|号)?{_IS}"
            rf"(?P<secret>[{_NUMERALS}x*×][{_NUMERALS}x*×\s\-]{{13,22}}[{_NUMERALS}x*×])",
            ["身份证", "证件", "证号"],
        ),
        cued(
            "[银行卡]",
            r"(?:银行卡|卡号|账号|帐号|账户|储蓄卡|工行卡|建行卡|农行卡|中行卡)(?:号码|号)?"
            rf"{_IS}(?P<secret>[0-9][0-9\s\-]{{9,24}}[0-9])",
            [
                "银行卡",
                "卡号",
                "账号",
                "帐号",
                "账户",
                "储蓄卡",
                "工行卡",
                "建行卡",
                "农行卡",
                "中行卡",
            ],
        ),
        free(
            "[银行卡]",
            r"(?<![0-9a-z])(?P<secret>(?:62|4[0-9]|5[1-5])[0-9]{2}[\s\-]?(?:[0-9]{4}[\s\-]?){2,3}"
            rf"[0-9]{{3,4}}){_END}",
            [RUN],
            means=_no_machine,
        ),
    )


def _phones() -> tuple[Rule, ...]:
    between = r"(?:[/\\]|然后|再打|再|接着|,?后面是?|,)"
    called = ["电话", "手机", "联系方式", "座机", "固话", "致电", "拨打", "tel"]
    return (
        free(
            "[电话]",
            rf"(?<![0-9a-z.])(?P<secret>(?:\(?\+?86\)?{_GAP}|0086{_GAP})?[1一幺壹li]{_GAP}"
            rf"[3-9三四五六七八九]{_GAP}(?:{_DIGIT}{_GAP}){{8}}{_DIGIT})(?![0-9])",
            [RUN],
            means=_is_phone,
        ),
        free(
            "[电话]",
            rf"(?<![0-9])(?P<secret>1[3-9][0-9]{between}[0-9]{{4}}(?:{between})?[0-9]{{4}})(?![0-9])",
            [RUN],
        ),
        free(
            "[电话]",
            r"(?<![0-9a-z])(?P<secret>\(?0[1-9][0-9]{1,2}\)?[\s\-]{0,2}[2-9][0-9]{2,3}[\s\-]?[0-9]{4}"
            r"(?:转[0-9]{2,5})?)(?![0-9])",
            [RUN],
        ),
        cued(
            "[电话]",
            rf"(?:{listed(called)})(?:号码|号)?{_IS}"
            r"(?P<secret>[2-9][0-9]{2,3}[\s\-]?[0-9]{4})(?![0-9])",
            called,
        ),
        cued(
            "[尾号]",
            rf"(?:尾号|[后末最][三四五六346]位(?:数字?|号码)?){_IS}(?P<secret>[0-9x]{{3,8}})(?![0-9])",
            ["尾号", "后", "末", "最"],
        ),
    )


def _plates_and_files() -> tuple[Rule, ...]:
    numbers = redaction().cues.number.split()
    return (
        cued(
            "[车牌]",
            rf"(?P<secret>[{_PROVINCE}]\s?[a-z][\s·.\-•]{{0,2}}"
            r"(?:(?:[a-z0-9]\s?){4,5}[a-z0-9][挂学警港澳]?|[a-z0-9]{4}[挂学警港澳]))(?![a-z0-9])",
            list(_PROVINCE),
            means=_has_digit,
        ),
        cued(
            "[车牌]",
            rf"(?:车牌|号牌|牌照)(?:号码|号)?{_IS}(?P<secret>[a-z][a-z0-9]{{5,6}}){_END}",
            ["车牌", "号牌", "牌照"],
        ),
        cued(
            "[编号]",
            rf"(?:{listed(numbers)}){_IS}"
            rf"(?P<secret>(?:[{_PROVINCE}]?[a-z]\-)?{_FILE}{{2,28}}){_END}",
            numbers,
        ),
        cued(
            "[编号]",
            r"(?:12345|12350|信访|投诉)[^,。;\n]{0,8}?(?:受理编号|受理号|编号|单号|工单|回执)"
            rf"{_IS}(?P<secret>{_FILE}{{5,28}})",
            ["12345", "12350", "信访", "投诉"],
        ),
    )
