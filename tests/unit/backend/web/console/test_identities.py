"""The custodian's page and the asker's: a look needs a reason, another person and a passphrase."""

import re

from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.services import custodians, looks
from backend.services.cases import Actor
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Desk, Office
from tests.support.vault import CONTACT, NAME, PASSPHRASE, file_named, quick_custodian

ASKED = {"reason_code": "reward", "reason": "核对来领奖的人"}


async def _acts(office: Office) -> list[str]:
    async with office.house.view() as view:
        query = select(AuditEntry.action).where(
            AuditEntry.action.contains("look") | AuditEntry.action.contains("reveal")
        )
        return list(await view.session.scalars(query.order_by(AuditEntry.seq)))


def _path(desk: Desk, act: str) -> str:
    found = re.search(rf'action="/console(/(?:looks|identities)/[0-9a-f]+/{act})"', desk.raw)
    assert found is not None, desk.page
    return found[1]


async def _ask(desk: Desk, number: str, status: int = 200) -> str:
    await desk.get(f"/looks?number={number}")
    return await desk.post("/looks", ASKED | {"number": number}, status)


async def test_from_the_case_to_the_look_and_nowhere_else(office: Office) -> None:
    async with office.house.work() as work:
        await custodians.make_first(work, PASSPHRASE)
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    keeper = await office.desk("钱保密", BODY, Role.CUSTODIAN)
    number = (await file_named(office.house)).number
    assert NAME not in await officer.get(f"/cases/{number}")
    assert f"/console/looks?number={number}" in officer.raw
    assert "等待答复" in await _ask(officer, number)
    assert "核对来领奖的人" in await keeper.get("/identities")
    assert "林承办" in keeper.page
    grant = _path(keeper, "grant")
    page = await keeper.post(grant, {"hours": "99", "passphrase": PASSPHRASE}, 422)
    assert "1 到 24 小时" in page
    page = await keeper.post(grant, {"hours": "2", "passphrase": "wrong"}, 403)
    assert "口令" in page
    assert NAME not in await keeper.post(grant, {"hours": "2", "passphrase": PASSPHRASE})
    assert await _acts(office) == ["ask_look", "reveal_refused", "grant_look"]
    assert NAME not in await officer.get("/looks")
    page = await officer.post(_path(officer, "open"))
    assert NAME in page
    assert CONTACT in page
    assert (await _acts(office))[-1] == "reveal_identity"
    assert NAME not in await officer.get("/looks")
    assert NAME not in await keeper.get("/identities")
    assert "查看实名" in keeper.page


async def test_the_answer_goes_to_the_browser_that_asked(office: Office) -> None:
    private = await quick_custodian(office.house)
    keeper = Actor("staff:keeper", "intake", frozenset({Role.CUSTODIAN}))
    officer = await office.desk("林承办", BODY, Role.OFFICER, Role.CUSTODIAN)
    number = (await file_named(office.house)).number
    await _ask(officer, number)
    await officer.get("/identities")
    assert "不能批准自己的申请" in officer.page
    refuse = re.search(r"name=\"passphrase\"", officer.raw)
    assert refuse is None
    again = await office.browser()
    await again.sign_in("林承办", "four dull words suffice")
    assert "另一次登录" in await again.get("/looks")
    await again.post(_path(again, "renew"))
    await officer.get("/looks")
    assert "另一次登录" in officer.page
    async with office.house.work() as work:
        (row,) = await looks.waiting(work, BODY)
        await looks.grant(work, row.id, keeper, 1, "custodian", private)
    assert "/open" not in await officer.get("/looks")
    await officer.post(f"/looks/{row.id}/open", {}, 409)
    assert NAME not in officer.page
    await again.get("/looks")
    assert NAME in await again.post(_path(again, "open"))


async def test_what_is_nameless_or_anothers_is_not_found(office: Office) -> None:
    await quick_custodian(office.house)
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await file_named(office.house)).number
    nameless = (await office.file(HAZARD)).case_number
    stranger = await office.desk("孙承办", OTHER_BODY, Role.OFFICER)
    await _ask(stranger, number, 404)
    await _ask(officer, nameless, 404)
    await _ask(officer, "nonsense", 404)
    await _ask(officer, number)
    await _ask(officer, number, 409)
    other = await office.desk("孙保密", OTHER_BODY, Role.CUSTODIAN)
    page = await other.get("/identities")
    assert number not in page
    whole = await office.desk("钱保密", "intake", Role.CUSTODIAN)
    await whole.get("/identities")
    refuse = _path(whole, "refuse")
    await other.post(refuse, {}, 404)
    await whole.post(refuse)
    assert sorted(await _acts(office)) == ["ask_look", "refuse_look"]
    assert "已拒绝" in await officer.get("/looks")


async def test_a_form_without_a_reason_keeps_what_was_typed(office: Office) -> None:
    await quick_custodian(office.house)
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await file_named(office.house)).number
    await officer.get("/looks")
    page = await officer.post("/looks", ASKED | {"number": number, "reason": " "}, 422)
    assert number in page
    assert "缺少 说明" in page
    page = await officer.post("/looks", ASKED | {"number": number, "reason_code": "x"}, 422)
    assert "缺少 原因" in page
    assert await _acts(office) == []
