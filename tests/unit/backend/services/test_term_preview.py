"""A word tried on the open cases: counted, listed to who may read them, told of nobody else's."""

import asyncio

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Staff
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit, with_weight
from backend.domain.errors import NotAllowed, NotFound
from backend.services import bodies, changes, term_preview
from backend.services.cases import Actor
from config import overlay
from config.lexicon import Kind as TermKind
from tests.support.api import BODY
from tests.support.filing import Filing, file_report

WORDS = "玉溪市红塔区某化工厂里停满电马儿"
TRY = Change(Kind.TERM, "电马儿", with_weight(None, "agri_machinery", TermKind.SUBJECT, 10.0))
ADMINISTRATOR = Actor("staff:a", "intake", frozenset({Role.ADMINISTRATOR}))
READER = Actor("staff:b", BODY, frozenset({Role.ADMINISTRATOR, Role.OFFICER}))


PROPOSER = Actor("staff:c", "intake", frozenset({Role.ADMINISTRATOR}))
WAY = ("hazchem", "agri_machinery")


async def over(run_id: str, actor: Actor) -> term_preview.Run:
    while not (run := term_preview.find(run_id, actor)).over:
        await asyncio.wait(term_preview._tasks)
    assert not run.failed
    return run


async def tried(filing: Filing, actor: Actor, change: Change = TRY) -> term_preview.Run:
    return await over(await term_preview.begin(filing.house, change, actor), actor)


async def proposed(filing: Filing, change: Change = TRY) -> str:
    """The id of a change that waits, as there is another administrator."""
    async with filing.house.work() as work:
        await bodies.ensure(work, "intake")
        person = Staff(id="a", name="a", body_id="intake", roles=["administrator"])
        person.password_hash = "-"
        work.session.add(person)
    row = await changes.propose(filing.house, change, PROPOSER)
    assert row.state == "proposed"
    return row.id


async def looked(filing: Filing, change_id: str, actor: Actor) -> term_preview.Run:
    return await over(await term_preview.begin_second_look(filing.house, change_id, actor), actor)


async def test_a_try_reads_only_what_the_person_may_open(filing: Filing) -> None:
    odd = await file_report(filing.house, WORDS)
    run = await tried(filing, READER)
    assert (run.total, run.reread) == (2, 2)
    assert [one[:3] for one in run.own] == [(odd.number, *WAY)]
    assert run.told() == (1, 0, [(*WAY, 1)], 0)
    blind = await tried(filing, ADMINISTRATOR)
    assert (blind.total, blind.told()) == (0, (0, 0, [], 0))
    with pytest.raises(NotFound):
        term_preview.find(run.id, ADMINISTRATOR)
    async with filing.house.view() as view:
        query = select(AuditEntry).where(AuditEntry.action == "preview_term")
        entries = list(await view.session.scalars(query))
    word = filing.house.vault.lookup("preview_term", TRY.key)
    assert [one.subject for one in entries] == [word, word]
    assert not any(TRY.key in one.subject + one.detail for one in entries)
    assert overlay.current().terms == {}


async def test_the_second_look_reads_all_and_tells_none_to_four_alike(
    sqlite_filing: Filing,
) -> None:
    change_id, house = await proposed(sqlite_filing), sqlite_filing.house
    with pytest.raises(NotAllowed):
        await term_preview.begin_second_look(house, change_id, PROPOSER)
    none = await looked(sqlite_filing, change_id, ADMINISTRATOR)
    assert none.reread == 1
    for number in range(4):
        await file_report(house, f"{WORDS}{number}")
    few = await looked(sqlite_filing, change_id, ADMINISTRATOR)
    assert few.ways == {WAY: 4}
    assert few.told() == none.told() == (0, 0, [], 0)
    await file_report(house, f"{WORDS}5")
    enough = await looked(sqlite_filing, change_id, ADMINISTRATOR)
    assert enough.told() == (0, 5, [(*WAY, 5)], 5)
    await changes.refuse(house, change_id, PROPOSER)
    with pytest.raises(Unfit, match="decided"):
        await term_preview.begin_second_look(house, change_id, ADMINISTRATOR)


def test_no_sum_gives_a_small_way_away() -> None:
    run = term_preview.Run("r", "a", TRY, 0.0, proposal="p")
    run.ways.update({WAY: 6, ("gas", "fire"): 3})
    run.rerouted.update({WAY: 2, ("gas", "fire"): 3})
    run.own.append(("n", "gas", "fire", "", ""))
    assert run.told() == (1, 6, [(*WAY, 6), ("gas", "fire", 1)], 0)
    run.ways[("fire", "gas")] = 2
    assert run.told() == (1, 11, [(*WAY, 6), ("gas", "fire", 1)], 0)


async def test_a_try_can_be_stopped(sqlite_filing: Filing) -> None:
    change_id = await proposed(sqlite_filing)
    house = sqlite_filing.house
    run_id = await term_preview.begin_second_look(house, change_id, ADMINISTRATOR)
    term_preview.cancel(run_id, ADMINISTRATOR)
    run = await over(run_id, ADMINISTRATOR)
    assert (run.cancelled, run.done) == (True, 0)


async def test_what_cant_hold_is_not_tried(sqlite_filing: Filing) -> None:
    with pytest.raises(Unfit):
        await tried(sqlite_filing, ADMINISTRATOR, Change(Kind.TERM, "一", None))
