"""The further steps of a case: what may come when, by whom, and what it leaves behind."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseClock
from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.services import status
from backend.services.views import case_view
from tests.support.filing import BODY, Filing, connect

TWO = ["检查员甲", "检查员乙"]


async def _case(filing: Filing) -> Case:
    async with filing.house.view() as view:
        return await view.session.get_one(Case, filing.number)


async def _refused(filing: Filing, event: str, who: str = "officer", **fields: object) -> str:
    with pytest.raises(DomainError) as caught:
        await filing.event(event, who, **fields)
    return caught.value.code


async def _clocks(filing: Filing) -> set[str]:
    async with filing.house.view() as view:
        rows = await view.session.scalars(
            select(CaseClock.kind).where(
                CaseClock.case_number == filing.number, CaseClock.ended_at.is_(None)
            )
        )
        return set(rows)


def _legal(filing: Filing) -> None:
    filing.actors["legal"] = replace(
        filing.actors["officer"], id="staff:ten", roles=frozenset({Role.LEGAL})
    )


async def _verifying(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify", officers=TWO)


async def test_a_case_that_is_marked_waits_for_the_legal_reviewer(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    _legal(filing)
    await _verifying(filing)
    closing: dict[str, object] = {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}
    assert await _refused(filing, "approve_legal", "legal") == "no_legal_asked"
    await filing.event("ask_legal", reason="拟罚款十万元")
    assert await _refused(filing, "close", **closing) == "legal_review_needed"
    assert (
        await _refused(filing, "find", outcome="verified", reason="查实") == "legal_review_needed"
    )
    await filing.event("return_legal", "legal", reason="证据不足")
    assert await _refused(filing, "close", **closing) == "legal_review_needed"
    await filing.event("ask_legal")
    await filing.event("approve_legal", "legal")
    assert await filing.event("close", **closing) == "closed"
    await filing.event("reopen", reason="漏查一处")
    assert (await _case(filing)).legal is None, "another verification, another review"


async def test_nobody_passes_their_own_legal_review(sqlite_filing: Filing) -> None:
    await _verifying(sqlite_filing)
    await sqlite_filing.event("ask_legal", "everybody")
    code = await _refused(sqlite_filing, "approve_legal", "everybody")
    assert code == "needs_another_person"


async def test_rectifying_comes_between_finding_and_closing(sqlite_filing: Filing) -> None:
    await _verifying(sqlite_filing)
    code = await _refused(sqlite_filing, "find", outcome="unfounded", reason="没有")
    assert code == "nothing_to_rectify"
    await sqlite_filing.event(
        "find", outcome="verified", reason="限期整改", criterion_confirmed=True
    )
    assert await _clocks(sqlite_filing) == {"rectify"}
    async with sqlite_filing.house.view() as view:
        seen = await case_view(view, sqlite_filing.number, sqlite_filing.actors["officer"])
    assert seen.reward is None, "the reward is settled at the end"
    assert await sqlite_filing.event("finish", reason="已改好") == "closed"
    case = await _case(sqlite_filing)
    assert (case.outcome, case.criterion_confirmed) == ("verified", True)
    async with sqlite_filing.house.view() as view:
        seen = await case_view(view, sqlite_filing.number, sqlite_filing.actors["officer"])
    assert seen.reward is not None
    assert seen.reward.amount_yuan == 3_000


async def test_officers_may_be_named_later(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify", officers=["检查员甲"])
    assert not (await _case(sqlite_filing)).officers_named
    assert (
        await _refused(sqlite_filing, "name_officers", officers=["甲", "甲"]) == "too_few_officers"
    )
    await sqlite_filing.event("name_officers", officers=TWO)
    assert (await _case(sqlite_filing)).officers_named


async def test_a_crime_goes_its_way_step_by_step(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    await _verifying(filing)
    assert await _refused(filing, "crime_approve", "reviewer") == "crime_step"
    report = {"reason": "拒不执行停产决定", "officers": TWO}
    assert await _refused(filing, "crime_report", reason="x", officers=["甲"]) == "too_few_officers"
    await filing.event("crime_report", **report)
    assert await _clocks(filing) == {"verify", "crime_decision"}
    assert await _refused(filing, "crime_hand_over", how="当面") == "crime_step"
    await filing.event("crime_approve", "reviewer")
    assert await _clocks(filing) == {"verify", "crime_hand_over"}
    # The reporter being waited for doesn't stop the time the law gives.
    await filing.event("crime_hand_over", how="当面移交", other_number="移 1")
    await filing.event("police_declined", reason="不符合立案条件")
    assert await _clocks(filing) == {"verify", "crime_objection"}
    await filing.event("crime_object", how="提请复议")
    await filing.event("police_filed", other_number="公立 2")
    assert await _clocks(filing) == {"verify"}
    assert (await _case(filing)).crime == "filed"


async def test_whoever_reports_a_crime_does_not_decide_it(sqlite_filing: Filing) -> None:
    await _verifying(sqlite_filing)
    await sqlite_filing.event("crime_report", "everybody", reason="疑似", officers=TWO)
    code = await _refused(sqlite_filing, "crime_approve", "everybody")
    assert code == "needs_another_person"
    await sqlite_filing.event("crime_reject", "reviewer", reason="不构成")
    assert await _clocks(sqlite_filing) == {"verify"}


async def test_the_reporter_never_reads_what_stays_between_bodies(sqlite_filing: Filing) -> None:
    await _verifying(sqlite_filing)
    await sqlite_filing.event("crime_report", reason="只给负责人看", officers=TWO)
    await sqlite_filing.event("ask_legal", reason="只给法制看")
    await sqlite_filing.event("ask_extension", reason="只在批准后告诉")
    async with sqlite_filing.house.view() as view:
        seen = await status.reporter_view(view, sqlite_filing.report_id, "zh_CN")
    assert [step.event for step in seen.steps] == ["submit", "accept", "verify"]
    assert "只" not in str(seen.steps)


async def test_a_review_is_asked_once_and_judged_by_another(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    await _verifying(filing)
    await filing.event("close", outcome="unfounded", reason="没发现")
    async with filing.house.work() as work:
        await status.ask_review(work, filing.report_id, "只看了前门，我电话13800138000")
    async with filing.house.view() as view:
        seen = await case_view(view, filing.number, filing.actors["officer"])
    assert "只看了前门" in str(seen.steps[-1].texts)
    assert "13800138000" not in str(seen.steps[-1].texts)
    case = await _case(filing)
    assert (case.status, case.deadline_kind) == ("review", "review")
    assert await _refused(filing, "uphold", reason="没错") == "needs_another_person"
    assert await _refused(filing, "reopen", reason="再查") == "needs_another_person"
    assert await filing.event("uphold", "colleague", reason="后面也看过") == "closed"
    with pytest.raises(DomainError) as caught:
        async with filing.house.work() as work:
            await status.ask_review(work, filing.report_id, "再来一次")
    assert caught.value.code == "review_used"


async def test_a_review_may_reopen_and_comes_in_time(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    await filing.event("decline", reason_code="out_of_scope")
    closed = (await _case(filing)).closed_at
    assert closed is not None
    filing.house.clock = lambda: closed + dt.timedelta(days=32)
    with pytest.raises(DomainError) as caught:
        async with filing.house.work() as work:
            await status.ask_review(work, filing.report_id, "该管")
    assert caught.value.code == "review_too_late"
    filing.house.clock = lambda: closed + dt.timedelta(days=29)
    async with filing.house.work() as work:
        await status.ask_review(work, filing.report_id, "该管")
    assert await filing.event("reopen", "colleague", reason="确实该管") == "verifying"


async def test_a_report_is_taken_back_until_it_is_accepted(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        assert (await status.reporter_view(view, sqlite_filing.report_id, "zh_CN")).may_withdraw
    async with sqlite_filing.house.work() as work:
        await status.withdraw(work, sqlite_filing.report_id)
    assert (await _case(sqlite_filing)).status == "withdrawn"
    assert not await _clocks(sqlite_filing)
    assert await _refused(sqlite_filing, "accept") == "illegal_transition"


async def test_an_accepted_report_is_not_taken_back(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    with pytest.raises(DomainError) as caught:
        async with sqlite_filing.house.work() as work:
            await status.withdraw(work, sqlite_filing.report_id)
    assert caught.value.code == "withdraw_too_late"


async def test_a_town_raises_its_case_and_goes_on_verifying(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    town = "530402007.township"
    await connect(filing.house, town)
    filing.actors["town"] = replace(filing.actors["officer"], id="staff:town", body_id=town)
    await filing.event("transfer", to=town)
    assert (await _case(filing)).holder_id == town
    assert await filing.event("raise", "town", reason="超出镇街权限") == "assigned"
    case = await _case(filing)
    assert (case.holder_id, case.body_id, case.deadline_kind) == (BODY, BODY, "accept")
    await filing.event("accept")
    await filing.event("report_finding", "town", reason="现场有三十桶", outcome="verified")
    assert await _refused(filing, "verify", "town") == "not_allowed"
    # At the county's desk there is nobody to raise it to by this button.
    assert await _refused(filing, "raise", reason="x") == "only_towns_raise"


async def test_more_time_needs_the_superior_or_its_number(sqlite_filing: Filing) -> None:
    filing = sqlite_filing
    city = "530400.emergency"
    filing.actors["city"] = replace(filing.actors["officer"], id="staff:nine", body_id=city)
    await connect(filing.house, city)
    await filing.event("accept")
    assert await _refused(filing, "extend", "reviewer", other_number="批 1") == "no_extension_asked"
    await filing.event("ask_extension", reason="等检测")
    assert await _refused(filing, "extend", "reviewer") == "field_missing"
    assert await filing.event("extend", "city") == "accepted"
    assert (await _case(filing)).extended
    payloads = [one for one in await filing.payloads() if one["key"] == "case.notice_extended"]
    assert [one["params"]["reason"] for one in payloads] == ["等检测"]
