"""Figures of a month out of counts and corrections."""

import pytest

from backend.services import lessons, quality
from backend.services.quality import Share, drift
from tests.support.filing import Filing


async def test_a_month_is_added_up(filing: Filing) -> None:
    async with filing.house.work() as work:
        month = lessons.month_of(work)
        for _ in range(3):
            await lessons.count(work, lessons.FILED, "gas")
        await lessons.count(work, lessons.ASKED_INDUSTRY, "gas")
        lessons.industry_corrected(work, "gas", "fire", ["煤气罐"])
        lessons.industry_corrected(work, "gas", "gas", ["煤气罐"])
    async with filing.house.view() as view:
        found = await quality.of_month(view, month)
        nothing = await quality.of_month(view, "2020-01")
    assert found.filed == 4
    assert found.asked_industry == Share(1, 4)
    assert found.corrected == Share(1, 4)
    assert dict(found.confusion) == {("gas", "fire"): 1}
    assert (nothing.filed, nothing.corrected.value) == (0, None)


def test_a_share_knows_how_sure_it_is() -> None:
    assert Share(50, 100).error == pytest.approx(0.098)
    assert Share(0, 0).error == 0


def test_a_change_comes_with_its_interval() -> None:
    assert drift(Share(1, 2), Share(0, 0)) is None
    assert drift(Share(60, 100), Share(50, 100)) == pytest.approx((0.1, 0.137), abs=0.001)
