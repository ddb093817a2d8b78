"""The administrator's pages: people, roles, tokens, groups, and how far an arm reaches."""

import re

import pytest
from sqlalchemy import select

from backend.db.models import ApiToken, EnforcementBody, Staff
from backend.domain.cases import Role
from backend.services import access, access_codes
from tests.support.api import BODY, OTHER_BODY, make_token
from tests.support.console_app import PASSWORD, Office

SECRET = re.compile(r'<output class="code">([^<]+)</output>')


async def _person(office: Office, name: str) -> Staff:
    async with office.house.view() as view:
        person = await view.session.scalar(select(Staff).where(Staff.name == name))
        assert person is not None
        return person


def _secret(page: str) -> str:
    found = SECRET.search(page)
    assert found is not None
    return found[1]


async def test_a_new_person_gets_in_with_what_was_shown_once(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    await admin.get("/staff")
    page = await admin.post(
        "/staff", {"name": "林新", "body": BODY, "roles": ["intake", "officer"]}
    )
    once = _secret(page)
    assert once not in await admin.get("/staff")
    new = await office.browser()
    await new.sign_in("林新", once)
    await new.post("/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    await new.get("/")
    await new.show_second_factor("林新")
    assert "红塔区应急管理局" in await new.get("/cases")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "郑管理", "body": BODY, "roles": "officer"}, "已经有叫"),
        ({"name": " ", "body": BODY, "roles": "officer"}, "姓名不对"),
        ({"name": "林新", "body": "nowhere.nothing", "roles": "officer"}, "没有“nowhere.nothing”"),
        ({"name": "林新", "body": BODY, "roles": "king"}, "缺少 角色"),
    ],
    ids=["taken", "no name", "no body", "no role"],
)
async def test_a_wrong_form_says_so(office: Office, form: dict[str, str], said: str) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    await admin.get("/staff")
    answer = await admin.client.post("/console/staff", data={"csrf": admin.csrf, **form})
    assert answer.status in (409, 422)
    assert said in await answer.text()


