"""Filing inside: who has what, from the first moment, and when it goes to both at once."""

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseBody, CaseClock, DataKey, InsideCase, Job, SimilarKey, Staff
from backend.domain.errors import Conflict, NotFound
from backend.house import House
from backend.services import desks, drafts, inside, reports
from backend.services.inside import OUTWARD
from tests.support.api import BODY
from tests.support.filing import somebody
from tests.support.firm import make_firm

DANGER = "红塔区大营街化工厂正在泄漏,很多人晕倒,快来人"


async def test_the_firm_has_it_and_no_body_sees_it(house: House) -> None:
    firm = await make_firm(house)
    report_id, number = await firm.report("first")
    async with house.view() as view:
        case = await view.session.get_one(Case, number)
        assert (case.status, case.holder_id, case.body_id) == ("inside", "inside", BODY)
        assert case.due_at is None
        with pytest.raises(NotFound):
            await desks.find_case(view, number, somebody(BODY))
        assert list(await view.session.scalars(select(CaseBody))) == []
        assert list(await view.session.scalars(select(CaseClock))) == []
        keys = {
            row.body_id: row.full
            for row in await view.session.scalars(
                select(DataKey).where(DataKey.report_id == report_id)
            )
        }
        # The body's key lies ready: the step outward needs nobody. The firm's opens the copy only.
        assert keys == {BODY: True, firm.officer.body_id: False}
        # No desk may find it as similar to another: that it exists is the firm's alone to know.
        assert await view.session.scalar(select(SimilarKey)) is None
        row = await inside.of_case(view, number)
        assert row is not None
        assert (row.risk, row.due_on.isoformat()) == ("ordinary", "2026-12-08")
        job = await view.session.scalar(select(Job).where(Job.kind == OUTWARD))
        assert job is not None
        assert "2026-12-08T16:00" <= job.run_at.isoformat() < "2026-12-11T16:00"


async def test_the_firm_alone_has_no_day_outward(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    await firm.report("firm")
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(Job).where(Job.kind == OUTWARD)) is None


async def test_danger_to_life_goes_to_both_at_once(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    _, number = await firm.report("first", DANGER)
    async with sqlite_house.view() as view:
        case = await desks.find_case(view, number, somebody(BODY))
        assert case.status == "assigned"
        row = await inside.of_case(view, number)
        assert row is not None
        assert (row.risk, row.shown_from) == ("immediate", firm.now)
        assert await view.session.scalar(select(Job).where(Job.kind == OUTWARD)) is None


async def test_straight_to_the_body_the_firm_has_nothing(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    report_id, number = await firm.report("")
    async with sqlite_house.view() as view:
        assert (await view.session.get_one(Case, number)).status == "assigned"
        assert await view.session.scalar(select(InsideCase)) is None
        assert await view.session.get(DataKey, (report_id, firm.officer.body_id)) is None


async def test_where_nobody_sits_any_more_nothing_is_filed(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    async with sqlite_house.work() as work:
        (await work.session.get_one(Staff, firm.officer.id.removeprefix("staff:"))).disabled = True
    with pytest.raises(Conflict, match="firm_desk_gone"):
        await firm.report("first")
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(Case)) is None


async def test_what_the_firm_hid_or_did_to_somebody_never_goes_there(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    for about in ({"industry": "accident_concealment"}, {"reprisal": True}):
        draft = drafts.Draft(
            workplace=firm.workplace_id,
            unit="530402007",
            way="firm",
            **about,  # type: ignore[arg-type]
        )
        draft.add_text("上个月死了两个人,没有上报" if "industry" in about else "把我调走了")
        understood = drafts.understand(draft)
        async with sqlite_house.work() as work:
            filed = await reports.submit_report(work, draft, understood)
        assert filed.status.value == "assigned" or filed.status.value == "received"
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(InsideCase)) is None
