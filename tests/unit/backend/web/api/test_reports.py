"""A platform files in one call: what is unclear goes to a person, nothing comes in twice."""

import asyncio
import base64
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.db.models import Report
from backend.domain.receipts import parse_receipt
from backend.services.status import report_by_receipt
from tests.support.api import BODY, HAZARD, Api, base64_picture, make_token


async def _reports(api: Api) -> int:
    async with api.house.view() as view:
        return await view.session.scalar(select(func.count()).select_from(Report)) or 0


def _files(api: Api) -> int:
    return sum(1 for path in Path(api.house.media.folder).rglob("*") if path.is_file())


async def test_the_answer_says_who_has_it_and_by_when(api: Api) -> None:
    filed = await api.file()
    assert filed["body"]["id"] == filed["desk"]["id"] == BODY
    assert (filed["status"], filed["connected"], filed["industry"]) == (
        "assigned", True, "hazchem",
    )  # fmt: skip
    assert filed["deadline"]["status"] == "internal"
    assert parse_receipt(filed["receipt"])
    async with api.house.view() as view:
        report = await view.session.get_one(Report, await report_by_receipt(view, filed["receipt"]))
        assert report.case_number == filed["case_number"]


UNCLEAR: list[dict[str, object]] = [
    {"text": "这里很危险"},
    {"text": "鼓楼区有个工地没有护栏"},
    {"text": "", "photos": [base64_picture()]},
    {"text": "老板拖欠工资,请帮忙讨要"},
    {"text": "<script>alert(1)</script> =cmd|' /C calc'!A0"},
    {"text": "隐患\x00就在\u202e这里"},
    {"text": HAZARD, "location": {"latitude": -90, "longitude": 180}},
]


async def test_what_a_chat_would_ask_is_no_error(sqlite_api: Api) -> None:
    for report in UNCLEAR:
        status, filed = await sqlite_api.post("/reports", report)
        assert status == 201, filed
        if report["text"] != HAZARD:
            assert (filed["status"], filed["desk"]["id"]) == ("triage", "intake")
        assert parse_receipt(filed["receipt"])


async def test_the_jurisdiction_settles_an_unnamed_place(sqlite_api: Api) -> None:
    text = "某化工厂仓库里堆满了危险化学品桶,没有任何通风"
    assert (await sqlite_api.file(text))["status"] == "triage"
    filed = await sqlite_api.file(text, jurisdiction="530402")
    assert (filed["status"], filed["body"]["id"]) == ("assigned", BODY)
    filed = await sqlite_api.file(f"红塔区{text}", jurisdiction="yuxi")
    assert filed["body"]["id"] == BODY


WRONG: list[tuple[dict[str, object], str]] = [
    ({}, "field_missing"),
    ({"text": ""}, "field_missing"),
    ({"text": " \n"}, "field_missing"),
    ({"text": None}, "field_wrong"),
    ({"text": 5}, "field_wrong"),
    ({"text": "x" * 5001}, "field_wrong"),
    ({"text": "x" * 200_000}, "field_wrong"),
    ({"text": "x", "title": "y"}, "field_unknown"),
    ({"text": "x", "location": {"latitude": 91, "longitude": 0}}, "field_wrong"),
    ({"text": "x", "location": {"latitude": True, "longitude": 0}}, "field_wrong"),
    ({"text": "x", "location": {"latitude": "24", "longitude": 0}}, "field_wrong"),
    ({"text": "x", "location": {"latitude": 24}}, "field_missing"),
    ({"text": "x", "location": [24, 102]}, "field_wrong"),
    ({"text": "x", "photos": "abc"}, "field_wrong"),
    ({"text": "x", "photos": ["不是"]}, "field_wrong"),
    ({"text": "x", "photos": ["abc"]}, "field_wrong"),
    ({"text": "x", "photos": [""] * 13}, "field_wrong"),
    ({"text": "x", "jurisdiction": "atlantis"}, "unknown_jurisdiction"),
    ({"text": "x", "external_id": ""}, "field_wrong"),
    ({"text": "x", "external_id": "1" * 101}, "field_wrong"),
    ({"text": "x", "channel": 12345}, "field_wrong"),
]


