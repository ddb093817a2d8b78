"""Officials handed to discipline inspection: two people, and nobody else learns of it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.cases import Role
from backend.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from backend.services import discipline, status, views
from backend.services.cases import Actor
from tests.support.filing import BODY, FOREIGN, Filing, connect

WORDS = "监管科某人收钱后通风报信"
COLLEAGUE = Actor("staff:seven", BODY, frozenset({Role.OFFICER}))


async def _propose(filing: Filing, actor: Actor, words: str = WORDS) -> None:
    async with filing.house.work() as work:
        await discipline.propose(work, filing.number, words, actor)


async def _seen(filing: Filing, actor: Actor) -> list[str]:
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        return [one.words for one in await discipline.of_case(view, case, actor)]


async def test_one_proposes_another_decides_and_it_is_handed_over(filing: Filing) -> None:
    officer, reviewer = filing.actors["officer"], filing.actors["reviewer"]
    await _propose(filing, officer)
    with pytest.raises(Conflict):
        await _propose(filing, officer)
    async with filing.house.work() as work:
        with pytest.raises(IllegalTransition):
            await discipline.hand_over(work, filing.number, officer.id, tell=False, actor=officer)
        with pytest.raises(NotAllowed):
            await discipline.decide(work, filing.number, officer.id, approve=True, actor=officer)
        both = replace(officer, roles=frozenset({Role.OFFICER, Role.REVIEWER}))
        with pytest.raises(NotAllowed, match="needs_another_person"):
            await discipline.decide(work, filing.number, officer.id, approve=True, actor=both)
        await discipline.decide(work, filing.number, officer.id, approve=True, actor=reviewer)
        with pytest.raises(IllegalTransition):
            await discipline.decide(work, filing.number, officer.id, approve=True, actor=reviewer)
    await filing.payloads()
    async with filing.house.work() as work:
        with pytest.raises(NotAllowed):
            await discipline.hand_over(work, filing.number, officer.id, tell=True, actor=officer)
        await discipline.hand_over(work, filing.number, officer.id, tell=True, actor=reviewer)
    assert [one["key"] for one in await filing.payloads()] == ["case.notice_discipline"]


async def test_nobody_but_proposer_and_reviewers_learns_of_it(filing: Filing) -> None:
    officer = filing.actors["officer"]
    await _propose(filing, officer)
    assert await _seen(filing, officer) == [WORDS]
    assert await _seen(filing, filing.actors["reviewer"]) == [WORDS]
    assert await _seen(filing, COLLEAGUE) == []
    # Who proposes too can't tell that somebody did before.
    await _propose(filing, COLLEAGUE, "另一件事")
    assert await _seen(filing, COLLEAGUE) == ["另一件事"]
    await connect(filing.house, FOREIGN)
    await filing.event("transfer", to=FOREIGN)
    there = Actor("staff:nine", FOREIGN, frozenset({Role.OFFICER, Role.REVIEWER}))
    assert await _seen(filing, there) == []
    async with filing.house.view() as view:
        shown = repr(await views.case_view(view, filing.number, there))
        told = repr(await status.reporter_view(view, filing.report_id, "zh_CN"))
        details = list(await view.session.scalars(select(AuditEntry.detail)))
    for text in (shown, told, *details):
        assert WORDS not in text
        assert "discipline" not in text


async def test_what_was_rejected_stays_until_it_is_proposed_anew(sqlite_filing: Filing) -> None:
    officer, reviewer = sqlite_filing.actors["officer"], sqlite_filing.actors["reviewer"]
    await _propose(sqlite_filing, officer)
    async with sqlite_filing.house.work() as work:
        await discipline.decide(
            work, sqlite_filing.number, officer.id, approve=False, actor=reviewer
        )
    assert await _seen(sqlite_filing, officer) == [WORDS]
    await _propose(sqlite_filing, officer, "说得更清楚些")
    assert await _seen(sqlite_filing, reviewer) == ["说得更清楚些"]


@pytest.mark.parametrize("who", ["payer", "intake"])
async def test_other_roles_and_bodies_have_no_part_in_it(sqlite_filing: Filing, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        await _propose(sqlite_filing, sqlite_filing.actors[who])
    with pytest.raises(NotFound):
        await _propose(sqlite_filing, sqlite_filing.actors["foreign"])
    with pytest.raises(Invalid):
        await _propose(sqlite_filing, sqlite_filing.actors["officer"], " ")
