"""From desk to desk goes the key of the copy; the one that gives it away opens it no more."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseBody, DataKey
from backend.domain.cases import Event, Role
from backend.domain.errors import IllegalTransition, Invalid, NotFound
from backend.house import House
from backend.services import bodies, desks
from backend.services.cases import apply_event
from tests.support.filing import BODY, FOREIGN, Filing, connect, file_report, somebody


async def _keys(filing: Filing) -> dict[str, bool]:
    async with filing.house.view() as view:
        rows = await view.session.scalars(
            select(DataKey).where(DataKey.report_id == filing.report_id)
        )
        return {row.body_id: row.full for row in rows}


async def _sees(filing: Filing, body_id: str) -> bool:
    async with filing.house.view() as view:
        try:
            await desks.find_case(view, filing.number, somebody(body_id))
        except NotFound:
            return False
        return True


async def test_the_first_desk_holds_the_original(sqlite_filing: Filing) -> None:
    assert await _keys(sqlite_filing) == {BODY: True}


async def test_a_transfer_hands_on_the_copy_only(filing: Filing) -> None:
    await connect(filing.house, FOREIGN)
    await filing.event("transfer", to=FOREIGN)
    assert await _keys(filing) == {BODY: True, FOREIGN: False}
    assert await _sees(filing, FOREIGN)
    assert not await _sees(filing, BODY)
    async with filing.house.view() as view:
        assert await bodies.original_key(view, filing.report_id, FOREIGN) is None
        part = await view.session.get_one(CaseBody, (filing.number, BODY))
    assert part.role == "past"


async def test_passed_on_again_the_one_between_keeps_nothing(sqlite_filing: Filing) -> None:
    await connect(sqlite_filing.house, FOREIGN)
    await connect(sqlite_filing.house, "530402.education")
    await sqlite_filing.event("transfer", to=FOREIGN)
    officer = sqlite_filing.actors["officer"]
    sqlite_filing.actors["second"] = replace(officer, body_id=FOREIGN)
    await sqlite_filing.event("transfer", "second", to="530402.education")
    assert await _keys(sqlite_filing) == {BODY: True, "530402.education": False}
    assert not await _sees(sqlite_filing, FOREIGN)


async def test_from_the_intake_desk_all_of_it_goes_on(sqlite_house: House) -> None:
    filing = await file_report(sqlite_house)
    assert await _keys(filing) == {"intake": True}
    await connect(sqlite_house, BODY)
    assert await _keys(filing) == {BODY: True}
    assert not await _sees(filing, "intake")


async def test_given_away_to_a_body_not_here_only_the_copy_reaches_it(
    sqlite_filing: Filing,
) -> None:
    await sqlite_filing.event("transfer", to=FOREIGN)
    assert await _keys(sqlite_filing) == {BODY: True, "intake": False}
    await connect(sqlite_filing.house, FOREIGN)
    assert await _sees(sqlite_filing, FOREIGN)
    assert await _keys(sqlite_filing) == {BODY: True, FOREIGN: False}


async def test_no_transfer_to_nobody_or_to_oneself(sqlite_filing: Filing) -> None:
    for to, code in (("nowhere.fire", "unknown_body"), ("530402", "unknown_body"),
                     (BODY, "same_body")):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            await sqlite_filing.event("transfer", to=to)
        assert caught.value.code == code
    assert await _keys(sqlite_filing) == {BODY: True}


async def test_a_refusal_goes_to_the_arbiter_if_it_works_here(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        arbiter = case.arbiter_id
        assert arbiter is not None
        assert await desks.after_refusal(view, case, 2) == "intake"
    await connect(sqlite_filing.house, arbiter)
    # The law's own route was refused: nobody sent it, so the intake desk looks first.
    await sqlite_filing.event("refuse", reason_code="wrong_area")
    assert not await _sees(sqlite_filing, arbiter)
    await sqlite_filing.event("transfer", "intake", to=BODY)
    await sqlite_filing.event("refuse", reason_code="wrong_owner")
    assert await _sees(sqlite_filing, arbiter)
    assert not await _sees(sqlite_filing, BODY)
    decides = replace(sqlite_filing.actors["officer"], id="staff:eight", body_id=arbiter)
    sqlite_filing.actors["arbiter"] = decides
    await sqlite_filing.event("transfer", "arbiter", to=BODY)
    with pytest.raises(IllegalTransition) as caught:
        await sqlite_filing.event("refuse", reason_code="wrong_owner")
    assert caught.value.code == "decided_finally"
    assert await sqlite_filing.event("accept") == "accepted"


async def test_a_first_refusal_goes_back_to_who_sent_it(sqlite_filing: Filing) -> None:
    await connect(sqlite_filing.house, FOREIGN)
    await sqlite_filing.event("transfer", to=FOREIGN)
    await sqlite_filing.event("refuse", "foreign", reason_code="wrong_area")
    assert await _sees(sqlite_filing, BODY)


async def test_a_number_that_cannot_be_is_not_even_looked_up(sqlite_filing: Filing) -> None:
    for number in ("", "YX-0000-0000", sqlite_filing.number[:-1] + "?"):
        assert not await _sees(replace(sqlite_filing, number=number), BODY)


async def test_a_town_has_no_part_in_another_countys_case(sqlite_filing: Filing) -> None:
    town, elsewhere = "530402007.township", "530403.emergency"
    for body_id in (town, elsewhere):
        await connect(sqlite_filing.house, body_id)
    async with sqlite_filing.house.work() as work:
        part = CaseBody(case_number=sqlite_filing.number, body_id=town, role="verify")
        await work.session.merge(part)
        full = await bodies.original_key(work, sqlite_filing.report_id)
        assert full is not None
        await bodies.grant(work, sqlite_filing.report_id, full, town, full=True)
    assert await _sees(sqlite_filing, town)
    await sqlite_filing.event("transfer", to=elsewhere)
    assert not await _sees(sqlite_filing, town)
    assert town not in await _keys(sqlite_filing)


async def test_a_case_without_a_place_gets_that_of_its_body(sqlite_house: House) -> None:
    filing = await file_report(
        sqlite_house, "化工厂仓库里堆满了危险化学品桶，没有任何通风，味道很大"
    )
    async with sqlite_house.view() as view:
        case = await view.session.get_one(Case, filing.number)
    assert (case.status, case.unit_id, case.jurisdiction) == ("triage", "", "national")
    await filing.event("transfer", "intake", to="610113.emergency")
    async with sqlite_house.view() as view:
        case = await view.session.get_one(Case, filing.number)
    assert (case.unit_id, case.jurisdiction) == ("610113", "xian")
    assert case.area.endswith("雁塔区")


@pytest.mark.parametrize(
    ("limits", "sees"),
    [
        ((), True),
        (("云南省玉溪市红塔区大营街街道",), True),
        (("云南省玉溪市红塔区李棋街道", "云南省玉溪市红塔区"), True),
        (("云南省玉溪市红塔区李棋街道",), False),
        (("%",), False),
        (("云南省玉溪市红塔区大营街街道_",), False),
    ],
)
async def test_who_is_limited_to_areas_sees_no_case_elsewhere(
    filing: Filing, limits: tuple[str, ...], sees: bool
) -> None:
    person = somebody(BODY, Role.OFFICER, areas=limits)
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        query = select(Case.number).where(desks.seen_by(person))
        assert await desks.may_see(view, case, person) is sees
        assert list(await view.session.scalars(query)) == [filing.number] * sees
        foreign = somebody(FOREIGN, Role.OFFICER, areas=limits)
        assert not await desks.may_see(view, case, foreign)
        query = select(Case.number).where(desks.seen_by(foreign))
        assert list(await view.session.scalars(query)) == []
    async with filing.house.work() as work:
        if sees:
            await apply_event(work, filing.number, Event.ACCEPT, {}, person)
        else:
            with pytest.raises(NotFound):
                await apply_event(work, filing.number, Event.ACCEPT, {}, person)
