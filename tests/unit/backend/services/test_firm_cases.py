"""What a safety officer sees and does: words without names, by the calendar, of one's own firm."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, InsideCase, Job
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.inside import State
from backend.house import House
from backend.services import firm_cases
from backend.services.cases import Actor
from backend.services.drafts import Upload
from backend.services.inside import OUTWARD, SETTLE
from tests.support.api import picture
from tests.support.firm import Firm, make_firm


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


async def filed(firm: Firm, way: str = "first", **fields: object) -> tuple[str, str]:
    """The inside id and the case number, seen by the firm the morning after."""
    _, number = await firm.report(way, **fields)
    firm.pass_days(1)
    async with firm.house.view() as view:
        row = await view.session.scalar(select(InsideCase).where(InsideCase.case_number == number))
        assert row is not None
        return row.id, number


async def test_it_is_seen_from_the_next_morning_without_names(house: House) -> None:
    firm = await make_firm(house)
    _, number = await firm.report("first", photo=True)
    async with house.view() as view:
        assert await firm_cases.listed(view, firm.officer) == []
        row = await view.session.scalar(select(InsideCase))
        assert row is not None
        with pytest.raises(NotFound):
            await firm_cases.view(view, row.id, firm.officer)
    firm.pass_days(1)
    async with house.view() as view:
        ((row, state),) = await firm_cases.listed(view, firm.officer)
        seen = await firm_cases.view(view, row.id, firm.officer)
    assert state is State.OPEN
    assert "门一直锁着" in seen.text
    for secret in ("张小明", "13812345678", number):
        assert secret not in seen.text
    assert len(seen.photos) == 1
    async with house.view() as view:
        found = await firm_cases.open_photo(view, row.id, seen.photos[0].id, firm.officer)
        assert found is not None
        assert (await house.media.read_shown(*found)).startswith(b"\xff\xd8")
        assert await firm_cases.open_photo(view, row.id, "another", firm.officer) is None


async def test_another_firm_and_another_role_see_nothing(firm: Firm) -> None:
    inside_id, _ = await filed(firm)
    other = await make_firm(firm.house, connected=False, name="玉溪蓝天化工有限公司", aliases="")
    firm.house.clock = lambda: firm.now
    officer = Actor("staff:x", firm.officer.body_id, frozenset({Role.OFFICER}))
    async with firm.house.view() as view:
        assert await firm_cases.listed(view, other.officer) == []
        with pytest.raises(NotFound):
            await firm_cases.view(view, inside_id, other.officer)
        with pytest.raises(NotAllowed):
            await firm_cases.view(view, inside_id, officer)


async def test_a_plan_once_within_its_days_moves_the_step_outward(firm: Firm) -> None:
    inside_id, number = await filed(firm)

    async def plan(until: str) -> None:
        async with firm.house.work() as work:
            await firm_cases.plan(work, inside_id, "换掉门锁", until, firm.officer)

    for day in ("", "2026-11-30", "2027-02-01"):
        with pytest.raises(Invalid):
            await plan(day)
    await plan("2026-12-20")
    with pytest.raises(Conflict):
        await plan("2026-12-21")
    async with firm.house.view() as view:
        seen = await firm_cases.view(view, inside_id, firm.officer)
        assert (seen.state, seen.row.due_on) == (State.PLANNED, dt.date(2026, 12, 20))
        job = await view.session.scalar(select(Job).where(Job.dedupe_key == f"{OUTWARD}/{number}"))
        assert job is not None
        assert job.run_at.isoformat() >= "2026-12-20T16:00"


async def test_mended_with_photos_once(firm: Firm) -> None:
    inside_id, number = await filed(firm)
    photos = [Upload("a.png", picture())]
    with pytest.raises(Invalid):
        await firm_cases.fix(firm.house, inside_id, " ", photos, firm.officer)
    await firm_cases.fix(firm.house, inside_id, "锁已拆除", photos, firm.officer)
    with pytest.raises(Conflict):
        await firm_cases.fix(firm.house, inside_id, "锁已拆除", [], firm.officer)
    async with firm.house.view() as view:
        seen = await firm_cases.view(view, inside_id, firm.officer)
        assert seen.state is State.FIXED
        assert [(line.kind, line.text, len(line.files)) for line in seen.lines] == [
            ("fixed", "锁已拆除", 1)
        ]
        # The report's own photos are none: what the firm sent stands at its line.
        assert seen.photos == ()
        assert await view.session.scalar(
            select(Job.id).where(Job.dedupe_key == f"{SETTLE}/{number}")
        )


async def test_words_of_the_firm_name_nobody_and_sums_are_sums(firm: Firm) -> None:
    inside_id, number = await filed(firm)
    async with firm.house.work() as work:
        await firm_cases.say(work, inside_id, "是张小明说的吧,电话13812345678", firm.officer)
        for yuan in ("", "-5", "1.5", "9" * 30, "很多"):
            with pytest.raises(Invalid):
                await firm_cases.pay(work, inside_id, yuan, firm.officer)
        await firm_cases.pay(work, inside_id, "1,500", firm.officer)
        with pytest.raises(Conflict):
            await firm_cases.pay(work, inside_id, "5", firm.officer)
    async with firm.house.view() as view:
        seen = await firm_cases.view(view, inside_id, firm.officer)
        said = [(line.kind, line.yuan) for line in seen.lines]
        acts = await view.session.execute(
            select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.like("firm%"))
        )
        entries = [tuple(one) for one in acts]
    assert said == [("text", None), ("paid", 1500)]
    assert "13812345678" not in seen.lines[0].text
    # The firm's chain knows the inside name, never the number of the case.
    assert entries == [("firm_text", seen.row.name), ("firm_paid", seen.row.name)]
    assert number not in seen.row.name
