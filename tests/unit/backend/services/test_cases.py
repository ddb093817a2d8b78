"""Working a case: what each event does to desk, clock, history and audit."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseEvent
from backend.domain.cases import Role
from backend.domain.deadlines import due_at
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from backend.services import audit_heads
from backend.services.cases import overdue
from backend.services.views import case_view
from config.deadlines import deadlines
from tests.support.filing import FOREIGN, Filing, connect


async def _case(filing: Filing) -> Case:
    async with filing.house.view() as view:
        return await view.session.get_one(Case, filing.number)


def _stand(filing: Filing, moment: dt.datetime) -> None:
    filing.house.clock = lambda: moment


async def test_every_event_leaves_a_step_and_an_entry(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify", officers=["检查员甲"])
    await filing.event("close", outcome="unfounded", reason="现场未发现")
    async with filing.house.view() as view:
        query = select(CaseEvent).where(CaseEvent.case_number == filing.number)
        steps = list(await view.session.scalars(query.order_by(CaseEvent.seq)))
        assert (await audit_heads.check(view)).whole
    assert [step.event for step in steps] == ["submit", "accept", "verify", "close"]
    assert [step.seq for step in steps] == [1, 2, 3, 4]
    assert steps[3].facts == {"outcome": "unfounded"}
    assert steps[3].texts is not None
    assert "现场未发现".encode() not in steps[3].texts


async def test_a_stranger_finds_no_case(sqlite_filing: Filing) -> None:
    with pytest.raises(NotFound):
        await sqlite_filing.event("accept", "foreign")
    with pytest.raises(NotFound):
        await replace(sqlite_filing, number="YX-0000-0000").event("accept")


async def test_who_may_not_changes_nothing(sqlite_filing: Filing) -> None:
    for who in ("reviewer", "payer"):
        with pytest.raises(NotAllowed):
            await sqlite_filing.event("accept", who)
    with pytest.raises(IllegalTransition):
        await sqlite_filing.event("verify")
    with pytest.raises(Invalid):
        await sqlite_filing.event("decline", reason_code="no_mood")
    assert (await _case(sqlite_filing)).status == "assigned"


async def test_the_clock_of_a_case(sqlite_filing: Filing) -> None:
    start = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
    _stand(sqlite_filing, start)
    await sqlite_filing.event("accept")
    case = await _case(sqlite_filing)
    assert (case.deadline_kind, case.due_at) == ("verify", due_at(start, deadlines()["verify"]))
    await sqlite_filing.event("request_info", text="是哪个门?")
    case = await _case(sqlite_filing)
    assert (case.status, case.resume_status, case.paused_at) == (
        "waiting_reporter", "accepted", start,
    )  # fmt: skip
    assert not overdue(case, start + dt.timedelta(days=900))
    # Three hours more count as no further day: a limit ends with its day.
    _stand(sqlite_filing, start + dt.timedelta(days=10, hours=3))
    from backend.services.status import say_to_body

    async with sqlite_filing.house.work() as work:
        await say_to_body(work, sqlite_filing.report_id, "西门")
    resumed = await _case(sqlite_filing)
    assert (resumed.status, resumed.paused_at) == ("accepted", None)
    assert resumed.due_at == due_at(start, deadlines()["verify"]) + dt.timedelta(days=10)
    await sqlite_filing.event("ask_extension", reason="等检测报告")
    with pytest.raises(NotAllowed):
        await sqlite_filing.event("extend", other_number="批 7")
    await sqlite_filing.event("extend", "reviewer", other_number="批 7")
    extended = await _case(sqlite_filing)
    assert extended.due_at == due_at(resumed.due_at, deadlines()["extend"])
    with pytest.raises(IllegalTransition) as caught:
        await sqlite_filing.event("ask_extension", reason="再等")
    assert caught.value.code == "already_extended"
    assert extended.due_at is not None
    assert overdue(extended, extended.due_at + dt.timedelta(seconds=1))
    assert not overdue(extended, extended.due_at)
    await sqlite_filing.event("verify")
    await sqlite_filing.event("close", outcome="verified", reason="查实")
    closed = await _case(sqlite_filing)
    assert (closed.deadline_kind, closed.due_at) == (None, None)
    assert not overdue(closed, start + dt.timedelta(days=900))


async def test_of_two_who_act_at_once_one_is_first(filing: Filing) -> None:
    outcomes = await asyncio.gather(
        *(filing.event("accept", who) for who in ("officer", "colleague") * 3),
        return_exceptions=True,
    )
    assert outcomes.count("accepted") == 1
    assert sum(isinstance(outcome, IllegalTransition) for outcome in outcomes) == 5


async def test_reporter_and_officer_may_speak_at_once(filing: Filing) -> None:
    from backend.services.status import reporter_view, say_to_body

    async def answer(number: int) -> None:
        async with filing.house.work() as work:
            await say_to_body(work, filing.report_id, f"补充 {number}")

    await asyncio.gather(
        *(answer(number) for number in range(4)),
        *(filing.event("message", text=f"问 {number}") for number in range(4)),
    )
    async with filing.house.view() as view:
        lines = (await reporter_view(view, filing.report_id, "zh_CN")).lines
    assert len(lines) == 8
    assert [line.seq for line in lines] == list(range(1, 9))


async def test_a_town_that_helps_may_ask_and_not_decide(sqlite_filing: Filing) -> None:
    from backend.db.models import CaseBody

    async with sqlite_filing.house.work() as work:
        part = CaseBody(case_number=sqlite_filing.number, body_id=FOREIGN, role="verify")
        await work.session.merge(part)
    officer = replace(sqlite_filing.actors["foreign"], roles=frozenset({Role.OFFICER, Role.INTAKE}))
    sqlite_filing.actors["town"] = officer
    closing: dict[str, object] = {"outcome": "unfounded", "reason": "没有问题"}
    decisions: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("assigned", "accept", {}),
        ("assigned", "decline", {"reason_code": "out_of_scope"}),
        ("assigned", "transfer", {"to": FOREIGN}),
        ("accepted", "transfer", {"to": FOREIGN}),
        ("verifying", "close", closing),
    )
    following = {"assigned": None, "accepted": "accept", "verifying": "verify"}
    at = "assigned"
    for status, event, fields in decisions:
        if status != at:
            at = await sqlite_filing.event(str(following[status]))
        with pytest.raises(NotAllowed):
            await sqlite_filing.event(event, "town", **fields)
        assert await sqlite_filing.event("message", "town", text="已到现场") == status
    async with sqlite_filing.house.view() as view:
        offered = (await case_view(view, sqlite_filing.number, officer)).next_steps
    assert {row.event.value for row in offered} == {
        "message",
        "request_info",
        "note",
        "raise",
        "report_finding",
    }


async def test_connecting_a_body_brings_it_all_that_waits(filing: Filing) -> None:
    await filing.event("transfer", to=FOREIGN)
    case = await _case(filing)
    assert (case.status, case.body_id, case.holder_id) == ("received", FOREIGN, "intake")
    await connect(filing.house, FOREIGN)
    case = await _case(filing)
    assert (case.status, case.holder_id, case.deadline_kind) == ("assigned", FOREIGN, "accept")
    await connect(filing.house, FOREIGN)
    assert (await _case(filing)).version == case.version


async def test_an_unanswered_question_buries_no_case(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("request_info", text="是哪个门？")
    assert await sqlite_filing.event("resume") == "assigned"
    assert (await _case(sqlite_filing)).paused_at is None
