"""Filing: receipt, case, route, deadline and audit in one transaction, once a draft."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.db.models import Case, CaseBody, Link, Report
from backend.domain.cases import Role, Status
from backend.domain.deadlines import due_at
from backend.domain.errors import Conflict
from backend.domain.receipts import parse_case_number, parse_receipt
from backend.house import House
from backend.services import audit_heads
from backend.services.cases import Actor
from backend.services.drafts import Draft, understand
from backend.services.reports import Filed, case_of_draft, receipt_hash, submit_report
from backend.services.views import case_view
from config.deadlines import deadlines
from tests.support.filing import BODY, HAZARD, connect


def _draft(text: str = HAZARD) -> Draft:
    draft = Draft()
    draft.add_text(text)
    return draft


async def _file(house: House, draft: Draft, account_id: int | None = None) -> Filed:
    understood = understand(draft)
    async with house.work() as work:
        return await submit_report(work, draft, understood, account_id=account_id)


async def test_all_of_it_is_there_at_once(house: House) -> None:
    await connect(house, BODY)
    filed = await _file(house, _draft())
    assert parse_receipt(filed.receipt)
    assert parse_case_number(filed.case_number) == filed.case_number
    assert filed.case_number.startswith("YX-")
    assert (filed.body.id, filed.desk.id, filed.connected) == (BODY, BODY, True)
    async with house.view() as view:
        case = await view.session.get_one(Case, filed.case_number)
        assert (case.status, case.industry, case.unit_id) == ("assigned", "hazchem", "530402")
        assert case.due_at == filed.due_at == due_at(case.created_at, deadlines()["accept"])
        parts = await view.session.scalars(
            select(CaseBody).where(CaseBody.case_number == case.number)
        )
        assert {part.body_id: part.role for part in parts}[BODY] == "main"
        assert (await audit_heads.check(view)).whole


async def test_a_typed_place_says_no_more_of_the_reporter_than_the_words(
    sqlite_house: House,
) -> None:
    draft = _draft()
    draft.place = "大营街化工厂后门,我叫张晓明,电话13800138000"
    draft.enterprise = "红塔化工厂,问13900139000"
    filed = await _file(sqlite_house, draft)
    desk = Actor("staff:one", "intake", frozenset({Role.OFFICER}))
    async with sqlite_house.view() as view:
        content = (await case_view(view, filed.case_number, desk)).content
    assert content is not None
    assert content.place.startswith("大营街化工厂后门")
    assert content.enterprise.startswith("红塔化工厂")
    for secret in ("张晓明", "13800138000", "13900139000"):
        assert secret not in content.place + content.enterprise


async def test_a_body_that_does_not_work_here_leaves_it_at_intake(sqlite_house: House) -> None:
    filed = await _file(sqlite_house, _draft())
    assert (filed.status, filed.body.id, filed.desk.id) == (Status.RECEIVED, BODY, "intake")
    assert not filed.connected
    async with sqlite_house.view() as view:
        case = await view.session.get_one(Case, filed.case_number)
        assert case.deadline_kind == "intake"


async def test_an_urgent_report_has_the_shortest_clock(sqlite_house: House) -> None:
    urgent = "红塔区某小区燃气泄漏,味道很大,马上要爆炸了,有人晕倒,快来人"
    filed = await _file(sqlite_house, _draft(urgent))
    async with sqlite_house.view() as view:
        case = await view.session.get_one(Case, filed.case_number)
    assert (case.urgency, case.deadline_kind) == ("immediate", "urgent_accept")


async def test_what_is_unclear_goes_to_triage(sqlite_house: House) -> None:
    filed = await _file(sqlite_house, _draft("这里很危险"))
    assert (filed.status, filed.desk.id) == (Status.TRIAGE, "intake")
    assert filed.case_number.startswith("CN-")


async def test_the_same_draft_is_filed_once(house: House) -> None:
    draft = _draft()
    outcomes = await asyncio.gather(
        *(_file(house, draft) for _ in range(5)), return_exceptions=True
    )
    filed = [outcome for outcome in outcomes if isinstance(outcome, Filed)]
    assert len(filed) == 1
    async with house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(Report)) == 1
        found = await case_of_draft(view, draft)
        assert found is not None
        assert found.number == filed[0].case_number
        assert await case_of_draft(view, _draft()) is None
    with pytest.raises(Conflict) as caught:
        await _file(house, draft)
    assert caught.value.code == "already_filed"


async def test_a_link_is_stored_only_if_wanted(sqlite_house: House) -> None:
    await _file(sqlite_house, _draft())
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(Link)) == 0
    filed = await _file(sqlite_house, _draft(), account_id=7)
    async with sqlite_house.view() as view:
        (link,) = await view.session.scalars(select(Link))
    assert (link.report_id, link.account_id) == (filed.report_id, 7)


async def test_the_receipt_is_nowhere_in_the_database(sqlite_house: House) -> None:
    filed = await _file(sqlite_house, _draft(f"{HAZARD}。我的旧码 1234 5678 9012 3456 7890"))
    digits = filed.receipt.replace(" ", "")
    async with sqlite_house.work() as work:
        report = await work.session.get_one(Report, filed.report_id)
        assert report.receipt_hash == receipt_hash(work, filed.receipt)
        assert report.receipt_hash == receipt_hash(work, digits)
    folder = Path(sqlite_house.settings.database_url.partition(":///")[2]).parent
    written = b"".join(path.read_bytes() for path in folder.glob("test.db*"))
    for secret in (digits, filed.receipt, HAZARD, "大营街某"):
        assert secret.encode() not in written
    assert filed.case_number.encode() in written


async def test_many_at_once_have_their_own_numbers(house: House) -> None:
    await connect(house, BODY)
    filed = await asyncio.gather(*(_file(house, _draft()) for _ in range(64)))
    assert len({each.case_number for each in filed}) == 64
    assert len({each.receipt for each in filed}) == 64
    async with house.view() as view:
        assert (await audit_heads.check(view)).whole


async def test_the_first_to_hear_of_a_body_do_not_stumble_over_each_other(house: House) -> None:
    filed = await asyncio.gather(*(_file(house, _draft()) for _ in range(6)))
    assert {each.desk.id for each in filed} == {"intake"}
