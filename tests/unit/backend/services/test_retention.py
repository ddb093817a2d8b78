"""Retention at work: told, cut, warned, erased, each once; what is left is a tombstone."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import (
    Attachment,
    Case,
    CaseEvent,
    DataKey,
    Evidence,
    Identity,
    Link,
    Message,
    Report,
)
from backend.domain.errors import IllegalTransition
from backend.domain.retention import Due
from backend.services import evidence, holds, retention
from backend.services.drafts import Upload
from backend.services.evidence_pieces import Taken
from backend.services.status import report_by_receipt, reporter_view, say_to_body
from config.retention import retention as rules
from tests.support.filing import Filing
from tests.support.pictures import photo

START = dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)
DATA = rules()
KEEP, LINK = DATA.keep["unfounded"].days, DATA.cut_link.days


def at(filing: Filing, days: int) -> None:
    """Let it be so many days after the end."""
    filing.house.clock = lambda: START + dt.timedelta(days=days)


async def close(filing: Filing) -> None:
    """Close the case as unfounded at START, with words on every side."""
    at(filing, 0)
    await filing.event("accept")
    await filing.event("message", text="请问是哪一天?")
    async with filing.house.work() as work:
        await say_to_body(work, filing.report_id, "昨天夜里")
    await filing.event("verify")
    await filing.event("close", outcome="unfounded", reason="现场未发现")
    await filing.payloads()


async def _run(filing: Filing) -> list[Due]:
    return [one.what for one in await retention.run(filing.house)]


async def test_each_thing_comes_once_in_its_order(filing: Filing) -> None:
    await close(filing)
    done: dict[int, list[Due]] = {}
    for day in range(1, KEEP + 40):
        at(filing, day)
        # Two processes at once, and again an hour later.
        found = [*await _run(filing), *await _run(filing)]
        if found:
            done[day] = found
    assert done == {
        LINK - DATA.tell_before_cut.days: [Due.TELL],
        LINK: [Due.CUT],
        KEEP - DATA.warn_before.days: [Due.WARN],
        KEEP: [Due.ERASE],
    }
    assert [told["key"] for told in await filing.payloads()] == ["case.notice_link_ends"]


async def test_a_tombstone_holds_no_word(filing: Filing) -> None:
    officer, given = filing.actors["officer"], Upload("a.jpg", photo())
    await evidence.add(filing.house, filing.number, "0f" * 16, given, Taken(), officer)
    await close(filing)
    for day in (LINK - 7, LINK, KEEP - 30, KEEP):
        at(filing, day)
        await _run(filing)
    async with filing.house.view() as view:
        for table in (DataKey, Attachment, Message, Identity, Link, Evidence):
            assert list(await view.session.scalars(select(table))) == []
        steps = list(await view.session.scalars(select(CaseEvent).order_by(CaseEvent.seq)))
        report = await view.session.get_one(Report, filing.report_id)
        case = await view.session.get_one(Case, filing.number)
        # The receipt still says what became of it.
        report_id = await report_by_receipt(view, filing.receipt)
        shown = await reporter_view(view, report_id, "zh_CN")
    assert not [one for one in filing.house.media.folder.rglob("*") if one.is_file()]
    assert [step.texts for step in steps] == [None] * len(steps)
    assert (report.original, report.content) == (b"", b"")
    assert (case.outcome, case.closed_at, case.erased_at) == (
        "unfounded",
        START,
        START + dt.timedelta(days=KEEP),
    )
    assert (shown.erased, shown.outcome) == (True, "unfounded")
    assert len(shown.steps) >= 4


async def test_nothing_happens_to_a_tombstone(sqlite_filing: Filing) -> None:
    await close(sqlite_filing)
    for day in (LINK - 7, LINK, KEEP - 30, KEEP):
        at(sqlite_filing, day)
        await _run(sqlite_filing)
    with pytest.raises(IllegalTransition, match="case_erased"):
        await sqlite_filing.event("reopen", "reviewer", reason="再查")
    with pytest.raises(IllegalTransition, match="case_erased"):
        async with sqlite_filing.house.work() as work:
            await say_to_body(work, sqlite_filing.report_id, "还在吗")


async def test_a_held_case_stays_until_it_is_let_go_and_warned_anew(sqlite_filing: Filing) -> None:
    await close(sqlite_filing)
    head = sqlite_filing.actors["reviewer"]
    async with sqlite_filing.house.work() as work:
        await holds.hold(work, sqlite_filing.number, "lawsuit", "行政诉讼一审", head)
    for day in (LINK - 7, LINK, KEEP - 30, KEEP, KEEP + 500):
        at(sqlite_filing, day)
        await _run(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        assert list(await work.session.scalars(select(Link))) == []
        assert (await work.session.get_one(Case, sqlite_filing.number)).erased_at is None
        await holds.lift(work, sqlite_filing.number, head)
    assert await _run(sqlite_filing) == [Due.WARN]
    assert await _run(sqlite_filing) == []
    at(sqlite_filing, KEEP + 530)
    assert await _run(sqlite_filing) == [Due.ERASE]


async def test_looking_changes_nothing(sqlite_filing: Filing) -> None:
    await close(sqlite_filing)
    at(sqlite_filing, KEEP + 1)
    for _ in range(2):
        async with sqlite_filing.house.view() as view:
            planned = await retention.plan(view)
        assert [one.what for one in planned] == [Due.TELL, Due.WARN]
        assert planned[0].number == sqlite_filing.number


async def test_an_open_reward_keeps_everything(sqlite_filing: Filing) -> None:
    at(sqlite_filing, 0)
    for name in ("accept", "verify"):
        await sqlite_filing.event(name)
    await sqlite_filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    await sqlite_filing.event("approve_reward", "reviewer")
    at(sqlite_filing, 5_000)
    assert await _run(sqlite_filing) == []
