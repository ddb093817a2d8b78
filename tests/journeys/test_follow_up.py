"""After filing: two questions at most, answered or skipped, and the body reads them in the talk."""

from backend.db.models import Case
from backend.services.cases import Actor
from backend.services.views import case_view
from tests.support.api import BODY
from tests.support.filing import connect
from tests.support.webchat import Hall


async def _said(hall: Hall, number: str) -> list[str]:
    async with hall.house.view() as view:
        case = await view.session.get_one(Case, number)
        desk = Actor("test", case.holder_id, frozenset())
        return [line.text for line in (await case_view(view, number, desk)).lines]


async def test_one_answered_one_skipped(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    chat = await sqlite_hall.chat()
    filed = await chat.file()
    saved, asked = await chat.press("receipt.saved")
    assert "follow.skip" not in saved.choices
    assert asked.choices == ("follow.skip", "follow.stop", "report.new")
    thanks, second = await chat.say("蓝桶,大概四十桶")
    assert "已补充" in thanks.text
    assert second.text != asked.text
    (end,) = await chat.press("follow.skip")
    assert "status.open" in end.choices
    (line,) = await _said(sqlite_hall, filed.case_number)
    assert line.endswith("蓝桶,大概四十桶")
    assert "\n" in line
    # What comes later is no answer any more.
    (later,) = await chat.say("你们那里我再看看大营街化工厂仓库")
    assert any(one.startswith("report.append:") for one in later.choices)


async def test_who_only_has_the_receipt_is_asked_nothing(sqlite_hall: Hall) -> None:
    await connect(sqlite_hall.house, BODY)
    chat = await sqlite_hall.chat()
    await chat.card()
    await chat.press("report.receipt_only")
    await chat.press("report.submit")
    (saved,) = await chat.press("receipt.saved")
    assert "follow.skip" not in saved.choices
