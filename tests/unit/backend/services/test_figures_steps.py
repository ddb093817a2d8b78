"""Counting steps: what is with a firm alone is nobody's, and comes once it is outward."""

import datetime as dt

from backend.domain.figures import parse_period
from backend.house import House
from backend.services import figures_steps
from tests.support.api import BODY, OTHER_BODY
from tests.support.filing import Filing, connect
from tests.support.firm import make_firm


async def came(house: House, body: str = BODY) -> list[tuple[str, float]]:
    async with house.view() as view:
        year = parse_period(f"{view.now:%Y}")
        found = await figures_steps.came(view, [body], year)
    return sorted((one.name, one.figure.amount) for one in found)


async def test_what_a_firm_has_alone_is_not_there(sqlite_house: House) -> None:
    firm = await make_firm(sqlite_house)
    _, number = await firm.report("first")
    await firm.report("firm")
    assert await came(sqlite_house) == []
    firm.pass_days(18)
    await firm.ring(number)
    assert await came(sqlite_house) == [("received", 1)]


async def test_a_transfer_and_its_refusal_are_told_of_both(filing: Filing) -> None:
    await connect(filing.house, OTHER_BODY)
    await filing.event("transfer", to=OTHER_BODY, reason="职能")
    assert await came(filing.house) == [("received", 1)]
    assert await came(filing.house, OTHER_BODY) == [("moved_in", 1)]
    filing.actors["other"] = type(filing.actors["officer"])(
        "staff:x", OTHER_BODY, filing.actors["officer"].roles
    )
    await filing.event("refuse", "other", reason_code="wrong_owner")
    async with filing.house.view() as view:
        year = parse_period(f"{view.now + dt.timedelta(hours=8):%Y}")
        (back,) = await figures_steps.given_back(view, [BODY, OTHER_BODY], year)
        outcomes = await figures_steps.outcomes(view, figures_steps.of_bodies([BODY]), year)
    assert (back.by, back.figure.amount) == (BODY, 1)
    assert outcomes == []
