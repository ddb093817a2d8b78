"""Places of cases: opened for who holds the original, rounded, on record, of nobody else's."""

from dataclasses import replace

from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.domain.coordinates import Datum, to_gcj02
from backend.services import maps
from backend.services.queue_search import BELOW, Search
from tests.support.filing import BODY, FOREIGN, Filing, connect, file_report

PLACE = (24.351234, 102.545678)
EVERYTHING = Search(tab="all")


async def _places(
    filing: Filing, who: str = "officer", body: str = "", search: Search = EVERYTHING
) -> dict[str, tuple[float, float]]:
    actor = filing.actors[who]
    actor = replace(actor, body_id=body or actor.body_id)
    _, places = await maps.open_map(filing.house, search, actor, Datum.WGS84)
    return places


async def test_places_are_rounded_and_each_opening_is_on_record(filing: Filing) -> None:
    number = (await file_report(filing.house, at=PLACE)).number
    officer = filing.actors["officer"]
    cases, places = await maps.open_map(filing.house, EVERYTHING, officer, Datum.WGS84)
    # The case whose reporter sent no place is there, and has none.
    assert {case.number for case in cases} == {number, filing.number}
    assert places == {number: (24.351, 102.546)}
    _, shifted = await maps.open_map(filing.house, EVERYTHING, officer, Datum.GCJ02)
    exact = to_gcj02(*PLACE)
    assert shifted == {number: (round(exact[0], 3), round(exact[1], 3))}
    async with filing.house.view() as view:
        entries = list(
            await view.session.scalars(select(AuditEntry).where(AuditEntry.action == "open_map"))
        )
    assert [(entry.chain, entry.actor) for entry in entries] == [(BODY, officer.id)] * 2
    assert entries[0].detail == '{"cases": 2, "points": 1}'


async def test_another_body_opens_nothing(sqlite_filing: Filing) -> None:
    await file_report(sqlite_filing.house, at=PLACE)
    for who in ("foreign", "intake"):
        assert await _places(sqlite_filing, who) == {}


async def test_the_copy_that_travels_has_no_place(sqlite_filing: Filing) -> None:
    house = sqlite_filing.house
    number = (await file_report(house, at=PLACE)).number
    await connect(house, FOREIGN)
    moved = replace(sqlite_filing, number=number)
    await moved.event("transfer", to=FOREIGN)
    async with house.view() as view:
        there = replace(moved.actors["officer"], body_id=FOREIGN)
        cases = await maps.shown(view, EVERYTHING, there)
    assert [case.number for case in cases] == [number]
    assert await _places(moved, body=FOREIGN) == {}
    # Nor does the first desk, which has the original still, see it any more.
    assert await _places(moved) == {}


async def test_who_supervises_those_below_opens_no_place_of_theirs(sqlite_filing: Filing) -> None:
    house, town = sqlite_filing.house, "530402007.township"
    number = (await file_report(house, at=PLACE)).number
    await connect(house, town)
    moved = replace(sqlite_filing, number=number)
    await moved.event("transfer", to=town)
    above = replace(moved.actors["officer"], roles=frozenset({Role.OFFICER, Role.SUPERVISOR}))
    cases, places = await maps.open_map(house, Search(tab=BELOW), above, Datum.WGS84)
    assert number in {case.number for case in cases}
    assert number not in places


async def test_the_map_filters_as_the_queue_does(sqlite_filing: Filing) -> None:
    number = (await file_report(sqlite_filing.house, at=PLACE)).number
    for search, found in (
        (Search(tab="new", area="大营街", industry="hazchem"), {number}),
        (Search(tab="done"), set()),
        (Search(tab="all", industry="fire"), set()),
        (Search(tab="all", area="%"), set()),
    ):
        assert set(await _places(sqlite_filing, search=search)) == found, search