async def test_roles_change_and_accounts_close(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    person = await _person(office, "林承办")
    await admin.get("/staff")
    await admin.post(f"/staff/{person.id}/roles", {"roles": "payer"})
    await officer.get("/cases", 403)
    await officer.get("/rewards")
    await admin.post(f"/staff/{person.id}/roles", {}, 422)
    await admin.post(f"/staff/{person.id}/disable")
    assert "忘了密码" in await officer.get("/rewards")
    await admin.post(f"/staff/{person.id}/disable", {"open": "1"})
    once = _secret(await admin.post(f"/staff/{person.id}/reset"))
    assert "一次性密码" in await officer.sign_in("林承办", once)


async def test_nobody_gives_themselves_a_role(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    me = await _person(office, "郑管理")
    await admin.get("/staff")
    page = await admin.post(f"/staff/{me.id}/roles", {"roles": ["administrator", "officer"]}, 403)
    assert "不能改自己的角色" in page
    assert (await _person(office, "郑管理")).roles == ["administrator"]


async def test_a_bodys_administrator_reaches_only_its_own(office: Office) -> None:
    own = await office.desk("本局管理", BODY, Role.ADMINISTRATOR)
    await office.person("别局人员", OTHER_BODY, Role.OFFICER)
    await make_token(office.house, OTHER_BODY)
    other = await _person(office, "别局人员")
    async with office.house.view() as view:
        token = await view.session.scalar(select(ApiToken))
    assert token is not None
    page = await own.get("/staff")
    assert "别局人员" not in page
    await own.post(f"/staff/{other.id}/reset", {}, 404)
    await own.get("/staff")
    await own.post(f"/staff/{other.id}/disable", {}, 404)
    await own.get("/staff")
    await own.post(f"/tokens/{token.id}/revoke", {}, 404)
    await own.get("/staff")
    await own.post(f"/bodies/{OTHER_BODY}/code", {}, 404)
    await own.get("/jobs", 404)
    await own.get("/staff")
    await own.post("/staff", {"name": "林新", "body": OTHER_BODY, "roles": "officer"})
    assert (await _person(office, "林新")).body_id == BODY


async def test_a_token_is_shown_once_and_revoked(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    await admin.get("/staff")
    token = _secret(
        await admin.post("/tokens", {"name": "办公系统", "body": BODY, "role": "reviewer"})
    )
    async with office.house.view() as view:
        row = await access.token_row(view, token)
    assert row is not None
    assert (row.body_id, row.role) == (BODY, "reviewer")
    await admin.post(f"/tokens/{row.id}/revoke")
    async with office.house.view() as view:
        assert await access.token_row(view, token) is None


async def test_a_group_is_bound_by_a_code_and_let_go(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    await office.person("林承办", BODY, Role.OFFICER)
    await admin.get("/bodies")
    code = _secret(await admin.post(f"/bodies/{BODY}/code"))
    async with office.house.work() as work:
        await access.bind_group(work, code, "a" * 64, "telegram", b"-100")
    page = await admin.get("/bodies")
    assert "已绑定的群（telegram）" in page
    await admin.post(f"/bodies/{BODY}/narrative", {"shown": "1"})
    async with office.house.view() as view:
        assert (await view.session.get_one(EnforcementBody, BODY)).narrative_in_chat
    page = await admin.post(f"/bodies/{BODY}/groups/{'a' * 64}/unbind")
    assert "已绑定的群" not in page


async def test_everybody_binds_their_own_chat(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)
    await officer.get("/account")
    code = _secret(await officer.post("/account/code"))
    async with office.house.work() as work:
        subject = await access_codes.use_code(work, "account", code)
    assert subject == (await _person(office, "林承办")).id


async def test_the_long_pages_are_searched_and_folded(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    for number in range(6):
        await office.person(f"林承办{number}", BODY, Role.OFFICER)
    for number in range(50):
        await office.person(f"别局{number}", OTHER_BODY, Role.OFFICER)
    await admin.get("/bodies")
    assert f'id="body-{BODY}"' in admin.raw
    assert not _opened(admin.raw)
    await admin.get("/bodies?q=红塔 应急")
    assert _opened(admin.raw) == [f"body-{BODY}"]
    assert f'id="body-{OTHER_BODY}"' not in admin.raw
    assert "没有找到这样的单位" in await admin.get("/bodies?q=火星")
    await admin.get("/bodies")
    await admin.post(f"/bodies/{BODY}/narrative", {"shown": "1"})
    assert _opened(admin.raw) == [f"body-{BODY}"], "what was saved is seen"
    await admin.post(f"/bodies/{BODY}/said", {"phone": "x"}, 422)
    assert _opened(admin.raw) == [f"body-{BODY}"]

    page = await admin.get("/staff")
    assert "共 57 人，这里只显示 50 人" in page
    assert not _opened(admin.raw)
    page = await admin.get("/staff?q=林承办3")
    assert "林承办3" in page
    assert "林承办4" not in page
    assert _opened(admin.raw) == [f"of-{BODY}"]
    assert "只显示" not in await admin.get("/staff?q=红塔区应急")
    assert "没有找到这样的人" in await admin.get("/staff?q=火星")
    person = await _person(office, "别局49")
    await admin.post(f"/staff/{person.id}/disable")
    assert _opened(admin.raw) == [f"of-{OTHER_BODY}"]
    assert f'id="staff-{person.id}"' in admin.raw


def _opened(raw: str) -> list[str]:
    return re.findall(r'<details[^>]* id="([^"]+)" open>', raw)


async def test_bodies_are_found_by_name_and_by_any_county(office: Office) -> None:
    officer = await office.desk("林承办", BODY, Role.OFFICER)

    async def found(words: str) -> list[str]:
        answer = await officer.client.get("/console/bodies/search", params={"q": words})
        return [body["name"] for body in await answer.json()]

    assert (await found("红塔 消防"))[0] == "红塔区消防救援大队"
    assert (await found("530402.fire")) == ["红塔区消防救援大队"]
    assert any("喀什市" in name for name in await found("喀什市应急"))
    assert all("朝阳" in name or "北京" in name for name in (await found("110105"))[:1])
    assert await found("") == []
    assert await found("不存在的单位") == []
