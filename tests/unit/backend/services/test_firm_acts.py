"""What a safety officer does: within bounds, in words that name nobody and lead nowhere."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Job, Link
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Conflict, Invalid
from backend.domain.inside import State
from backend.house import House
from backend.services import accounts, firm_acts, firm_cases, inside, outward
from backend.services.drafts import Upload
from backend.services.firm_acts import MOST_SAID
from backend.services.inside import OUTWARD, SETTLE
from backend.services.notifications import NOTICE
from tests.support.api import picture
from tests.support.firm import Firm, make_firm


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


async def test_a_plan_once_within_its_days_moves_the_step_outward(firm: Firm) -> None:
    inside_id, number = await firm.filed()

    async def plan(until: str) -> None:
        async with firm.house.work() as work:
            await firm_acts.plan(work, inside_id, "换掉门锁", until, firm.officer)

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
    inside_id, number = await firm.filed()
    photos = [Upload("a.png", picture())]
    with pytest.raises(Invalid):
        await firm_acts.fix(firm.house, inside_id, " ", photos, firm.officer)
    await firm_acts.fix(firm.house, inside_id, "锁已拆除", photos, firm.officer)
    with pytest.raises(Conflict):
        await firm_acts.fix(firm.house, inside_id, "锁已拆除", [], firm.officer)
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
    inside_id, number = await firm.filed()
    async with firm.house.work() as work:
        await firm_acts.say(work, inside_id, "是张小明说的吧,电话13812345678", firm.officer)
        for yuan in ("", "-5", "1.5", "9" * 30, "很多"):
            with pytest.raises(Invalid):
                await firm_acts.pay(work, inside_id, yuan, firm.officer)
        await firm_acts.pay(work, inside_id, "1,500", firm.officer)
        with pytest.raises(Conflict):
            await firm_acts.pay(work, inside_id, "5", firm.officer)
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


async def test_nothing_leads_the_reporter_to_a_page_of_the_firm(firm: Firm) -> None:
    inside_id, _ = await firm.filed()
    document = Upload("a.pdf", b"%PDF-1.7 that asks a server who opens it")
    with pytest.raises(Invalid, match="only_photos"):
        await firm_acts.fix(firm.house, inside_id, "已改", [document], firm.officer)
    for words in ("看 https://firm.example/t?x=1", "打开 www.firm.cn 看看", "firm.com/x"):
        with pytest.raises(Invalid, match="inside_no_links"):
            async with firm.house.work() as work:
                await firm_acts.say(work, inside_id, words, firm.officer)
    async with firm.house.view() as view:
        assert (await firm_cases.view(view, inside_id, firm.officer)).lines == ()


async def test_a_refused_photo_leaves_nothing_on_the_disk(firm: Firm) -> None:
    inside_id, _ = await firm.filed()
    await firm_acts.fix(firm.house, inside_id, "已改", [], firm.officer)
    before = set((firm.house.settings.data / "media").rglob("*.clean"))
    with pytest.raises(Conflict):
        await firm_acts.fix(
            firm.house, inside_id, "再改", [Upload("a.jpg", picture())], firm.officer
        )
    assert set((firm.house.settings.data / "media").rglob("*.clean")) == before


async def test_the_firm_rings_no_phone_at_a_moment_of_its_own(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(1)
    async with firm.house.work() as work:
        account = await accounts.ensure(work, "web", "somebody", send_to=b"x", locale="zh_CN")
        work.session.add(Link(report_id=report_id, account_id=account.id))
        row = await inside.of_case(work, number)
        assert row is not None
        for _ in range(MOST_SAID):
            await firm_acts.say(work, row.id, "还在看", firm.officer)
        with pytest.raises(Conflict, match="inside_said_enough"):
            await firm_acts.say(work, row.id, "还在看", firm.officer)
    async with firm.house.view() as view:
        moments = list(await view.session.scalars(select(Job.run_at).where(Job.kind == NOTICE)))
    assert len(set(moments)) == MOST_SAID
    assert all(8 <= at.astimezone(SHANGHAI).hour < 21 for at in moments)
    assert min(moments) > firm.now


async def test_a_sum_of_thousands_of_digits_is_no_sum(firm: Firm) -> None:
    inside_id, _ = await firm.filed()
    for yuan in ("000000000001999999999999", "9" * 5_000, "1000001", "0", "００1"):
        with pytest.raises(Invalid):
            async with firm.house.work() as work:
                await firm_acts.pay(work, inside_id, yuan, firm.officer)


async def test_a_plan_puts_off_nothing_that_the_reporter_asked_for(firm: Firm) -> None:
    report_id, number = await firm.report("first")
    firm.pass_days(1)
    async with firm.house.work() as work:
        await outward.deny(work, report_id)
        row = await inside.of_case(work, number)
        assert row is not None
        await firm_acts.plan(work, row.id, "换锁", "2026-12-30", firm.officer)
        at = await work.session.scalar(
            select(Job.run_at).where(Job.dedupe_key == f"{OUTWARD}/{number}")
        )
    assert at is not None
    assert at < firm.now + dt.timedelta(days=3)
