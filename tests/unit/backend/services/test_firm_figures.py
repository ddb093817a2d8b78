"""Figures of firms: for the body in charge alone, none under five, none by subtraction."""

import pytest

from backend.domain.cases import Role
from backend.house import House
from backend.services import firm_acts, firm_figures, inside, workplaces
from backend.services.cases import Actor
from backend.services.firm_figures import Figures
from tests.support.api import BODY
from tests.support.firm import Firm, make_firm
from tests.support.workplaces import credit_code, enter

OFFICER = Actor("staff:one", BODY, frozenset({Role.OFFICER}))


async def figures(firm: Firm, workplace_id: str, actor: Actor = OFFICER) -> Figures | None:
    async with firm.house.view() as view:
        row = await workplaces.get(view, workplace_id)
        return await firm_figures.of_workplace(view, row, actor)


async def reported(firm: Firm, count: int, *, fixed: int = 0) -> None:
    numbers = [(await firm.report("first"))[1] for _ in range(count)]
    firm.pass_days(1)
    for number in numbers[:fixed]:
        async with firm.house.view() as view:
            row = await inside.of_case(view, number)
            assert row is not None
        await firm_acts.fix(firm.house, row.id, "改好了", [], firm.officer)
        async with firm.house.work() as work:
            await firm_acts.pay(work, row.id, "100", firm.officer)
    firm.pass_days(14)
    for number in numbers:
        await firm.ring(number)


@pytest.fixture
async def firm(sqlite_house: House) -> Firm:
    return await make_firm(sqlite_house, employees="200")


async def test_no_count_under_five_is_shown(firm: Firm) -> None:
    await reported(firm, 4)
    assert await figures(firm, firm.workplace_id) == Figures(None, None, None, None, None)
    await reported(firm, 8, fixed=6)
    # 12 in all, 6 mended and paid for, 6 gone outward.
    assert await figures(firm, firm.workplace_id) == Figures(12, 6.0, 6, 6, 600)


async def test_what_still_runs_is_not_counted(firm: Firm) -> None:
    for _ in range(6):
        await firm.report("first")
    found = await figures(firm, firm.workplace_id)
    assert found is not None
    assert found.reports is None


async def test_others_see_none(firm: Firm) -> None:
    await reported(firm, 6)
    for actor in (
        firm.officer,
        Actor("staff:x", "530402.fire", frozenset({Role.OFFICER})),
        Actor("staff:y", BODY, frozenset({Role.PAYER, Role.ADMINISTRATOR})),
    ):
        assert await figures(firm, firm.workplace_id, actor) is None


async def test_a_park_s_sum_gives_away_no_firm(sqlite_house: House) -> None:
    code = credit_code(9)
    park = await enter(sqlite_house, name="红塔工业园", kind="园区", credit_code=code, aliases="")
    big = await make_firm(sqlite_house, employees="200", above=code)
    small = await make_firm(
        sqlite_house, connected=False, name="玉溪蓝天化工有限公司", aliases="", above=code
    )
    sqlite_house.clock = lambda: big.now
    for one, count in ((big, 6), (small, 3)):
        for _ in range(count):
            await one.report("firm")
    big.pass_days(12)
    alone, together = await figures(big, big.workplace_id), await figures(big, park)
    assert alone is not None
    assert together is not None
    hidden = await figures(big, small.workplace_id)
    assert hidden is not None
    assert (alone.reports, hidden.reports) == (6, None)
    assert together.reports == 10
