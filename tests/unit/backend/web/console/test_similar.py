"""The box of similar cases: what it says, who may answer it, and that answers can be taken back."""

from backend.domain.cases import Role
from tests.support.api import BODY, HAZARD, make_token
from tests.support.console_app import Office
from tests.support.filing import FOREIGN

BOTH = (Role.INTAKE, Role.OFFICER)


async def test_two_cases_are_linked_and_unlinked(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    first, later = [(await office.file(HAZARD)).case_number for _ in range(2)]
    page = await officer.get(f"/cases/{first}")
    assert "类似举报" in page
    assert later in page
    assert "可能是同一事项" in page
    assert "文字约 100%" in page
    page = await officer.post(f"/cases/{first}/similar", {"other": later, "kind": "same"})
    assert "撤销" in page
    assert "比本件晚" in page
    assert "比本件早" in await officer.get(f"/cases/{later}")
    await officer.step(first, "accept")
    assert "已受理" in await officer.get(f"/cases/{later}")
    await officer.get(f"/cases/{first}")
    page = await officer.post(f"/cases/{first}/similar", {"other": later, "kind": "undo"})
    assert "是同一事项" in page
    await officer.post(f"/cases/{first}/similar", {"other": later, "kind": "different"})
    assert "类似举报" not in await officer.get(f"/cases/{first}")


async def test_a_case_alone_has_no_box(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    assert "类似举报" not in await officer.get(f"/cases/{number}")


async def test_wrong_answers_are_refused(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    first, later = [(await office.file(HAZARD)).case_number for _ in range(2)]
    await officer.get(f"/cases/{first}")
    path = f"/cases/{first}/similar"
    await officer.post(path, {"other": later, "kind": "merged"}, 422)
    await officer.get(f"/cases/{first}")
    await officer.post(path, {"other": first, "kind": "same"}, 409)
    for other in ("", "YX-0000-0000", "' OR 1=1 --"):
        await officer.get(f"/cases/{first}")
        await officer.post(path, {"other": other, "kind": "same"}, 404)
    await reviewer.get(f"/cases/{first}")
    await reviewer.post(path, {"other": later, "kind": "same"}, 403)


async def test_anothers_case_is_told_without_number_or_buttons(office: Office) -> None:
    await make_token(office.house, FOREIGN)
    officer = await office.desk("林承办", BODY, *BOTH)
    first, later = [(await office.file(HAZARD)).case_number for _ in range(2)]
    await officer.step(later, "transfer", to=FOREIGN)
    page = await officer.get(f"/cases/{first}")
    assert "红塔区消防救援" in page
    assert later not in page
    assert "是同一事项" not in page.replace("可能是同一事项", "")
