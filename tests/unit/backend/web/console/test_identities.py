"""The custodian's page: no look without reason, passphrase and trace."""

from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.services import drafts, identities, reports
from backend.services.drafts import Draft
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Office

PASSPHRASE = "many quiet words keep it closed"
NAME = "举报者甲"


async def _named(office: Office) -> str:
    async with office.house.work() as work:
        await identities.make_custodian_key(work, PASSPHRASE)
    draft = Draft(named=True)
    draft.add_text(HAZARD)
    async with office.house.work() as work:
        code = await identities.link_code(work, draft)
        await identities.take_in(work, code, NAME, "0877-0000000")
    understood = drafts.understand(draft)
    async with office.house.work() as work:
        return (await reports.submit_report(work, draft, understood)).case_number


async def _looks(office: Office) -> list[tuple[str, str]]:
    async with office.house.view() as view:
        query = select(AuditEntry.action, AuditEntry.subject).where(
            AuditEntry.action.startswith("reveal")
        )
        return [(row[0], row[1]) for row in await view.session.execute(query)]


async def test_a_look_needs_reason_and_passphrase_and_leaves_a_trace(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    custodian = await office.desk("钱保密", BODY, Role.CUSTODIAN)
    number = await _named(office)
    page = await officer.get(f"/cases/{number}")
    assert "实名" in page
    assert NAME not in page
    await custodian.get("/identities")
    form = {"number": number, "reason": "核对领奖人", "passphrase": PASSPHRASE}
    page = await custodian.post("/identities", form | {"reason": " "}, 422)
    assert NAME not in page
    assert await _looks(office) == []
    page = await custodian.post("/identities", form | {"passphrase": "wrong"}, 403)
    assert NAME not in page
    assert await _looks(office) == [("reveal_refused", number)]
    page = await custodian.post("/identities", form)
    assert NAME in page
    assert await _looks(office) == [("reveal_refused", number), ("reveal_identity", number)]
    page = await custodian.get("/identities")
    assert NAME not in page
    assert number in page


async def test_what_is_nameless_or_anothers_is_not_found(office: Office) -> None:
    number = await _named(office)
    await office.person("林承办", BODY, Role.OFFICER)
    nameless = (await office.file(HAZARD)).case_number
    other = await office.desk("孙保密", OTHER_BODY, Role.CUSTODIAN)
    await other.get("/identities")
    form = {"number": number, "reason": "核对领奖人", "passphrase": PASSPHRASE}
    await other.post("/identities", form, 404)
    whole = await office.desk("钱保密", "intake", Role.CUSTODIAN)
    await whole.get("/identities")
    await whole.post("/identities", form | {"number": nameless}, 404)
    await whole.post("/identities", form | {"number": "nonsense"}, 404)
    assert await _looks(office) == []
