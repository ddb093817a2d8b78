"""A suspicion of bad faith: judged by another person, and without any other effect."""

import pytest
from sqlalchemy import select

from backend.db.models import Case, MaliceMark
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.services import malice
from tests.support.filing import FOREIGN, Filing, connect


async def _mark(filing: Filing, who: str = "officer", reason: str = "invented") -> None:
    async with filing.house.work() as work:
        await malice.mark(work, filing.number, reason, "现场根本没有仓库", filing.actors[who])


async def _judge(filing: Filing, who: str, judgement: str = "cleared") -> None:
    async with filing.house.work() as work:
        await malice.judge(work, filing.number, judgement, filing.actors[who])


async def test_another_person_judges_once(filing: Filing) -> None:
    await _mark(filing)
    with pytest.raises(Conflict):
        await _mark(filing, "colleague")
    with pytest.raises(NotAllowed):
        await _judge(filing, "officer")
    await _judge(filing, "reviewer")
    with pytest.raises(Conflict):
        await _judge(filing, "reviewer", "confirmed")
    async with filing.house.view() as view:
        (row,) = await view.session.scalars(select(MaliceMark))
    assert (row.judged, row.judged_by) == ("cleared", "staff:three")
    assert "仓库".encode() not in row.words


async def test_who_suspected_does_not_judge(sqlite_filing: Filing) -> None:
    await _mark(sqlite_filing, "everybody")
    with pytest.raises(NotAllowed, match="needs_another_person"):
        await _judge(sqlite_filing, "everybody", "confirmed")


async def test_it_changes_nothing_and_no_other_body_learns_of_it(sqlite_filing: Filing) -> None:
    await connect(sqlite_filing.house, FOREIGN)
    async with sqlite_filing.house.view() as view:
        before = vars(await view.session.get_one(Case, sqlite_filing.number)).copy()
    await _mark(sqlite_filing)
    await _judge(sqlite_filing, "reviewer", "confirmed")
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        after = vars(case).copy()
    for state in (before, after):
        state.pop("_sa_instance_state")
    assert before == after
    assert await sqlite_filing.payloads() == []
    await sqlite_filing.event("transfer", to=FOREIGN)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        assert await malice.of_case(view, case, FOREIGN) is None
        found = await malice.of_case(view, case, sqlite_filing.actors["officer"].body_id)
    assert found is not None
    assert found[1] == "现场根本没有仓库"


async def test_nobody_else_and_not_for_any_reason(sqlite_filing: Filing) -> None:
    with pytest.raises(NotFound):
        await _mark(sqlite_filing, "foreign")
    with pytest.raises(NotAllowed):
        await _mark(sqlite_filing, "payer")
    with pytest.raises(Invalid):
        await _mark(sqlite_filing, reason="annoying")
    with pytest.raises(NotFound):
        await _judge(sqlite_filing, "reviewer")
