"""Takes out what tells who the reporter is: numbers, accounts, plates, names with a cue word."""

import re

from nlp.folding import clean, plain

_DIGIT = "[0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖oO*×]"
_GAP = r"[\s\-.·—_]{0,2}"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍"
    "华喻祁房蒲滕萧屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师"
)
_NAME = (
    f"(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|[{_SURNAME}])[\u4e00-\u9fff]{{1,2}}"
)
_AFTER_NAME = (
    "(?=[^\u4e00-\u9fff]|$|是|在|的|和|,|电话|手机|联系|住|向|要|来|想|反映|举报|家|实名|本人)"
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"[a-z0-9][a-z0-9._%+\-]{0,60}@[a-z0-9\-]{1,40}(?:\.[a-z0-9\-]{1,20}){1,4}"),
        "[邮箱]",
    ),
    (
        re.compile(
            r"((?:微信|wechat|weixin|vx|v信|薇信|威信|wx|加v)(?:号码|号|账号|id)?[是为::\s]{0,3})([a-z0-9][a-z0-9_\-]{4,19})"
        ),
        r"\1[微信]",
    ),
    (re.compile(r"((?:qq|扣扣|企鹅)(?:号码|号)?[是为::\s]{0,3})([0-9][0-9\s]{4,12})"), r"\1[QQ]"),
    (re.compile(rf"(?<![0-9a-z])(?:[0-9]{_GAP}){{17}}[0-9x](?![0-9a-z])"), "[身份证号]"),
    (
        re.compile(r"(?<![0-9a-z])[1-6][0-9*×]{5}[0-9*×]{8}[0-9*×]{3}[0-9x*×](?![0-9a-z])"),
        "[身份证号]",
    ),
    (re.compile(r"((?:身份证|证件)(?:号码|号)?[是为::\s]{0,3})[0-9x*×]{15,18}"), r"\1[身份证号]"),
    (
        re.compile(
            r"((?:银行卡|卡号|账号|帐号|储蓄卡)(?:号码|号)?[是为::\s]{0,3})[0-9][0-9\s\-]{9,24}[0-9]"
        ),
        r"\1[银行卡]",
    ),
    (
        re.compile(
            r"(?<![0-9a-z])(?:62|4[0-9]|5[1-5])[0-9]{2}[\s\-]?(?:[0-9]{4}[\s\-]?){2,3}[0-9]{3,4}(?![0-9a-z])"
        ),
        "[银行卡]",
    ),
    (
        re.compile(
            rf"(?<![0-9a-z.])(?:\+?86{_GAP}|0086{_GAP})?[1一幺壹]{_GAP}[3-9三四五六七八九]{_GAP}(?:{_DIGIT}{_GAP}){{8}}{_DIGIT}(?![0-9])"
        ),
        "[电话]",
    ),
    (
        re.compile(
            r"(?<![0-9a-z])\(?0[1-9][0-9]{1,2}\)?[\s\-]{0,2}[2-9][0-9]{2,3}[\s\-]?[0-9]{4}(?![0-9])"
        ),
        "[电话]",
    ),
    (
        re.compile(
            r"((?:电话|手机|联系方式|座机|致电|拨打|tel)(?:号码|号)?[是为::\s]{0,3})[2-9][0-9]{2,3}[\s\-]?[0-9]{4}(?![0-9])"
        ),
        r"\1[电话]",
    ),
    (
        re.compile(
            rf"[{_PROVINCE}][\s]?[a-z][\s·.\-•]{{0,2}}[a-z0-9]{{4,6}}[挂学警港澳]?(?![a-z0-9])"
        ),
        "[车牌]",
    ),
    (re.compile(r"((?:工号|员工号|员工编号)[是为::\s]{0,3})[a-z0-9\-]{2,15}"), r"\1[工号]"),
    (
        re.compile(
            rf"((?:我叫|名字[叫是]|我名叫|姓名|本人叫|本人姓名|联系人|举报人|反映人|投诉人|来电人|署名|落款)(?:是|为)?[::\s]{{0,2}}){_NAME}{_AFTER_NAME}"
        ),
        r"\1[姓名]",
    ),
    (
        re.compile(
            rf"((?:我是|本人|我)[::\s]?){_NAME}(?=[,,。;;、(\s]|$|,?(?:电话|手机|身份证|住))"
        ),
        r"\1[姓名]",
    ),
    (re.compile(r"((?:我姓|本人姓|免贵姓))[\u4e00-\u9fff]"), r"\1[姓名]"),
    (re.compile(r"(my name is )[a-z]{2,20}(?: [a-z]{2,20})?"), r"\1[姓名]"),
    (
        re.compile(
            r"((?:我家住|我住|本人住|家住|住址|家庭住址)(?!的|院|宿)(?:在|址)?[::\s]?[^,,。;;!?\n]{0,16}?)"
            r"(?:[0-9a-z]{1,4}\s?(?:号楼|栋|幢|座)\s?)?"
            r"(?:[0-9一二三四五六七八九十]{1,3}\s?单元(?:\s?[0-9]{2,5}\s?(?:室|房|号房)?)?"
            r"|[0-9]{2,5}\s?(?:室|房|号房))"
        ),
        r"\1[门牌]",
    ),
    (re.compile(r"((?:尾号|后四位|末四位)[是为::\s]{0,3})[0-9]{4}"), r"\1[尾号]"),
    (
        re.compile(
            r"((?:护照|通行证|军官证|社保卡?|驾驶证)(?:号码|号)[是为::\s]{0,3})[a-z0-9]{6,18}"
        ),
        r"\1[证件号]",
    ),
    (
        re.compile(
            r"((?:车牌|号牌|牌照)(?:号码|号)?[是为::\s]{0,3})[a-z][a-z0-9]{5,6}(?![a-z0-9])"
        ),
        r"\1[车牌]",
    ),
    (re.compile(r"(?<![a-z0-9._%+\-\]])@[a-z0-9_]{4,32}"), "[账号]"),
)
_TRIGGER = re.compile(
    r"[0-9〇零一二三四五六七八九幺]|@|微信|姓名|我叫|我是|联系人|举报人|反映人|投诉人|署名|本人|我姓|住|名"
)


def redact(text: str) -> str:
    """``text`` without phones, numbers, plates, accounts and named people; everything else stays.

    Enterprise, the hazard's address, document and standard numbers stay.
    """
    shown, spelled = clean(text), plain(text)
    if not _TRIGGER.search(spelled):
        return shown
    for pattern, replacement in _RULES:
        parts: list[str] = []
        spelled_parts: list[str] = []
        at = 0
        for found in pattern.finditer(spelled):
            keep = found.end(1) if replacement.startswith("\\1") else found.start()
            label = replacement.removeprefix("\\1")
            parts += [shown[at:keep], label]
            spelled_parts += [spelled[at:keep], label]
            at = found.end()
        if at:
            shown = "".join(parts) + shown[at:]
            spelled = "".join(spelled_parts) + spelled[at:]
    return shown
