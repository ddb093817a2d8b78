"""The history of a case: plain facts beside sealed words, each step in its place."""

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseEvent
from backend.services import history
from backend.vault import VaultError
from tests.support.filing import Filing


async def _steps(filing: Filing) -> list[CaseEvent]:
    async with filing.house.view() as view:
        query = select(CaseEvent).where(CaseEvent.case_number == filing.number)
        return list(await view.session.scalars(query.order_by(CaseEvent.seq)))


async def test_words_open_with_the_key_of_the_case(filing: Filing) -> None:
    await filing.event("decline", reason_code="other_procedure", reason="已由法院处理")
    step = (await _steps(filing))[-1]
    assert step.facts == {"reason_code": "other_procedure"}
    async with filing.house.view() as view:
        key = await history.case_key(view, await view.session.get_one(Case, filing.number))
    assert history.read_texts(key, step) == {"reason": "已由法院处理"}


async def test_a_step_without_words_has_none(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    step = (await _steps(sqlite_filing))[-1]
    assert step.texts is None
    assert history.read_texts(b"", step) == {}


async def test_words_moved_to_another_step_do_not_open(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.event("ask_extension", reason="等检测报告")
    *_, accept, extend = await _steps(sqlite_filing)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        key = await history.case_key(view, case)
    accept.texts = extend.texts
    with pytest.raises(VaultError):
        history.read_texts(key, accept)


async def test_the_first_report_is_the_one_that_made_the_case(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        assert (await history.first_report(view, case)).id == sqlite_filing.report_id
