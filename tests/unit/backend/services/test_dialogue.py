"""The talk between reporter and body: sealed, in order, and no receipt in it."""

from sqlalchemy import select

from backend.db.models import Case, Message, Report
from backend.services import bodies, dialogue
from tests.support.filing import BODY, Filing


async def test_lines_come_back_in_order(filing: Filing) -> None:
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        report = await work.session.get_one(Report, filing.report_id)
        await dialogue.add_from_body(work, case, "是哪个门?", BODY)
        await dialogue.add_from_reporter(work, report, "西门")
        await dialogue.add_from_body(work, case, "收到", BODY)
        key = await bodies.data_key(work, report.id)
        lines = await dialogue.read(work, report, key)
    assert [(line.seq, line.from_reporter, line.text) for line in lines] == [
        (1, False, "是哪个门?"), (2, True, "西门"), (3, False, "收到"),
    ]  # fmt: skip
    assert [line.body_id for line in lines] == [BODY, "", BODY]


async def test_words_lie_sealed(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("message", text="保密的一句")
    async with sqlite_filing.house.view() as view:
        (row,) = await view.session.scalars(select(Message))
    assert "保密的一句".encode() not in row.text


async def test_a_receipt_is_hidden_from_the_body(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        report = await work.session.get_one(Report, sqlite_filing.report_id)
        await dialogue.add_from_reporter(work, report, f"我的码 {sqlite_filing.receipt} 对吗")
        key = await bodies.data_key(work, report.id)
        (line,) = await dialogue.read(work, report, key)
    assert line.text == "我的码 ···· 对吗"