async def test_a_wrong_report_is_told_what_is_wrong(sqlite_api: Api) -> None:
    for report, code in WRONG:
        status, problem = await sqlite_api.post("/reports", report)
        assert (status, problem["code"]) == (422, code), report
    assert await _reports(sqlite_api) == 0
    assert _files(sqlite_api) == 0


async def test_a_photo_that_cannot_be_taken_does_not_cost_the_report(sqlite_api: Api) -> None:
    program = base64.b64encode(b"MZ\x90\x00" + b"\x00" * 100).decode()
    broken = base64.b64encode(b"\xff\xd8\xff\xe0 no picture at all").decode()
    filed = await sqlite_api.file(photos=[program, base64_picture(), broken, ""])
    assert [(each["index"], each["code"]) for each in filed["refused_photos"]] == [
        (0, "file_refused"), (2, "photo_broken"), (3, "file_refused"),
    ]  # fmt: skip
    _, case = await sqlite_api.get(f"/cases/{filed['case_number']}")
    assert len(case["report"]["photos"]) == 1


async def test_the_same_external_id_gives_the_same_case_and_no_second_receipt(api: Api) -> None:
    first = await api.file(external_id="12345-2026-0001", photos=[base64_picture()])
    files = _files(api)
    status, again = await api.post(
        "/reports",
        {"text": "又来一遍", "external_id": "12345-2026-0001", "photos": [base64_picture()]},
    )
    assert (status, again["case_number"], again["receipt"]) == (200, first["case_number"], None)
    assert await _reports(api) == 1
    assert _files(api) == files
    other = await make_token(api.house, BODY)
    status, _ = await api.post(
        "/reports", {"text": HAZARD, "external_id": "12345-2026-0001"}, other
    )
    assert status == 201


async def test_the_same_key_repeats_the_receipt(api: Api) -> None:
    report = {"text": HAZARD, "photos": [base64_picture()]}
    first = await api.post("/reports", report, key="k")
    assert first[0] == 201
    files = _files(api)
    assert await api.post("/reports", report, key="k") == first
    assert (await api.post("/reports", {**report, "text": "别的"}, key="k"))[0] == 409
    assert await _reports(api) == 1
    assert _files(api) == files


@pytest.mark.parametrize("how", ["key", "external_id"])
async def test_eight_at_once_are_one_report(api: Api, how: str) -> None:
    report = {"text": HAZARD, "photos": [base64_picture()]}
    if how == "external_id":
        report["external_id"] = "12345-2026-0001"
    key = "k" if how == "key" else None
    answers = await asyncio.gather(*(api.post("/reports", report, key=key) for _ in range(8)))
    assert {status for status, _ in answers} <= {200, 201}
    assert len({answer["case_number"] for _, answer in answers}) == 1
    receipts = {answer["receipt"] for _, answer in answers} - {None}
    assert len(receipts) == 1
    assert await _reports(api) == 1
    assert _files(api) == 2


async def test_many_at_once_have_numbers_and_receipts_of_their_own(api: Api) -> None:
    answers = await asyncio.gather(*(api.post("/reports", {"text": HAZARD}) for _ in range(64)))
    assert {status for status, _ in answers} == {201}
    assert len({answer["case_number"] for _, answer in answers}) == 64
    assert len({answer["receipt"] for _, answer in answers}) == 64


async def test_nothing_a_platform_sent_lies_in_the_clear(sqlite_api: Api) -> None:
    await sqlite_api.post(
        "/reports",
        {"text": HAZARD, "external_id": "PLATFORM-77", "photos": [base64_picture()]},
        key="THE-KEY-77",
    )
    path = Path(sqlite_api.house.settings.database_url.partition(":///")[2])
    for file in (*path.parent.glob("test.db*"), *sqlite_api.house.media.folder.rglob("*.*")):
        if file.is_file():
            content = file.read_bytes()
            for secret in (HAZARD, "PLATFORM-77", "THE-KEY-77", "PhoneMaker"):
                assert secret.encode() not in content, file
