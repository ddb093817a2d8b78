"""What a safety officer sees and does: words without names, by the calendar, of one's own firm."""

import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import InsideCase
from backend.domain.cases import Role
from backend.domain.errors import NotAllowed, NotFound
from backend.domain.inside import State
from backend.house import House
from backend.services import corrections, firm_cases, inside, outward, status, travelling
from backend.services.cases import Actor
from tests.support.api import BODY
from tests.support.firm import Firm, make_firm


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house)


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
    inside_id, _ = await firm.filed()
    other = await make_firm(firm.house, connected=False, name="玉溪蓝天化工有限公司", aliases="")
    firm.house.clock = lambda: firm.now
    officer = Actor("staff:x", firm.officer.body_id, frozenset({Role.OFFICER}))
    async with firm.house.view() as view:
        assert await firm_cases.listed(view, other.officer) == []
        with pytest.raises(NotFound):
            await firm_cases.view(view, inside_id, other.officer)
        with pytest.raises(NotAllowed):
            await firm_cases.view(view, inside_id, officer)


async def test_what_a_body_corrects_later_changes_nothing_for_the_firm(firm: Firm) -> None:
    report_id, number = await firm.report("firm", photo=True)
    firm.pass_days(1)
    async with firm.house.work() as work:
        await outward.deny(work, report_id)
        row = await inside.of_case(work, number)
        assert row is not None
    async with firm.house.view() as view:
        before = await firm_cases.view(view, row.id, firm.officer)
        shown = await firm_cases.open_photo(view, row.id, before.photos[0].id, firm.officer)
        assert shown is not None
    photo = await firm.house.media.read_as_seen(*shown)
    firm.pass_days(3)
    await firm.ring(number)
    officer = Actor("staff:one", BODY, frozenset({Role.OFFICER, Role.INTAKE}))
    boxes = {before.photos[0].id: ((0, 0, 1000, 1000),)}
    words = {"redacted": "门锁着", "place": "", "enterprise": "红星"}
    await travelling.confirm(firm.house, number, words, boxes, officer)
    async with firm.house.work() as work:
        await corrections.correct_industry(work, number, "fire", officer)
        await corrections.correct_place(work, number, "雁塔区", officer)
    async with firm.house.view() as view:
        after = await firm_cases.view(view, row.id, firm.officer)
        shown = await firm_cases.open_photo(view, row.id, before.photos[0].id, firm.officer)
        assert shown is not None
    assert (after.text, after.industry, after.latest_plan) == (
        before.text, before.industry, before.latest_plan,
    )  # fmt: skip
    assert await firm.house.media.read_as_seen(*shown) == photo
    assert await firm.house.media.read_shown(*shown) != photo


async def test_a_reporter_s_line_is_shown_with_the_next_morning(firm: Firm) -> None:
    report_id, number = await firm.report("firm")
    firm.pass_days(1)
    async with firm.house.work() as work:
        await status.say_to_body(work, report_id, "二楼那扇")
        row = await inside.of_case(work, number)
        assert row is not None
    async with firm.house.view() as view:
        assert (await firm_cases.view(view, row.id, firm.officer)).lines == ()
    firm.pass_days(1)
    async with firm.house.view() as view:
        (line,) = (await firm_cases.view(view, row.id, firm.officer)).lines
    assert line.day == dt.date(2026, 12, 2)
