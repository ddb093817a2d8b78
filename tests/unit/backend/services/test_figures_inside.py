"""Rewards inside firms: only what is over, nothing under five, for the body in charge neither."""

from sqlalchemy import text

from backend.domain.figures import parse_period
from backend.house import House
from backend.services import figures_inside
from tests.support.api import BODY
from tests.support.firm import make_firm
from tests.unit.backend.services.test_firm_figures import reported


async def _inside(house: House, period: str) -> dict[str, float | None]:
    async with house.view() as view:
        found = await figures_inside.inside(view, [BODY], parse_period(period))
    return {name: figure.value for name, figure in found.items()}


async def test_rewards_of_firms(house: House) -> None:
    firm = await make_firm(house, employees="200")
    await reported(firm, 4, fixed=4)
    assert set((await _inside(house, "2026")).values()) == {None}
    await reported(firm, 8, fixed=6)
    # 12 reports of which 10 were mended and paid for by one firm, 2 went outward.
    found = await _inside(house, "2026")
    async with house.view() as view:
        plain = await view.session.execute(
            text("SELECT count(*), count(paid_yuan), sum(paid_yuan) FROM inside_cases")
        )
    assert tuple(plain.one()) == (12, 10, 1_000)
    assert found == {
        "inside_reports": 10, "inside_mended": 10, "inside_outward": None, "inside_firms": None,
        "inside_paid": 1_000,
    }  # fmt: skip
    assert set((await _inside(house, "2025")).values()) == {None}


async def test_what_still_runs_is_not_counted(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    for _ in range(6):
        await firm.report("first")
    assert (await _inside(sqlite_house, "2026"))["inside_reports"] is None
