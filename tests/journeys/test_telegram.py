"""Reports by Telegram, as transcripts: the real server on one side, a Bot API on the other."""

import re

from tests.support.fake_telegram import FakeTelegram
from tests.support.server import Server
from tests.support.telegram_chats import Seen
from tests.support.telegram_journey import HAZARD, Bureau, photo

RECEIPT = re.compile(r"\d{4}(?: \d{4}){4}")
ANN = 710_000_007
NUMBER = re.compile(r"\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def receipt_on(message: Seen) -> str:
    """The receipt a message shows."""
    found = RECEIPT.search(message.text)
    assert found is not None, message.text
    return found[0]


def number_on(message: Seen) -> str:
    """The case number a message names."""
    found = NUMBER.search(message.text)
    assert found is not None, message.text
    return found[0]


async def test_from_the_first_photo_to_the_claimed_reward(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    bureau = Bureau(installation)
    assert await bureau.cases() == []
    ann = telegram.user(ANN)

    await ann.starts("e_530402")
    await ann.hears("119", "120", "110")
    await ann.sends_photo(photo("red"))
    await ann.hears("收到 1 个文件", "一句话")
    await ann.says(HAZARD)
    card = await ann.hears("请核对", "危险化学品", "大营街", "匿名", "红塔区应急管理局")
    assert card.buttons[0] == ("提交", "report.submit")
    await ann.presses("提交")
    filed = await ann.hears("您的查询码", "红塔区应急管理局")
    receipt, number = receipt_on(filed), number_on(filed)
    assert await bureau.cases() == [number]

    await ann.presses("receipt.saved")
    await ann.hears("抹去")
    assert receipt not in "".join(each.text for each in ann.chat.screen())

    await bureau.does(number, "accept")
    await ann.hears(number, "已受理")
    await bureau.does(number, "request_info", text="在几号仓库?")
    await ann.hears(number, "在几号仓库?")
    await ann.says("三号仓库,靠河边的那个")
    await ann.hears("已转给承办单位")
    await bureau.does(number, "verify")
    await ann.hears(number, "开始核查")
    fine = {"outcome": "verified", "reason": "查实,已罚款。", "penalty_yuan": 100_000}
    await bureau.does(number, "close", **fine)
    await ann.hears(number, "属实", "15,000 元", "复核后即可领取")
    await bureau.does(number, "approve_reward", role="reviewer")
    await ann.hears(number, "15,000 元", "可以领取")

    await ann.presses("领奖")
    await ann.hears("20 位查询码")
    await ann.says(receipt)
    claimed = await ann.hears("已申领奖励 15,000 元", "领奖码")
    assert number in claimed.text

    await ann.says("/cut")
    await ann.hears("已断开")
    await ann.says(receipt)
    await ann.hears(number, "办结")
    assert "Traceback" not in installation.output
    assert str(ANN) not in installation.output


async def test_whatever_people_send_is_answered(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    bureau = Bureau(installation)
    await bureau.cases()
    ann = telegram.user(7)

    await ann.sends_album([photo("red"), photo("blue"), photo("green")])
    await ann.hears("收到 3 个文件")
    await ann.sends_voice(b"OggS" + bytes(60))
    await ann.hears("录音或视频已加密收好")
    await ann.sends_contact("13800000000", "Bob")
    await ann.hears("请不要发联系人")
    await ann.sends_sticker()
    await ann.hears("看不懂")
    await ann.sends_document(b"MZ\x90\x00 a program", "notice.pdf")
    await ann.hears("这种文件不能收")
    words = await ann.says("红塔区大营街一家餐馆,后厨煤气罐漏气")
    await ann.hears("请核对", "燃气", "【照片等】4 个")
    await ann.edits(words, HAZARD)
    await ann.hears("请核对", "危险化学品")
    await ann.sends_location(24.36, 102.49)
    await ann.hears("请核对", "危险化学品")
    await ann.presses("提交")
    number = number_on(await ann.hears("您的查询码"))
    await ann.edits(words, "红塔区另一件事")
    await ann.hears("不能改")
    case = await bureau.reads(number)
    assert "化工厂" in case["report"]["text"]
    assert "餐馆" not in case["report"]["text"]
    assert [len(case["report"][kind]) for kind in ("photos", "files")] == [3, 1]

    group = await telegram.group(-100600, "neighbours", ann)
    await group.hears("/bind")
    await ann.says("/start", to=group)
    await group.hears("请私聊")
    assert await bureau.cases() == [number]

    await ann.says("/clear")
    await ann.hears("要清除吗")
    await ann.presses("chat.clear")
    await ann.hears("已清除")
    left = await ann.sees(lambda seen: len(seen) == 1)
    assert "已清除" in left[0].text
    assert len(ann.chat.messages) == 1
