"""Every page of the console against every role, a foreign case, a foreign area, a forged form.

Who may do what stands here a second time, by hand: it must not follow from the code it checks.
"""

import pytest
from aiohttp import ClientResponse, web

from backend.db.models import Staff
from backend.domain.cases import STAFF_ROLES, Role
from backend.web import console
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Desk, Office
from tests.support.filing import FOREIGN
from tests.support.firm import make_firm

ANYBODY = {
    "GET /static/{name:.+}", "GET /worker.js", "GET /sign-in", "POST /sign-in",
    "GET /language/{language}", "GET /single-sign-on", "GET /single-sign-on/back",
}  # fmt: skip
ANY_STAFF = {
    "GET ", "GET /", "POST /sign-out", "GET /password", "POST /password", "GET /account",
    "POST /account/code", "GET /second-factor", "POST /second-factor",
    "POST /second-factor/forget", "POST /account/passkeys/begin", "POST /account/passkeys",
    "POST /account/passkeys/{id}/remove", "POST /second-factor/passkey/begin",
    "POST /second-factor/passkey",
}  # fmt: skip
READING = {
    "GET /cases", "GET /cases/{number}", "POST /cases/{number}/whole",
    "POST /cases/{number}/events/{event}", "POST /cases/{number}/preview/{event}",
    "GET /cases/{number}/sheet", "GET /cases/{number}/files/{id}", "GET /register",
    "GET /register/{id}", "GET /bodies/search", "GET /looks", "POST /looks",
    "POST /looks/{id}/renew", "POST /looks/{id}/open", "GET /cases/live", "POST /cases/export",
    "POST /cases/scan", "GET /map", "POST /map/points", "GET /map/outlines",
    "POST /cases/{number}/original", "GET /cases/{number}/evidence",
    "GET /cases/{number}/evidence/state", "POST /cases/{number}/evidence",
    "GET /cases/{number}/evidence/{id}", "GET /cases/{number}/evidence/{id}/original",
    "POST /cases/{number}/evidence/{id}/void", "GET /evidence-shell",
}  # fmt: skip
VIEWS = {"POST /views", "POST /views/{id}/delete"}
FIGURES = {"GET /figures", "GET /figures.xlsx", "GET /figures.pdf"}
DOCKET = {"GET /docket.csv", "GET /docket.xlsx"}
AT_THE_DESK = {
    "GET /cases/{number}/copy", "POST /cases/{number}/copy", "POST /cases/{number}/industry",
    "POST /cases/{number}/place", "POST /cases/{number}/similar", "POST /cases/{number}/workplace",
    "POST /cases/{number}/malice", "GET /cases/{number}/sealed", "POST /cases/{number}/sealed",
    "GET /filing", "POST /filing/understand", "POST /filing", "POST /register/{id}/poster",
    "POST /register/{id}/poster/revoke", "GET /register/{id}/poster/{number}", "GET /oversight",
    "POST /oversight/{number}/{event}",
}  # fmt: skip
REWARDS = {"GET /rewards", "POST /rewards/{number}/{event}"}
OF_OFFICERS = {
    "GET /cases/{number}/discipline", "POST /cases/{number}/discipline",
    "POST /register/{id}/mark", "POST /register/marks/{id}/lift", "GET /typical-cases",
    "POST /typical-cases",
}  # fmt: skip
EXPECTED: dict[Role, set[str]] = {
    Role.INTAKE: READING | AT_THE_DESK | VIEWS | FIGURES | {
        "POST /cases/assign", "POST /account/absence",
        "GET /register/new", "POST /register/new", "GET /register/{id}/edit",
        "POST /register/{id}/edit",
    },
    Role.OFFICER: READING | AT_THE_DESK | REWARDS | OF_OFFICERS | VIEWS | FIGURES | DOCKET | {
        "POST /cases/assign", "POST /account/absence",
    },
    Role.REVIEWER: READING | REWARDS | OF_OFFICERS | VIEWS | FIGURES | DOCKET | {
        "POST /cases/assign", "POST /figures/plan",
        "POST /cases/{number}/hold", "POST /cases/{number}/malice", "GET /ledger", "POST /ledger",
        "GET /ledger.csv", "GET /oversight", "POST /oversight/{number}/{event}",
    },
    Role.LEGAL: READING | REWARDS | VIEWS | FIGURES | {"POST /cases/{number}/hold"},
    Role.PAYER: REWARDS | {
        "GET /counter", "POST /counter", "GET /accounts", "POST /accounts/key",
        "POST /accounts/{number}", "GET /ledger", "GET /ledger.csv", "GET /looks", "POST /looks",
        "POST /looks/{id}/renew", "POST /looks/{id}/open",
    },
    Role.SUPERVISOR: VIEWS | FIGURES | {
        "GET /cases", "GET /oversight", "POST /oversight/{number}/{event}",
    },
    Role.STATISTICS: FIGURES,
    Role.CUSTODIAN: {
        "GET /identities", "POST /identities/{id}/grant", "POST /identities/{id}/refuse",
    },
    Role.ADMINISTRATOR: {
        "GET /register", "GET /register/new", "POST /register/new", "GET /register/{id}",
        "GET /register/{id}/edit", "POST /register/{id}/edit", "POST /register/{id}/officers",
        "POST /register/{id}/poster", "POST /register/{id}/poster/revoke",
        "GET /register/{id}/poster/{number}", "POST /register/imports",
        "GET /register/imports/{id}", "POST /register/imports/{id}",
        "POST /register/imports/{id}/drop", "GET /register/imports/{id}/faults.csv",
        "GET /bodies/search", "GET /bodies", "POST /bodies/{body}/code",
        "POST /bodies/{body}/narrative", "POST /bodies/{body}/nameless", "POST /bodies/{body}/mail",
        "POST /bodies/{body}/groups/{group}/unbind", "GET /staff", "POST /staff",
        "POST /staff/{id}/reset", "POST /staff/{id}/roles", "POST /staff/{id}/areas",
        "POST /staff/{id}/disable", "POST /staff/{id}/forget-second-factor", "POST /tokens",
        "POST /tokens/{id}/revoke", "GET /audit", "GET /jobs", "POST /jobs/{id}/retry",
        "POST /bodies/{body}/said", "POST /bodies/{body}/robots",
        "POST /bodies/{body}/robots/{robot}/remove", "POST /bodies/{body}/robots/{robot}/test",
        "POST /bodies/{body}/digest", "GET /settings", "GET /settings/changes",
        "GET /settings/changes/{id}", "POST /settings/changes/{id}/approve",
        "POST /settings/changes/{id}/refuse", "POST /settings/changes/{id}/try",
        "POST /settings/undo", "GET /settings/texts",
        "GET /settings/texts/{id}", "POST /settings/texts/{id}", "GET /settings/deadlines",
        "POST /settings/deadlines/{name}", "GET /settings/terms", "POST /settings/terms",
        "GET /settings/terms/tries/{id}", "POST /settings/terms/tries/{id}",
        "GET /settings/routes", "POST /settings/routes", "GET /settings/places",
        "GET /settings/places/{id}", "GET /settings/places/{id}/file",
        "POST /settings/places/{id}", "GET /bodies/{body}/webhooks",
        "POST /bodies/{body}/webhooks", "POST /bodies/{body}/webhooks/{webhook}/change",
        "POST /bodies/{body}/webhooks/{webhook}/secret",
        "POST /bodies/{body}/webhooks/{webhook}/remove",
        "POST /bodies/{body}/webhooks/{webhook}/test",
    },
    Role.SAFETY_OFFICER: {
        "GET /firm", "GET /firm/{id}", "POST /firm/{id}/{number}", "GET /firm/{id}/files/{number}",
    },
}  # fmt: skip
ROUTES = sorted(
    f"{route.method} {route.path}"
    for room in console.ROOMS
    for route in room.routes
    if isinstance(route, web.RouteDef)
)
ABOUT_A_CASE = [
    route for route in ROUTES if "{number}" in route and not route.split()[1].startswith(
        ("/firm", "/register")
    )
]  # fmt: skip
NOT_ALLOWED = "您没有权限，或者页面放得太久。"
EVENTS = {"/cases": "accept", "/oversight": "urge", "/rewards": "approve_reward"}
TOWN, NEXT_TOWN = "云南省玉溪市红塔区大营街街道", "云南省玉溪市红塔区李棋街道"


