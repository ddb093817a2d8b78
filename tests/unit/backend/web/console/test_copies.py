"""The page on which an officer looks through what travels; it works without a script too."""

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD, OTHER_BODY, picture
from tests.support.console_app import Office


async def test_confirming_and_leaving_a_picture_out_without_a_script(office: Office) -> None:
    number = (await office.file(HAZARD, picture())).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    assert "还没有人工核对" in await officer.get(f"/cases/{number}")
    await officer.get(f"/cases/{number}/copy")
    photo = officer.raw.split('name="boxes_')[1].split('"')[0]
    fields = {"redacted": "仓库里堆满了桶", "place": "大营街", "enterprise": ""}
    page = await officer.post(
        f"/cases/{number}/copy", {**fields, f"boxes_{photo}": "", f"leave_{photo}": "1"}
    )
    assert "已由人工核对" in page


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await officer.get(f"/cases/{number}/copy")
    fields = {"redacted": "打13987654321找我", "place": "某地", "enterprise": ""}
    page = await officer.post(f"/cases/{number}/copy", fields, 422)
    assert "文字里还有电话" in page
    assert "打13987654321找我" in page
    assert 'value="某地"' in page


async def test_another_body_and_other_roles_have_no_such_page(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    other = await office.desk("吴某", OTHER_BODY, Role.OFFICER)
    await other.get(f"/cases/{number}/copy", 404)
    payer = await office.desk("钱某", BODY, Role.PAYER)
    await payer.get(f"/cases/{number}/copy", 403)
