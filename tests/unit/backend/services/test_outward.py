"""The step outward: after the firm's days or by the reporter's word, once, the firm untold."""

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseBody, InsideCase, Job, SimilarKey
from backend.domain.errors import IllegalTransition
from backend.domain.inside import State
from backend.house import House
from backend.services import desks, firm_acts, firm_cases, inside, outward, status
from backend.services.inside import OUTWARD
from tests.support.api import BODY
from tests.support.filing import somebody
from tests.support.firm import Firm, make_firm


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


async def case_of(firm: Firm, number: str) -> Case:
    async with firm.house.view() as view:
        return await view.session.get_one(Case, number)


async def inside_id(firm: Firm, number: str) -> str:
    async with firm.house.view() as view:
        row = await inside.of_case(view, number)
        assert row is not None
        return row.id


async def test_what_the_firm_ignores_goes_outward_with_its_history(house: House) -> None:
    firm = await make_firm(house)
    report_id, number = await firm.report("first")
    firm.pass_days(2)
    async with house.work() as work:
        await firm_acts.say(work, await inside_id(firm, number), "在看", firm.officer)
    await firm.ring(number)
    assert (await case_of(firm, number)).status == "inside"
    firm.pass_days(12)
    await firm.ring(number)
    case = await case_of(firm, number)
    assert (case.status, case.holder_id) == ("assigned", BODY)
    assert case.due_at is not None
    async with house.view() as view:
        await desks.find_case(view, number, somebody(BODY))
        parts = {p.body_id: p.role for p in await view.session.scalars(select(CaseBody))}
        assert parts[BODY] == "main"
        assert len(parts) > 2
        seen = await status.reporter_view(view, report_id, "zh_CN")
    assert [line.text for line in seen.lines] == ["在看"]
    async with house.view() as view:
        assert await view.session.scalar(select(SimilarKey).where(SimilarKey.case_number == number))
    assert seen.inside is not None
    assert not seen.inside.with_firm
    # A job done twice moves nothing twice.
    assert await outward.ring(house, number)
    assert (await case_of(firm, number)).version == case.version


async def test_mended_and_not_denied_is_settled(firm: Firm) -> None:
    _, number = await firm.report("first")
    firm.pass_days(2)
    await firm_acts.fix(firm.house, await inside_id(firm, number), "锁已拆除", [], firm.officer)
    firm.pass_days(30)
    await firm.ring(number)
    case = await case_of(firm, number)
    assert (case.status, case.holder_id) == ("closed", "inside")
    assert case.closed_at is not None


async def test_denied_it_goes_at_a_random_moment_soon(firm: Firm) -> None:
    report_id, number = await firm.report("firm")
    firm.pass_days(2)
    await firm_acts.fix(firm.house, await inside_id(firm, number), "锁已拆除", [], firm.officer)
    async with firm.house.work() as work:
        assert await outward.deny(work, report_id) == number
        with pytest.raises(IllegalTransition):
            await outward.deny(work, report_id)
    assert (await case_of(firm, number)).status == "inside"
    async with firm.house.view() as view:
        job = await view.session.scalar(select(Job).where(Job.dedupe_key == f"{OUTWARD}/{number}"))
        assert job is not None
        assert 0 <= (job.run_at - firm.now).total_seconds() < 3 * 86_400
    firm.pass_days(3)
    await firm.ring(number)
    assert (await case_of(firm, number)).status == "assigned"
    firm.pass_days(20)
    await firm.ring(number)
    assert (await case_of(firm, number)).status == "assigned"


async def test_after_the_end_it_may_still_go_outward(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(2)
    await firm_acts.fix(firm.house, await inside_id(firm, number), "锁已拆除", [], firm.officer)
    firm.pass_days(30)
    await firm.ring(number)
    async with firm.house.work() as work:
        with pytest.raises(IllegalTransition, match="review_inside"):
            await status.ask_review(work, report_id, "没改好")
    async with firm.house.work() as work:
        await outward.deny(work, report_id)
    firm.pass_days(3)
    await firm.ring(number)
    case = await case_of(firm, number)
    assert (case.status, case.closed_at) == ("assigned", None)
    async with firm.house.work() as work:
        with pytest.raises(IllegalTransition):
            await outward.deny(work, report_id)


async def test_a_body_that_is_not_here_gets_it_by_the_intake_desk(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house, connected=False)
    _, number = await firm.report("first")
    firm.pass_days(14)
    await firm.ring(number)
    case = await case_of(firm, number)
    assert (case.status, case.holder_id, case.body_id) == ("received", "intake", BODY)


async def test_the_reporter_s_words_reach_who_has_the_case(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(1)
    async with firm.house.work() as work:
        await status.say_to_body(work, report_id, "二楼那扇,我叫张小明")
    async with firm.house.view() as view:
        assert await outward.who_reads(view, report_id) == "firm"
    firm.pass_days(8)
    async with firm.house.work() as work:
        # After its last day nothing more is for the firm: an answer would tell that it is here.
        assert await outward.who_reads(work, report_id) == "later"
        await status.say_to_body(work, report_id, "怎么还没改")
    firm.pass_days(6)
    await firm.ring(number)
    async with firm.house.work() as work:
        assert await outward.who_reads(work, report_id) == ""
        await status.say_to_body(work, report_id, "还是锁着")
    async with firm.house.view() as view:
        seen = await firm_cases.view(view, await inside_id(firm, number), firm.officer)
    assert [(line.from_reporter, "二楼那扇" in line.text) for line in seen.lines] == [(True, True)]
    assert "张小明" not in seen.lines[0].text
    assert seen.state is State.OVERDUE


async def test_a_report_that_no_firm_has_goes_nowhere(firm: Firm) -> None:
    report_id, number = await firm.report("")
    async with firm.house.work() as work:
        with pytest.raises(IllegalTransition, match="not_inside"):
            await outward.deny(work, report_id)
    assert not await outward.ring(firm.house, number)
    assert not await outward.settle(firm.house, "YX-0000-0000")
    async with firm.house.view() as view:
        assert await view.session.scalar(select(InsideCase)) is None


async def test_once_denied_the_firm_hears_nothing_more(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(1)
    async with firm.house.work() as work:
        await outward.deny(work, report_id)
        await status.say_to_body(work, report_id, "我已经要求交应急局了")
    firm.pass_days(1)
    async with firm.house.view() as view:
        seen = await firm_cases.view(view, await inside_id(firm, number), firm.officer)
    assert seen.lines == ()


async def test_a_moment_that_was_drawn_already_and_is_nearer_stays(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(8)
    async with firm.house.view() as view:
        query = select(Job.run_at).where(Job.dedupe_key == f"{OUTWARD}/{number}")
        drawn = await view.session.scalar(query)
    assert drawn is not None
    async with firm.house.work() as work:
        await outward.deny(work, report_id)
        now = await work.session.scalar(query)
    assert now is not None
    assert now <= drawn


async def test_mended_too_late_it_goes_outward_all_the_same(firm: Firm) -> None:
    _, number = await firm.report("first")
    firm.pass_days(8.6)
    await firm_acts.fix(firm.house, await inside_id(firm, number), "才改好", [], firm.officer)
    firm.pass_days(30)
    await firm.ring(number)
    assert (await case_of(firm, number)).status == "assigned"
