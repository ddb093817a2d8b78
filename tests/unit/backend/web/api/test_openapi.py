"""openapi.json is true: every route is in it, every answer fits it, every event is described."""

import itertools
import re
from typing import Any

import pytest

from backend.domain.cases import Event, Role, Status
from backend.domain.errors import Invalid
from backend.domain.fields import EventFields, check_fields, reason_codes
from backend.domain.outgoing import LEAVING, told_fields
from backend.domain.transitions import BY_EVENT, TRANSITIONS
from backend.web.api import ENDPOINTS
from backend.web.api.openapi import (
    EVENT,
    FIELDS,
    TOKEN_ROLES,
    document,
    event_name,
    event_schema,
    for_tokens,
)
from backend.web.base import declared
from tests.support.api import Api, base64_picture
from tests.support.json_schema import faults
from tests.support.sources import ROOT

DOCUMENT = document(ENDPOINTS)
EXAMPLES: dict[str, object] = {
    "reason_code": "wrong_area",
    "reason": "查实",
    "text": "请补充门牌号",
    "to": "530402.emergency",
    "how": "书面",
    "other_number": "转 12 号",
    "officers": ["检查员甲", "检查员乙"],
    "outcome": "verified",
    "penalty_yuan": 100_000,
    "criterion_confirmed": True,
    "concealed_deaths": 2,
    "report_grade": "one",
    "by_employee": True,
    "signatories": 3,
    "claim_code": "12345678",
    "voucher": "2026-17",
    "days": 30,
}


def _fits(name: str, value: Any) -> list[str]:
    return faults({"$ref": f"#/components/schemas/{name}"}, value, DOCUMENT)


def test_every_route_is_described_and_declared() -> None:
    described = {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }
    assert described == {(e.method, f"/api/v1{e.path}") for e in ENDPOINTS}
    assert all(declared(endpoint.handler) for endpoint in ENDPOINTS)


async def test_every_described_route_is_served(sqlite_api: Api) -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method in operations:
            concrete = path.replace("{number}", "YX-0000-0000").replace("{file_id}", "0")
            async with sqlite_api.http.request(method, concrete) as answer:
                wanted = {200} if path.endswith("openapi.json") else {401}
                assert answer.status in wanted, path
    async with sqlite_api.http.get("/api/v1/openapi.json") as answer:
        assert await answer.json() == DOCUMENT


def test_every_reference_leads_somewhere() -> None:
    names = set(DOCUMENT["components"]["schemas"])
    used = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                used.add(node["$ref"].rpartition("/")[2])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(DOCUMENT)
    assert used <= names
    assert {event_name(row.event) for row in for_tokens()} <= used


def test_schemas_have_plain_names() -> None:
    assert {"CaseStatus", "RuleStatus"} <= set(DOCUMENT["components"]["schemas"])
    assert not [name for name in DOCUMENT["components"]["schemas"] if not name.isalnum()]


def test_operations_have_names_of_their_own() -> None:
    names = [endpoint.operation for endpoint in ENDPOINTS]
    assert len(set(names)) == len(names)


def test_the_events_of_the_issue_are_there() -> None:
    wanted = {
        "accept", "decline", "transfer", "refuse", "request_info", "verify", "extend", "message",
        "close", "approve_reward", "reject_reward", "reopen",
    }  # fmt: skip
    assert wanted <= {row.event.value for row in for_tokens()}
    assert {Event.PAY_REWARD, Event.ANSWER, Event.CONNECT}.isdisjoint(
        row.event for row in for_tokens()
    )


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.event.value)
def test_an_event_is_described_as_it_is_checked(row: Any) -> None:
    described = event_schema(row)
    stated = set(described["properties"]) - {"event", *row.required, *row.optional}
    assert set(described["properties"]) - stated == {"event", *row.required, *row.optional}
    assert stated == ({"confirmed", "redacted"} if told_fields(row) else set()) | (
        {"copy_checked"} if row.event in LEAVING else set()
    )
    assert set(described["required"]) == {"event", *row.required}
    given = {
        name: described["properties"][name].get("enum", [EXAMPLES[name]])[0]
        for name in (*row.required, *row.optional)
    }
    assert faults(described, {"event": row.event.value, **given}, DOCUMENT) == []
    assert isinstance(check_fields(row, given), EventFields)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_field_is_described_as_it_is_checked(name: str) -> None:
    row = next(row for row in TRANSITIONS if name in (*row.required, *row.optional))
    described = event_schema(row)["properties"][name]
    others = {n: event_schema(row)["properties"][n].get("enum", [EXAMPLES[n]])[0]
              for n in row.required}  # fmt: skip
    limit = described.get("maxLength", 10)
    values: list[object] = [
        "x", "x" * limit, "x" * (limit + 1), 1, True, [], ["x"], ["x"] * 21, ["x" * 51], {}, 1.5,
        -1,
        described.get("maximum", 1), described.get("maximum", 1) + 1,
        *described.get("enum", []),
    ]  # fmt: skip
    for value in values:
        try:
            check_fields(row, {**others, name: value})
            taken = True
        except Invalid:
            taken = False
        assert taken == (faults(described, value, DOCUMENT) == []), value


