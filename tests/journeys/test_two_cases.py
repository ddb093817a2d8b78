"""Two reports in one chat: each button does what it says to the case it stands under."""

import pytest

from backend.db.models import Case
from backend.domain.cases import Event, Role
from backend.services.cases import Actor, apply_event
from backend.services.views import case_view
from tests.support.api import BODY, picture
from tests.support.filing import connect
from tests.support.webchat import Chat, Filing, Hall

OFFICER = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
SECOND = "大营街另一家化工厂夜里偷偷往沟里倒危险化学品废液"


async def two(hall: Hall) -> tuple[Chat, Filing, Filing]:
    await connect(hall.house, BODY)
    chat = await hall.chat()
    first = await chat.file()
    await chat.press("receipt.saved")
    await chat.press("follow.stop")
    await chat.press("report.new")
    second = await chat.file(SECOND)
    await chat.press("receipt.saved")
    await chat.press("follow.stop")
    return chat, first, second


async def status_of(hall: Hall, number: str) -> str:
    async with hall.house.view() as view:
        return (await view.session.get_one(Case, number)).status


async def said(hall: Hall, number: str) -> list[tuple[str, int]]:
    async with hall.house.view() as view:
        view_of = await case_view(view, number, OFFICER)
        return [(line.text, len(line.files)) for line in view_of.lines]


async def test_a_report_is_withdrawn_under_its_own_card(sqlite_hall: Hall) -> None:
    chat, first, second = await two(sqlite_hall)
    # The other's receipt was shown just now.
    await chat.look_up(first.receipt)
    (asked,) = await chat.press(f"withdraw.ask:{second.case_number}")
    assert second.case_number in asked.text
    (done,) = await chat.press(f"withdraw.do:{second.case_number}")
    assert second.case_number in done.text
    assert await status_of(sqlite_hall, second.case_number) == "withdrawn"
    assert await status_of(sqlite_hall, first.case_number) == "assigned"


async def test_words_go_to_the_case_under_whose_card_they_were_asked(sqlite_hall: Hall) -> None:
    chat, first, second = await two(sqlite_hall)
    await chat.look_up(first.receipt)
    await chat.press(f"dialogue.write:{second.case_number}")
    await chat.say("今晚又倒了一次")
    assert await said(sqlite_hall, first.case_number) == []
    assert [text for text, _ in await said(sqlite_hall, second.case_number)] == ["今晚又倒了一次"]


async def test_a_linked_chat_alone_claims_nothing(sqlite_hall: Hall) -> None:
    chat, first, second = await two(sqlite_hall)
    await chat.look_up(first.receipt)
    (asked,) = await chat.press(f"reward.claim:{second.case_number}")
    assert "查询码" in asked.text
    stranger = await sqlite_hall.chat()
    (nothing,) = await stranger.press(f"withdraw.do:{second.case_number}")
    assert "查询码" in nothing.text
    assert await status_of(sqlite_hall, second.case_number) == "assigned"


async def test_an_old_reason_doesn_t_undo_a_later_word(sqlite_hall: Hall) -> None:
    chat, first, second = await two(sqlite_hall)
    closing = {"outcome": "unfounded", "reason": "没有发现"}
    for number in (first.case_number, second.case_number):
        for event, given in ((Event.ACCEPT, {}), (Event.VERIFY, {}), (Event.CLOSE, closing)):
            async with sqlite_hall.house.work() as work:
                await apply_event(work, number, event, given, OFFICER)
    await chat.press(f"rate.bad:{first.case_number}")
    await chat.press(f"rate.good:{second.case_number}")
    await chat.press(f"rate.why:too_slow:{first.case_number}")
    assert "满意" in (await chat.look_up(second.receipt))[0].text
    assert "不满意" not in (await chat.look_up(second.receipt))[0].text
    await chat.press(f"rate.good:{first.case_number}")
    (refused,) = await chat.press(f"rate.why:too_slow:{first.case_number}")
    assert "后来说了满意" in refused.text


@pytest.mark.parametrize("to", ["old", "new"])
async def test_a_photo_after_filing_is_asked_about(sqlite_hall: Hall, to: str) -> None:
    chat, first, _ = await two(sqlite_hall)
    (asked,) = await chat.send(picture(), text="补一张配电箱的照片")
    assert f"report.append:{first.case_number}" in asked.choices
    (again,) = await chat.say("就是刚才说的那个厂")
    assert again.choices == asked.choices
    if to == "old":
        (done,) = await chat.press(f"report.append:{first.case_number}")
        assert first.case_number in done.text
        ((words, files),) = await said(sqlite_hall, first.case_number)
        assert (words, files) == ("补一张配电箱的照片\n就是刚才说的那个厂", 1)
    else:
        answers = await chat.press("report.new")
        assert "report.append" not in "".join(answers[-1].choices)
        assert await said(sqlite_hall, first.case_number) == []


async def test_photos_while_a_question_waits_go_to_its_case(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    chat = await sqlite_hall.chat()
    filed = await chat.file()
    await chat.press("receipt.saved")
    await chat.send(picture())
    await chat.say("二号仓库,大概四十桶")
    lines = await said(sqlite_hall, filed.case_number)
    assert [files for _, files in lines] == [1, 0]
    assert lines[1][0].endswith("二号仓库,大概四十桶")
    # What tells of another danger elsewhere is no answer.
    (asked,) = await chat.say("西安市碑林区南二环有个加油站油气泄漏,快来人")
    assert f"report.append:{filed.case_number}" in asked.choices
    assert len(await said(sqlite_hall, filed.case_number)) == 2


async def test_an_officer_s_question_is_what_is_answered(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    chat = await sqlite_hall.chat()
    filed = await chat.file()
    await chat.press("receipt.saved")
    async with sqlite_hall.house.work() as work:
        given = {"text": "几点能看到人在作业?"}
        await apply_event(work, filed.case_number, Event.REQUEST_INFO, given, OFFICER)
    await chat.say("晚上八点")
    texts = [text for text, _ in await said(sqlite_hall, filed.case_number)]
    assert texts == ["几点能看到人在作业?", "晚上八点"]
    assert await status_of(sqlite_hall, filed.case_number) == "assigned"


async def test_cancel_ends_what_was_asked(sqlite_hall: Hall) -> None:
    chat, first, _ = await two(sqlite_hall)
    await chat.press(f"dialogue.write:{first.case_number}")
    (cancelled,) = await chat.say("取消")
    assert "没有发" in cancelled.text
    assert await said(sqlite_hall, first.case_number) == []
