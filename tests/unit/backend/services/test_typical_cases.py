"""Typical cases: two people, nobody's words, sealed until they are public."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case, CaseLink, TypicalCase
from backend.domain.cases import Role
from backend.domain.errors import DomainError, NotAllowed, NotFound
from backend.domain.typical_cases import Betrays, Decided, SamePerson, State
from backend.house import House
from backend.services import drafts, reports, typical_cases
from backend.services.cases import Actor
from backend.services.views import case_view
from tests.support.api import BODY, HAZARD
from tests.support.bulletins import DUE, publish, typical_case
from tests.support.filing import FOREIGN, Filing, connect
from tests.support.firm import make_firm

FIELDS = {
    "industry": "hazchem",
    "unit": "530402",
    "period": "2026-Q3",
    "penalty": "to_50k",
    "reward": "to_10k",
    "found": "某企业库房超量存放危险物品,换气设施停用。",
    "done": "责令停止使用并整改,依法处罚,已复查合格。",
}

DANGER = "红塔区大营街化工厂正在泄漏,很多人晕倒,快来人"
"""Goes to firm and body at once."""


def _actor(name: str = "one", body: str = BODY, role: Role = Role.OFFICER) -> Actor:
    return Actor(f"staff:{name}", body, frozenset({role}))


async def _write(house: House, number: str, row_id: str = "", **fields: str) -> str:
    async with house.work() as work:
        return await typical_cases.write(work, {**FIELDS, **fields}, number, _actor(), row_id)


async def _decide(house: House, row_id: str, actor: Actor, why: str = "", **how: bool) -> None:
    async with house.work() as work:
        approve = how.get("approve", True)
        await typical_cases.decide(work, row_id, approve=approve, why=why, actor=actor)


async def _row(house: House, row_id: str) -> TypicalCase:
    async with house.view() as view:
        return await view.session.get_one(TypicalCase, row_id)


async def test_written_returned_mended_approved_published_withdrawn(filing: Filing) -> None:
    house, number = filing.house, filing.number
    row_id = await _write(house, number)
    row = await _row(house, row_id)
    assert row.words is not None
    assert "库房".encode() not in row.words
    with pytest.raises(SamePerson):
        await _decide(house, row_id, _actor())
    with pytest.raises(Betrays, match="why"):
        await _decide(house, row_id, _actor("two"), approve=False)
    await _decide(house, row_id, _actor("two"), "写得太细", approve=False)
    async with house.view() as view:
        (seen,) = await typical_cases.of_body(view, _actor())
        assert (seen.row.state, seen.why, seen.may_edit) == (State.RETURNED, "写得太细", True)
        assert await typical_cases.of_body(view, _actor(body=FOREIGN)) == []
    with pytest.raises(Betrays, match="case_number"):
        await _write(house, " ", row_id)
    assert await _write(house, number, row_id, found="某企业库房超量存放危险物品。") == row_id
    await _decide(house, row_id, _actor("two", role=Role.REVIEWER))
    with pytest.raises(Decided):
        await _write(house, number, row_id)
    with pytest.raises(Decided):
        await _decide(house, row_id, _actor("three"))
    async with house.view() as view:
        assert await typical_cases.published(view) == []
    await publish(house)
    async with house.view() as view:
        ((row, told),) = await typical_cases.published(view, "2026-W46")
        assert (row.words, told.found) == (None, "某企业库房超量存放危险物品。")
    async with house.work() as work:
        await typical_cases.withdraw(work, row_id, "可能被认出", _actor())
    row = await _row(house, row_id)
    assert (row.state, row.words, row.public) == (State.WITHDRAWN, None, None)
    async with house.view() as view:
        assert await typical_cases.published(view) == []
        acts = await view.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject == row_id).order_by(AuditEntry.seq)
        )
        assert list(acts) == [
            "write_typical_case", "return_typical_case", "write_typical_case",
            "approve_typical_case", "publish_typical_case", "withdraw_typical_case",
        ]  # fmt: skip


async def test_the_reporters_own_words_are_refused_and_the_number_is_not_kept(
    filing: Filing,
) -> None:
    house, quoted = filing.house, "企业库内" + HAZARD[-12:]
    with pytest.raises(Betrays, match="case_number"):
        await _write(house, "", found=quoted)
    with pytest.raises(Betrays, match="quotes"):
        await _write(house, filing.number, found=quoted)
    row_id = await _write(house, filing.number)
    row = await _row(house, row_id)
    kept = [str(value) for name, value in vars(row).items() if not name.startswith("_")]
    assert not [value for value in kept if filing.number in value]
    async with house.view() as view:
        told = await view.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.subject == row_id)
        )
        assert list(told) == [""]


async def _refused(house: House, number: str) -> None:
    with pytest.raises(Betrays) as caught:
        await _write(house, number)
    # The same for each of them.
    assert (caught.value.code, caught.value.params) == ("case", {})


async def test_cases_of_a_firms_own_people_are_told_of_by_nobody(sqlite_filing: Filing) -> None:
    house, number = sqlite_filing.house, sqlite_filing.number
    firm = await make_firm(house)
    _, inside = await firm.report("first", DANGER)
    await _refused(house, inside)
    async with house.work() as work:
        link = CaseLink(
            later=inside, earlier=number, kind="same", actor="staff:one", at=firm.now
        )  # fmt: skip
        work.session.add(link)
    await _refused(house, number)
    async with house.work() as work:
        await work.session.delete(await work.session.get_one(CaseLink, (inside, number)))
    assert await _write(house, number)
    async with house.work() as work:
        (await work.session.get_one(Case, number)).by_employee = True
    await _refused(house, number)


async def test_nor_is_one_of_reprisal(sqlite_filing: Filing) -> None:
    house = sqlite_filing.house
    draft = drafts.Draft(reprisal=True, insisted=True, unit="530402007")
    draft.add_text("举报之后老板把我调去扫厕所,还扣了工资")
    understood = drafts.understand(draft)
    assert understood.route is not None
    body = understood.route.body.id
    await connect(house, body)
    async with house.work() as work:
        filed = await reports.submit_report(work, draft, understood)
    async with house.view() as view:
        content = (await case_view(view, filed.case_number, _actor(body=body))).content
        assert content is not None
        assert content.flags == ["reprisal"]
    async with house.work() as work:
        with pytest.raises(Betrays) as caught:
            await typical_cases.write(work, FIELDS, filed.case_number, _actor(body=body))
        assert caught.value.code == "case"


async def test_who_reported_is_no_part_of_it(sqlite_filing: Filing) -> None:
    house, number = sqlite_filing.house, sqlite_filing.number
    with pytest.raises(Betrays, match="reporter"):
        await _write(house, number, found="经该厂一名焊工举报,库房超量存放危险物品。")


@pytest.mark.parametrize(
    ("actor", "number", "error"),
    [
        (_actor(role=Role.PAYER), "", NotAllowed),
        (_actor(role=Role.ADMINISTRATOR), "", NotAllowed),
        (_actor(body=FOREIGN), "YX-0000-0000", NotFound),
    ],
)
async def test_who_may_not(
    sqlite_filing: Filing, actor: Actor, number: str, error: type[DomainError]
) -> None:
    async with sqlite_filing.house.work() as work:
        with pytest.raises(error):
            await typical_cases.write(work, FIELDS, number, actor)


async def test_another_body_finds_none_of_ours(sqlite_house: House) -> None:
    row_id = await typical_case(sqlite_house, publish_on=DUE)
    async with sqlite_house.work() as work:
        with pytest.raises(NotFound):
            await typical_cases.withdraw(work, row_id, "x", _actor(body=FOREIGN))
    async with sqlite_house.work() as work:
        foreign = _actor("nine", body=FOREIGN)
        with pytest.raises(NotFound):
            await typical_cases.decide(work, row_id, approve=False, why="x", actor=foreign)