def test_who_may_and_when_stand_in_the_document() -> None:
    for row in for_tokens():
        described = DOCUMENT["components"]["schemas"][event_name(row.event)]
        assert set(described["x-roles"]) == {r.value for r in row.roles & TOKEN_ROLES}
        assert set(described["x-from"]) == {s.value for s in BY_EVENT[row.event].sources}


def test_a_forged_event_fits_nothing() -> None:
    assert _fits(EVENT, {"event": "accept"}) == []
    assert _fits(EVENT, {"event": "explode"})
    assert _fits(EVENT, {"event": "accept", "penalty_yuan": 1})


async def test_real_answers_fit(sqlite_api: Api) -> None:
    report = {
        "text": "玉溪市红塔区大营街一家化工厂，仓库里堆满了危险化学品桶，没有任何通风",
        "location": {"latitude": 24.35, "longitude": 102},
        "photos": [base64_picture()],
        "external_id": "A-1",
        "channel": "12345",
    }
    assert _fits("ReportIn", report) == []
    status, filed = await sqlite_api.post("/reports", report)
    assert status == 201
    assert _fits("FiledOut", filed) == []
    status, again = await sqlite_api.post("/reports", report)
    assert (status, again["case_number"]) == (200, filed["case_number"])
    assert _fits("FiledOut", again) == []
    number = filed["case_number"]
    for name, token, fields in (
        ("request_info", sqlite_api.officer, {"text": "是哪个门?"}),
        ("message", sqlite_api.officer, {"text": "收到"}),
    ):
        assert _fits("CaseOut", await sqlite_api.event(number, name, token, **fields)) == []
    status, listed = await sqlite_api.get("/cases")
    assert _fits("CaseList", listed) == []
    status, missing = await sqlite_api.get("/cases/YX-0000-0000")
    assert _fits("ProblemOut", missing) == []
    unclear = await sqlite_api.file("楼上水管漏水")
    assert _fits("FiledOut", unclear) == []


async def test_a_case_fits_through_its_whole_life(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    for name, token, fields in (
        ("accept", sqlite_api.officer, {}),
        ("verify", sqlite_api.officer, {"officers": ["检查员甲"]}),
        ("ask_extension", sqlite_api.officer, {"reason": "等检测报告"}),
        ("close", sqlite_api.officer,
         {"outcome": "verified", "reason": "查实", "criterion_confirmed": True}),
        ("penalty", sqlite_api.officer, {"penalty_yuan": 50_000}),
        ("reject_reward", sqlite_api.reviewer, {"reason": "重复奖励"}),
        ("reopen", sqlite_api.reviewer, {"reason": "漏查一处"}),
    ):  # fmt: skip
        assert _fits("CaseOut", await sqlite_api.event(number, name, token, **fields)) == []


def _words(cell: str) -> set[str]:
    return set(re.findall(r"\w+", cell))


def test_the_readme_has_the_same_table() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    start = lines.index("| event | from | to | who | required | optional |")
    told = {}
    for line in itertools.takewhile(lambda each: each.startswith("|"), lines[start + 2 :]):
        event, sources, to, who, required, optional = (
            c.strip() for c in line.strip("|").split("|")
        )
        told[event.strip("`")] = (
            _words(sources),
            _words(to),
            _words(who),
            _words(required),
            _words(optional),
        )
    people = {Role.REPORTER, Role.SYSTEM}
    assert told == {
        row.event.value: (
            {"any"} if row.sources == set(Status) else {s.value for s in row.sources},
            {row.to.value} if row.to else set(),
            {role.value for role in row.roles},
            {*row.required, *reason_codes(row.event)},
            set(row.optional),
        )
        for row in TRANSITIONS
        if not row.roles <= people
    }
