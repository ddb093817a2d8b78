"""Every page of the console against every role, and against everybody else."""

import re

import pytest
from aiohttp import web

from backend.domain.cases import Role
from backend.services.staff import STAFF_ROLES
from backend.web import console
from backend.web.base import Access, declared
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Office

READS_REPORTS = {Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL}
PUBLIC = {"/worker.js", "/static/{name:.+}", "/sign-in", "/language/{language}"}


def _routes() -> list[web.RouteDef]:
    return [
        route for room in console.ROOMS for route in room.routes if isinstance(route, web.RouteDef)
    ]


def test_every_route_declares_who_may_call_it() -> None:
    assert len(_routes()) > 30
    assert [route.path for route in _routes() if not declared(route.handler)] == []
    public = {route.path for route in _routes() if Access.PUBLIC in declared(route.handler)}
    assert public == PUBLIC


def test_the_words_of_a_report_are_for_those_who_work_it() -> None:
    about_cases = [route for route in _routes() if "/cases" in route.path]
    assert len(about_cases) >= 7
    for route in about_cases:
        assert set(declared(route.handler)) <= READS_REPORTS, route.path
    assert Role.ADMINISTRATOR not in READS_REPORTS


def test_what_changes_something_is_never_a_get() -> None:
    reading = {route.path for route in _routes() if route.method == "GET"}
    words = re.compile(r"reset|disable|revoke|unbind|retry|events|whole|sign-out|code")
    assert [path for path in reading if words.search(path)] == []


async def test_each_role_sees_its_own_pages_and_no_others(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    pages = [
        route.path.replace("{number}", number).replace("{id}", "0" * 32)
        for route in _routes()
        if route.method == "GET" and route.path not in {*PUBLIC, "", "/"}
    ]
    allowed = {route.path: declared(route.handler) for route in _routes() if route.method == "GET"}
    for role in STAFF_ROLES:
        desk = await office.desk(f"someone for {role}", "intake", role)
        for path in pages:
            known = path.replace(number, "{number}").replace("0" * 32, "{id}")
            answer = await desk.client.get(f"/console{path}", params={"q": "x"})
            refused = not allowed[known] & {role, Access.SIGNED_IN}
            assert (answer.status == 403) == refused, (role, path, answer.status)
            assert answer.status < 500


async def test_nobody_signed_in_gets_no_page_but_the_form(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    desk = await office.browser()
    for path in ("", "/", "/cases", f"/cases/{number}", "/staff", "/audit", "/identities"):
        assert "忘了密码请找" in await desk.get(path)
        assert HAZARD not in desk.page


async def test_another_bodys_case_does_not_exist(office: Office) -> None:
    mine = await office.desk("本局人员", BODY, Role.OFFICER)
    filed = await office.file(HAZARD)
    number = filed.case_number
    theirs = await office.desk("别局人员", OTHER_BODY, *STAFF_ROLES)
    await mine.get(f"/cases/{number}")
    await theirs.get(f"/cases/{number}", 404)
    await theirs.get(f"/cases/{number}/sheet", 404)
    await theirs.get(f"/cases/{number}/files/{'0' * 32}", 404)
    await theirs.get("/account")
    await theirs.post(f"/cases/{number}/events/accept", {}, 404)
    await theirs.get("/account")
    await theirs.post(f"/cases/{number}/whole", {}, 404)
    await theirs.get("/account")
    await theirs.post(f"/rewards/{number}/approve_reward", {}, 404)
    await theirs.get("/cases?tab=all")
    assert number not in theirs.page
    await theirs.get("/cases/XX-0000-0000", 404)


@pytest.mark.parametrize(
    "path",
    ["/cases/x", "/nothing", "/static/..%2f..%2fauth.py", "/cases/YX-7K4Q-2MWD/events/accept"],
)
async def test_what_is_not_there_is_said_in_words(office: Office, path: str) -> None:
    desk = await office.desk("本局人员", BODY, Role.OFFICER)
    answer = await desk.client.get(f"/console{path}")
    assert answer.status in (404, 405)
    assert "出了点问题" in await answer.text()


async def test_pages_are_safe_by_their_headers(office: Office) -> None:
    desk = await office.desk("本局人员", BODY, Role.OFFICER)
    await desk.get("/cases")
    assert desk.last is not None
    headers = desk.last.headers
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script>|<style| style=| on[a-z]+=", desk.raw)
    asset = re.search(r'src="(/console/static/desk\.js\?[0-9a-f]+)"', desk.raw)
    assert asset is not None
    script = await desk.client.get(asset[1])
    assert (script.status, script.content_type) == (200, "text/javascript")
    assert "immutable" in script.headers["Cache-Control"]