async def _ask(desk: Desk, route: str, number: str, csrf: str | None = None) -> ClientResponse:
    method, _, path = route.partition(" ")
    known = {"number": number, "body": BODY, "name": "desk.css"}
    known |= dict.fromkeys(("id", "group", "robot", "webhook"), "0" * 32)
    event = EVENTS.get(f"/{path.split('/')[1]}" if path else "", "")
    where = path.replace(":.+", "").format(**known, event=event, language="zh")
    data = None if method == "GET" else {"csrf": desk.csrf if csrf is None else csrf}
    return await desk.client.request(
        method, f"/console{where}", data=data, allow_redirects=False, params={"q": "x"}
    )


async def _token(desk: Desk) -> None:
    await desk.get("/account")
    assert desk.csrf


def test_no_route_is_forgotten_here() -> None:
    listed = set().union(ANYBODY, ANY_STAFF, *EXPECTED.values())
    assert set(ROUTES) == listed
    assert set(EXPECTED) == {*STAFF_ROLES, Role.SAFETY_OFFICER}
    assert len(ABOUT_A_CASE) > 20


@pytest.mark.parametrize("role", EXPECTED, ids=str)
async def test_each_role_opens_its_own_and_nothing_else(office: Office, role: Role) -> None:
    await office.person("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    if role is Role.SAFETY_OFFICER:
        firm = await make_firm(office.house)
        async with office.house.work() as work:
            person = await work.session.get_one(Staff, firm.officer.id.removeprefix("staff:"))
            person.one_time_until = None
        desk = await office.signed_in(person.name)
    else:
        desk = await office.desk("某人", BODY, role)
    await _token(desk)
    # What ends the session comes last and is tried elsewhere.
    for route in ROUTES:
        if route in ANYBODY or (route in ANY_STAFF and route.startswith("POST")):
            continue
        answer = await _ask(desk, route, number)
        refused = answer.status == 403 and NOT_ALLOWED in await answer.text()
        assert refused == (route not in ANY_STAFF | EXPECTED[role]), (route, answer.status)
        assert answer.status < 500, route
        if not refused and route.startswith("POST"):
            for forged in ("", "x" * 32):
                forgery = await _ask(desk, route, number, csrf=forged)
                assert forgery.status == 403, route
                assert NOT_ALLOWED in await forgery.text(), route


async def test_no_form_of_ones_own_account_is_taken_without_its_token(office: Office) -> None:
    desk = await office.desk("某人", BODY, Role.STATISTICS)
    for route in sorted(ANY_STAFF):
        if route.startswith("POST"):
            answer = await _ask(desk, route, "", csrf="x")
            assert (answer.status, NOT_ALLOWED in await answer.text()) == (403, True), route
    await _token(desk)


async def test_without_a_session_every_route_leads_to_the_form(office: Office) -> None:
    desk = await office.browser()
    for route in ROUTES:
        if route not in ANYBODY:
            answer = await _ask(desk, route, "YX-0000-0000", csrf="x")
            assert answer.status == 303, route
            assert answer.headers["Location"].startswith("/console/sign-in"), route


async def test_before_the_second_factor_nothing_opens(office: Office) -> None:
    await office.person("全能人员", BODY, *STAFF_ROLES)
    number = (await office.file(HAZARD)).case_number
    thief = await office.browser()
    await thief.get("/sign-in")
    await thief.post("/sign-in", {"name": "全能人员", "password": "four dull words suffice"})
    before = {"GET /second-factor", "POST /second-factor", "POST /sign-out"}
    keys = {"POST /second-factor/passkey/begin", "POST /second-factor/passkey"}
    for route in ROUTES:
        if route not in ANYBODY | before | keys:
            answer = await _ask(thief, route, number)
            assert answer.status == 303, route
            assert answer.headers["Location"].startswith("/console/second-factor"), route
    for route in keys:
        assert (await _ask(thief, route, number)).status == 403, "no keys are offered here"


async def _is_not_there(desk: Desk, number: str) -> None:
    """The case answers as one that never was, whichever way it is asked for."""
    await _token(desk)
    for route in ABOUT_A_CASE:
        answer, never = await _ask(desk, route, number), await _ask(desk, route, "XX-0000-0000")
        assert answer.status == never.status == 404, (route, answer.status, never.status)
        told = (await answer.text()).replace(number, "XX-0000-0000")
        assert told == await never.text(), route
    for path, fields in (
        ("/looks", {"number": number, "reason_code": "reward", "reason": "核对来领奖的人"}),
        ("/counter", {"number": number, "claim_code": "0000 0000"}),
    ):
        data = {"csrf": desk.csrf, **fields}
        answer = await desk.client.post(f"/console{path}", data=data, allow_redirects=False)
        assert answer.status == 404 or "没有这个案件" in await answer.text(), path
    for path in ("/cases?tab=all", "/cases?tab=todo", "/rewards", "/accounts", "/oversight"):
        assert number not in await desk.get(path), path


async def test_another_bodys_case_does_not_exist(office: Office) -> None:
    mine = await office.desk("本局人员", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    everything = (*STAFF_ROLES, Role.SAFETY_OFFICER)
    theirs = await office.desk("别局人员", OTHER_BODY, *everything)
    await _is_not_there(theirs, number)
    await _is_not_there(await office.desk("消防人员", FOREIGN, *everything), number)
    await mine.get(f"/cases/{number}")


async def test_a_case_outside_ones_areas_does_not_exist(office: Office) -> None:
    admin = await office.desk("郑管理", BODY, Role.ADMINISTRATOR)
    roles = (Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL, Role.PAYER, Role.SUPERVISOR)
    limited = await office.desk("林承办", BODY, *roles)
    number = (await office.file(HAZARD)).case_number
    await limited.get(f"/cases/{number}")
    await admin.get("/staff")
    person = admin.raw.split("/areas")[0].rsplit("/", 1)[1]
    await admin.post(f"/staff/{person}/areas", {"areas": "李棋街道\n"})
    assert NEXT_TOWN in admin.page
    await _is_not_there(limited, number)
    assert NEXT_TOWN in await limited.get("/account")
    await admin.get("/staff")
    await admin.post(f"/staff/{person}/areas", {"areas": "李棋街道\n大营街"})
    assert number in await limited.get("/cases?tab=all")
    await limited.get(f"/cases/{number}")
    await limited.step(number, "accept")
    await limited.get(f"/cases/{number}")
    await limited.post(f"/cases/{number}/place", {"place": "春和街道"})
    assert limited.last is not None
    assert limited.last.url.path == "/console/cases", "it left their areas by their own word"
    await limited.get(f"/cases/{number}", 404)
    for wrong in ("江川区", "没有的街道"):
        await admin.get("/staff")
        assert "不是本单位辖区里的地方" in await admin.post(
            f"/staff/{person}/areas", {"areas": wrong}, 422
        )
    await admin.get("/audit")
    assert "修改负责区域" in admin.page
    await admin.get("/staff")
    mine = admin.raw.partition("郑管理")[2].partition("<li")[0]
    assert "/areas" not in mine, "nobody widens their own"


async def test_a_supervisor_reads_where_cases_stand_and_no_word_of_them(office: Office) -> None:
    await office.person("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD)).case_number
    for body, tab in ((BODY, "all"), ("530400.emergency", "below")):
        desk = await office.desk(f"督导 {body}", body, Role.SUPERVISOR)
        for path in (f"/cases?tab={tab}", f"/cases?q={number}&tab={tab}", "/"):
            page = await desk.get(path)
            assert (number in page) == (path != "/" or tab == "all"), (body, path)
            assert HAZARD[15:25] not in page
            assert f"/cases/{number}" not in desk.raw
        await desk.get(f"/cases/{number}", 403)
        await _token(desk)
        status = 404 if tab == "below" else 403
        await desk.post(f"/oversight/{number}/urge", {"reason": "请抓紧"}, status)
    beside = await office.desk("市监督导", OTHER_BODY, Role.SUPERVISOR)
    assert number not in await beside.get("/cases?tab=below")
