"""Similar cases: found by staff, linked by people, erased when over, and told to no reporter."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, CaseLink, SimilarKey
from backend.domain.errors import IllegalTransition, NotFound
from backend.services import similar, status
from backend.services.similar import Kind, Similar
from nlp.similar import Sign
from tests.support.api import BODY, HAZARD
from tests.support.filing import FOREIGN, Filing, file_report, somebody

ELSE = "玉溪市红塔区小区楼道里电动车飞线充电,物业从来不管,老人孩子都很害怕"


async def found(filing: Filing, number: str = "", body: str = BODY) -> list[Similar]:
    async with filing.house.view() as view:
        return await similar.look_up(view, number or filing.number, somebody(body))


async def say(filing: Filing, other: Filing, kind: Kind) -> None:
    async with filing.house.work() as work:
        await similar.link(work, filing.number, other.number, kind, somebody(BODY))


async def seen(filing: Filing) -> str:
    """All that a reporter's page says, without what differs between any two cases."""
    async with filing.house.view() as view:
        told = repr(await status.reporter_view(view, filing.report_id, "zh_CN"))
    return told.replace(filing.number, "N").replace(filing.report_id, "R")


async def test_the_same_matter_is_found_both_ways(filing: Filing) -> None:
    again = await file_report(filing.house, HAZARD + ",太危险了")
    await file_report(filing.house, ELSE)
    (later,) = await found(filing)
    (earlier,) = await found(filing, again.number)
    assert (later.number, later.earlier, later.linked) == (again.number, False, None)
    assert (earlier.number, earlier.earlier) == (filing.number, True)
    assert Sign.TEXT in later.agrees
    assert later.likeness > 0.6


async def test_a_body_learns_of_anothers_case_only_that_it_is(sqlite_filing: Filing) -> None:
    again = await file_report(sqlite_filing.house)
    await again.event("transfer", to=FOREIGN)
    (other,) = await found(sqlite_filing)
    assert (other.number, other.status, other.linked) == ("", "", None)
    with pytest.raises(NotFound):
        await found(sqlite_filing, body=FOREIGN)
    with pytest.raises(NotFound):
        await say(sqlite_filing, again, Kind.SAME)


async def test_what_staff_say_is_kept_replaced_and_taken_back(filing: Filing) -> None:
    again = await file_report(filing.house)
    await say(again, filing, Kind.RELATED)
    await say(filing, again, Kind.SAME)
    (one,) = await found(filing)
    assert one.linked is Kind.SAME
    async with filing.house.view() as view:
        (link,) = await view.session.scalars(select(CaseLink))
        assert (link.earlier, link.later) == (filing.number, again.number)
    await say(filing, again, Kind.DIFFERENT)
    assert await found(filing) == []
    async with filing.house.work() as work:
        await similar.unlink(work, again.number, filing.number, somebody(BODY))
    (one,) = await found(filing)
    assert one.linked is None
    async with filing.house.view() as view:
        acts = list(
            await view.session.scalars(
                select(AuditEntry.action).where(AuditEntry.subject == again.number)
            )
        )
    assert acts[-4:] == ["link", "link", "link", "unlink"]


async def test_nothing_is_linked_to_itself_or_unlinked_twice(sqlite_filing: Filing) -> None:
    with pytest.raises(IllegalTransition):
        await say(sqlite_filing, sqlite_filing, Kind.SAME)
    again = await file_report(sqlite_filing.house)
    with pytest.raises(NotFound):
        async with sqlite_filing.house.work() as work:
            await similar.unlink(work, again.number, sqlite_filing.number, somebody(BODY))


@pytest.mark.parametrize("over", ["close", "decline"])
async def test_the_fingerprints_of_a_case_that_is_over_are_erased(
    filing: Filing, over: str
) -> None:
    again = await file_report(filing.house)
    if over == "close":
        await filing.event("accept")
        await filing.event("verify")
        await filing.event("close", outcome="unfounded", reason="没有发现")
    else:
        await filing.event("decline", reason_code="no_clear_object", reason="说不清在哪里")
    async with filing.house.view() as view:
        kept = set(await view.session.scalars(select(SimilarKey.case_number)))
    assert kept == {again.number}
    assert await found(filing, again.number) == []


async def test_a_later_report_shares_the_fate_of_the_first(filing: Filing) -> None:
    again = await file_report(filing.house)
    await filing.event("accept")
    await say(filing, again, Kind.SAME)
    await filing.event("verify")
    await filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    async with filing.house.view() as view:
        first = await status.reporter_view(view, filing.report_id, "zh_CN")
        later = await status.reporter_view(view, again.report_id, "zh_CN")
    steps = ["submit", "accept", "verify", "close"]
    assert [step.event for step in later.steps] == steps
    assert (later.outcome, later.steps[-1].reason) == ("verified", "查实")
    assert first.reward is not None
    assert first.reward.amount_yuan == 15_000
    # Only now, and only by the reward, may the second hear that somebody was first.
    assert later.reward is None or later.reward.amount_yuan is None


async def test_who_was_second_is_paid_when_the_first_was_wrong(sqlite_filing: Filing) -> None:
    again = await file_report(sqlite_filing.house)
    await say(sqlite_filing, again, Kind.SAME)
    await sqlite_filing.event("decline", reason_code="no_clear_object", reason="说不清")
    for name, fields in (
        ("accept", {}),
        ("verify", {}),
        ("close", {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}),
    ):
        await again.event(name, **fields)
    async with sqlite_filing.house.view() as view:
        told = await status.reporter_view(view, again.report_id, "zh_CN")
    assert told.reward is not None
    assert told.reward.amount_yuan == 15_000


async def test_a_reporter_sees_the_same_whether_others_reported_or_not(
    sqlite_filing: Filing,
) -> None:
    alone = await file_report(sqlite_filing.house, ELSE)
    before = await seen(sqlite_filing)
    again = await file_report(sqlite_filing.house)
    await say(sqlite_filing, again, Kind.SAME)
    assert await seen(sqlite_filing) == before
    assert await sqlite_filing.payloads("notice") == []
    assert (await seen(again)).count("step") == (await seen(alone)).count("step")
