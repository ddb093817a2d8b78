"""The words of a case's steps against the audit chain."""

import pytest
from sqlalchemy import delete, select

from backend.db.models import CaseEvent, DataKey
from backend.domain.errors import NotFound
from backend.services import audit_words, bodies, history
from backend.vault import seal
from tests.support.filing import Filing


async def _result(filing: Filing) -> audit_words.Words:
    async with filing.house.view() as view:
        return await audit_words.differing(view, filing.number)


async def test_words_are_as_they_were_written_until_somebody_changes_them(
    sqlite_filing: Filing,
) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify", officers=["林新", "郑和"])
    await sqlite_filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    assert await _result(sqlite_filing) == audit_words.Words("right")
    async with sqlite_filing.house.work() as work:
        query = select(CaseEvent).where(CaseEvent.event == "close")
        step = (await work.session.scalars(query)).one()
        key = await bodies.data_key(work, sqlite_filing.report_id)
        place = ("case_events", f"{step.case_number}/{step.seq}", "texts")
        assert history.read_texts(key, step) == {"reason": "查实"}
        step.texts = seal(key, '{"salt": "ab", "reason": "另一个理由"}'.encode(), *place)
        seq = step.seq
    assert await _result(sqlite_filing) == audit_words.Words("differ", (seq,))


async def test_forgotten_words_leave_the_chain_whole(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("decline", reason_code="out_of_scope", reason="不归安监")
    async with sqlite_filing.house.work() as work:
        await work.session.execute(delete(DataKey))
    assert await _result(sqlite_filing) == audit_words.Words("forgotten")


async def test_no_such_case(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        with pytest.raises(NotFound):
            await audit_words.differing(view, "YX-0000-0000")
