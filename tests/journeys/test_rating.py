"""After the end: not satisfied, why, and somebody else looks again."""

from backend.domain.cases import Event, Role
from backend.services.cases import Actor, apply_event
from tests.support.api import BODY
from tests.support.filing import connect
from tests.support.webchat import Hall

OFFICER = Actor("staff:one", BODY, frozenset({Role.OFFICER}))


async def close(hall: Hall, number: str) -> None:
    closing = {"outcome": "unfounded", "reason": "没有发现"}
    for event, given in ((Event.ACCEPT, {}), (Event.VERIFY, {}), (Event.CLOSE, closing)):
        async with hall.house.work() as work:
            await apply_event(work, number, event, given, OFFICER)


async def test_from_the_notice_to_the_review(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    chat = await sqlite_hall.chat()
    first = await chat.file()
    await chat.press("receipt.saved")
    await chat.press("report.new")
    second = await chat.file("大营街另一家化工厂夜里偷偷往沟里倒危险化学品废液")
    await chat.press("receipt.saved")
    await close(sqlite_hall, first.case_number)
    told = await chat.hears("已办结", after=0)
    assert {"rate.good", "rate.bad"} <= set(told.choices)
    # Pressed as a script might, without the case: only one can be rated.
    (asked,) = await chat.press("rate.bad")
    assert asked.choices == (f"rate.bad:{first.case_number}",)
    (asked,) = await chat.press(f"rate.bad:{first.case_number}")
    number = first.case_number
    wanted = {"rate.why:too_slow", "rate.words", "review.ask"}
    assert {f"{one}:{number}" for one in wanted} <= set(asked.choices)
    (thanks,) = await chat.press(f"rate.why:not_on_site:{number}")
    assert f"review.ask:{number}" in thanks.choices
    await chat.press(f"rate.words:{number}")
    (noted,) = await chat.say("没有人到现场来看")
    assert first.case_number in noted.text
    # Nothing is to be rated in a case that runs.
    (refused,) = await chat.press(f"rate.good:{second.case_number}")
    assert first.case_number not in refused.text
    (shown,) = await chat.look_up(first.receipt)
    assert "不满意" in shown.text
    assert "rate.good" in shown.choices
    await chat.press("review.ask")
    (asked,) = await chat.say("请换人再看一遍仓库后院")
    assert first.case_number in asked.text
    assert "复查" in (await chat.look_up(first.receipt))[0].text
