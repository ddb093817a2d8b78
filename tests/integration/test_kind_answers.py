"""Whatever a frightened person types is answered, and never costs them their report."""

from tests.support.filing import BODY, connect, file_report
from tests.support.webchat import HAZARD, TOWN, Chat, Hall, filing_of

HERE = f"玉溪市{TOWN}"


async def until_card(chat: Chat, words: str) -> None:
    assert "report.submit" in (await chat.card(words))[-1].choices


async def test_a_question_is_answered_and_stays_out_of_the_report(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    await until_card(chat, HAZARD)
    (answer,) = await chat.say("会不会被厂里知道？")
    assert "不会告诉您的单位" in answer.text
    assert answer.choices[0] == "report.card"
    await chat.press("report.card")
    filing = filing_of(await chat.say("提交"))
    assert "会不会" not in await sqlite_hall.words(filing.case_number)


async def test_a_question_is_no_answer_to_which_place(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    (asked,) = await chat.say("化工厂仓库里堆满了危险化学品桶，没有任何通风")
    assert "report.place_unknown" in asked.choices
    assert "可以" in (await chat.say("能不能不填地址"))[0].text
    assert "report.place_unknown" in (await chat.press("report.card"))[0].choices
    assert "report.submit" in (await chat.say("红塔区"))[0].choices


async def test_what_is_written_to_a_body_reaches_it_though_it_asks(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    filing = await chat.file()
    await chat.press("dialogue.write")
    (sent,) = await chat.say("多久有结果")
    assert filing.case_number in sent.text
    assert "多久有结果" in (await chat.press("status.open"))[0].text
    (thanks,) = await chat.say("谢谢")
    assert "不客气" in thanks.text, "no new report, no old one"


async def test_life_in_danger_is_told_once_and_before_any_question(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    first, second = await chat.say("救命，车间着火了")
    assert "119" in first.text
    assert "哪里" in second.text
    (card,) = await chat.say("红塔区")
    assert "report.submit" in card.choices


async def test_a_receipt_among_words_opens_its_report(sqlite_hall: Hall) -> None:
    filing = await (await sqlite_hall.chat()).file()
    other = await sqlite_hall.chat()
    (status,) = await other.say(f"我的查询码是 {filing.receipt} 到哪一步了")
    assert filing.case_number in status.text
    status, rest = await other.say(f"{filing.receipt} 昨天他们又拉来了二十几个桶，都放在棚子里")
    assert filing.case_number in status.text
    assert "还没有发出去" in rest.text
    assert "没有正在写的举报" in (await other.press("report.card"))[0].text


async def test_a_long_number_that_is_no_receipt_costs_no_words(sqlite_hall: Hall) -> None:
    filing = await (await sqlite_hall.chat()).file()
    twice = filing.receipt[:-1] + "0" * (filing.receipt[-1] != "0")
    chat = await sqlite_hall.chat()
    said = await chat.say(f"{HERE}化工厂仓库堆满危险化学品桶没有通风，订单号 {twice}")
    assert "report.submit" in said[-1].choices


async def test_only_a_place_is_noted_and_the_danger_asked_for(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    (asked,) = await chat.say("红塔区大营街")
    assert "大营街街道，记下了" in asked.text
    assert not any("not_safety" in one for one in asked.choices)
    card = (await chat.say("煤气罐漏气了，没人管"))[-1]
    assert "大营街" in card.text


async def test_who_isnt_sure_doesnt_send_away(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    (sure,) = await chat.say("老板欠我三个月工资不给")
    assert "12333" in sure.text
    assert "report.insist" in sure.choices
    other = await sqlite_hall.chat()
    (unsure,) = await other.say("老板说不干就滚")
    assert "是什么危险" in unsure.text


async def test_cancel_typed_anywhere(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    assert "没有正在写的举报" in (await chat.say("取消"))[0].text
    await until_card(chat, HAZARD)
    assert "草稿和照片都删了" in (await chat.say("算了"))[0].text
    await chat.file()
    await chat.press("dialogue.write")
    assert "没有发" in (await chat.say("取消"))[0].text


async def test_an_english_sentence_is_answered_in_english(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    note, asked = await chat.say("the emergency exit of our workshop is locked every night")
    assert note.choices == ("lang:zh_CN",)
    assert "Which kind is it" in asked.text
    (place,) = await chat.press("report.industry:fire")
    assert "Where is it" in place.text
    back = await chat.press("lang:zh_CN")
    assert "哪里" in back[-1].text
    assert "report.submit" in (await chat.say("红塔区"))[-1].choices


async def test_who_came_by_receipt_alone_just_answers(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    filing = await file_report(sqlite_hall.house, hear=False)
    for step in ({"name": "accept"}, {"name": "request_info", "text": "是几号仓库？"}):
        await filing.event(**step)
    chat = await sqlite_hall.chat()
    (status,) = await chat.say(filing.receipt)
    assert "想请您补充" in status.text
    (sent,) = await chat.say("三号仓库，靠河边的那个")
    assert filing.number in sent.text
    assert "三号仓库" in (await chat.say(filing.receipt))[0].text


async def test_what_a_button_says_may_be_typed(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    await until_card(chat, HAZARD)
    assert "report.industry:fire" in (await chat.say("改类别"))[0].choices
    assert "report.no_enterprise" in (await chat.say("改单位"))[0].choices
    assert "不知道" not in (await chat.say("不知道"))[0].text
    assert "report.place_unknown" in (await chat.say("改地点"))[0].choices
    assert "由人工判断" in (await chat.say("不知道"))[0].text
    assert "report.notify" in (await chat.say("只凭查询码"))[0].choices
    filing = filing_of(await chat.say("提交"))
    assert await sqlite_hall.words(filing.case_number) == HAZARD


async def test_a_town_is_looked_for_where_the_report_is(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    await until_card(chat, "六安市叶集区三元镇加油站油气味好大，有人抽烟")
    await chat.press("report.place")
    (card,) = await chat.say("就是平岗街道")
    assert "六安市叶集区平岗街道" in card.text


async def test_a_location_is_not_asked_for_again(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    await chat.point(24.35, 102.54)
    (asked,) = await chat.say("加油站漏油，有人抽烟")
    assert "位置收到了" in asked.text
    assert "区县" in asked.text


async def test_who_cannot_say_the_industry_still_gets_a_receipt(sqlite_hall: Hall) -> None:
    chat = await sqlite_hall.chat()
    said = await chat.say("我们厂的冲床没有防护，有人压了手")
    assert "report.submit" not in said[-1].choices
    for _ in range(4):
        if "report.submit" in said[-1].choices:
            break
        said = await chat.say("红塔区")
    assert "由人工判断谁来管" in said[-1].text
    receipt = (await chat.press("report.submit"))[-1]
    assert receipt.receipt
