"""Whose figures may be read: one's own, and of the bodies below."""

import pytest

from backend.domain.errors import NotFound
from backend.house import House
from backend.services.figures_below import below, scope_of
from tests.support.case_history import CITY, COUNTY, NEIGHBOUR
from tests.support.filing import connect

TOWN = "530402007.township"


async def test_a_body_reads_its_own_and_those_below(sqlite_house: House) -> None:
    for body in (COUNTY, NEIGHBOUR, CITY, TOWN, "intake"):
        await connect(sqlite_house, body)
    async with sqlite_house.view() as view:
        assert await below(view, CITY) == (COUNTY, TOWN)
        assert await below(view, TOWN) == ()
        own = await scope_of(view, CITY, "")
        assert (own.own, own.ids) == (True, (CITY,))
        assert (await scope_of(view, CITY, CITY)).own
        one = await scope_of(view, CITY, COUNTY)
        assert (one.own, one.ids) == (False, (COUNTY,))
        together = await scope_of(view, CITY, "below")
        assert (together.own, together.ids) == (False, (COUNTY, TOWN))
        for reader, asked in ((COUNTY, CITY), (CITY, NEIGHBOUR), (TOWN, "below"), (CITY, "x")):
            with pytest.raises(NotFound):
                await scope_of(view, reader, asked)
