"""A word tried on the open cases: counted, listed to who may read them, told of nobody else's."""

import asyncio

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit, with_weight
from backend.domain.errors import NotFound
from backend.services import term_preview
from backend.services.cases import Actor
from config import overlay
from config.lexicon import Kind as TermKind
from tests.support.api import BODY
from tests.support.filing import Filing, file_report

WORDS = "玉溪市红塔区某化工厂里停满电马儿"
TRY = Change(Kind.TERM, "电马儿", with_weight(None, "agri_machinery", TermKind.SUBJECT, 10.0))
ADMINISTRATOR = Actor("staff:a", "intake", frozenset({Role.ADMINISTRATOR}))
READER = Actor("staff:b", BODY, frozenset({Role.ADMINISTRATOR, Role.OFFICER}))


async def tried(filing: Filing, actor: Actor, change: Change = TRY) -> term_preview.Run:
    run_id = await term_preview.begin(filing.house, change, actor)
    while not (run := term_preview.find(run_id, actor)).over:
        await asyncio.wait(term_preview._tasks)
    assert not run.failed
    return run


async def test_who_may_read_a_case_sees_its_number_and_no_other_learns_a_small_count(
    filing: Filing,
) -> None:
    odd = await file_report(filing.house, WORDS)
    run = await tried(filing, READER)
    assert (run.total, run.reread, run.changed) == (2, 2, 1)
    assert [one[:3] for one in run.own] == [(odd.number, "hazchem", "agri_machinery")]
    assert run.told() == (1, [("hazchem", "agri_machinery", 1)])
    blind = await tried(filing, ADMINISTRATOR)
    assert blind.own == []
    assert blind.told() == (None, [("hazchem", "agri_machinery", None)])
    with pytest.raises(NotFound):
        term_preview.find(run.id, ADMINISTRATOR)
    async with filing.house.view() as view:
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert acts.count("preview_term") == 2
    assert overlay.current().terms == {}


async def test_from_five_on_a_count_is_told(sqlite_filing: Filing) -> None:
    for number in range(5):
        await file_report(sqlite_filing.house, f"{WORDS}{number}")
    run = await tried(sqlite_filing, ADMINISTRATOR)
    assert run.told() == (5, [("hazchem", "agri_machinery", 5)])


async def test_a_try_can_be_stopped(sqlite_filing: Filing) -> None:
    run_id = await term_preview.begin(sqlite_filing.house, TRY, ADMINISTRATOR)
    term_preview.cancel(run_id, ADMINISTRATOR)
    while not (run := term_preview.find(run_id, ADMINISTRATOR)).over:
        await asyncio.wait(term_preview._tasks)
    assert (run.cancelled, run.done) == (True, 0)


async def test_what_cant_hold_is_not_tried(sqlite_filing: Filing) -> None:
    with pytest.raises(Unfit):
        await tried(sqlite_filing, ADMINISTRATOR, Change(Kind.TERM, "一", None))
