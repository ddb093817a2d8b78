"""Cases over the API: what each side may do and see, and that nothing happens twice."""

import asyncio
import base64
import datetime as dt
import json

from sqlalchemy import func, select

from backend.db.models import ApiAnswer, CaseEvent
from tests.support.api import BODY, HAZARD, OTHER_BODY, Api, make_token, picture


async def _steps(api: Api, number: str) -> list[str]:
    async with api.house.view() as view:
        query = select(CaseEvent.event).where(CaseEvent.case_number == number)
        return list(await view.session.scalars(query.order_by(CaseEvent.seq)))


async def test_from_report_to_approved_reward(api: Api) -> None:
    number = (await api.file())["case_number"]
    case = await api.event(number, "accept")
    assert (case["status"], case["deadline"]["kind"]) == ("accepted", "verify")
    case = await api.event(number, "verify", officers=["检查员甲", "检查员乙"])
    assert case["timeline"][-1]["details"]["officers"] == ["检查员甲", "检查员乙"]
    case = await api.event(
        number, "close", outcome="verified", reason="查实,责令改正", penalty_yuan=100_000
    )
    assert (case["status"], case["deadline"]) == ("closed", None)
    assert (case["reward"]["status"], case["reward"]["amount_yuan"]) == ("proposed", 15_000)
    assert "100,000 元 × 15%" in case["reward"]["formula"]
    path = f"/cases/{number}/events"
    assert (await api.post(path, {"event": "approve_reward"}))[0] == 403
    case = await api.event(number, "approve_reward", api.reviewer)
    assert case["reward"]["status"] == "approved"
    assert case["reward"]["claim_until"] > case["updated_at"]
    status, answer = await api.post(path, {"event": "approve_reward"}, api.reviewer)
    assert (status, answer["code"]) == (409, "reward_decided")


async def test_the_holder_sees_the_words_and_no_receipt(sqlite_api: Api) -> None:
    receipt = "1234 5678 9012 3456 7890"
    filed = await sqlite_api.file(f"{HAZARD}。电话 13800138000,查询码 {receipt}")
    _, case = await sqlite_api.get(f"/cases/{filed['case_number']}")
    assert case["report"]["text"].startswith(HAZARD)
    assert "13800138000" not in str(case)
    assert filed["receipt"] not in str(case)
    assert case["routing"]["reason"].startswith("“危险化学品”")
    assert case["next_events"] == [
        "accept", "decline", "transfer", "refuse", "request_info", "message", "note",
    ]  # fmt: skip


async def test_reasons_are_spoken_in_the_clients_language(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    headers = {"Authorization": f"Bearer {sqlite_api.officer}", "Accept-Language": "en"}
    async with sqlite_api.http.get(f"/api/v1/cases/{number}", headers=headers) as answer:
        assert "Hazardous chemicals" in (await answer.json())["routing"]["reason"]


WRONG: list[tuple[object, int, str]] = [
    ({}, 422, "field_missing"),
    ({"event": None}, 422, "field_missing"),
    ({"event": 7}, 422, "field_missing"),
    ({"event": "explode"}, 422, "unknown_event"),
    ({"event": "decline"}, 422, "field_missing"),
    ({"event": "decline", "reason_code": "no_mood"}, 422, "field_not_choice"),
    ({"event": "accept", "penalty_yuan": 5}, 422, "field_unknown"),
    ({"event": "request_info", "text": ["a"]}, 422, "field_not_text"),
    ({"event": "request_info", "text": "x" * 4001}, 422, "field_too_long"),
    ({"event": "transfer", "to": "nowhere.nobody", "copy_checked": True}, 422, "unknown_body"),
    ({"event": "transfer", "to": "\x00"}, 422, "field_missing"),
    ({"event": "close", "outcome": "verified", "reason": "x"}, 409, "illegal_transition"),
    ({"event": "answer"}, 403, "not_allowed"),
    ({"event": "connect"}, 403, "not_allowed"),
    ({"event": "pay_reward", "claim_code": "1"}, 403, "not_allowed"),
    ([], 400, "not_object"),
    (b'{"event": "accept", "event": "decline"}', 400, "bad_json"),
    (b'{"event": "accept", "text": "' + b"x" * 1024**2 + b'"}', 413, "body_too_large"),
]


async def test_a_wrong_event_changes_nothing(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    for body, status, code in WRONG:
        answered, problem = await sqlite_api.post(f"/cases/{number}/events", body, key="k")
        assert (answered, problem["code"]) == (status, code), body
    assert await _steps(sqlite_api, number) == ["submit"]
    await sqlite_api.event(number, "accept")


async def test_an_unknown_number_is_404_however_it_looks(sqlite_api: Api) -> None:
    await sqlite_api.file()
    for number in ("YX-0000-0000", "x", "YX-7K4Q-2MWD'--", "%2e%2e"):
        assert (await sqlite_api.get(f"/cases/{number}"))[0] == 404
        assert (await sqlite_api.post(f"/cases/{number}/events", {"event": "accept"}))[0] == 404


async def test_a_number_may_be_typed_without_care(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    status, case = await sqlite_api.get(f"/cases/{number.replace('-', '').lower()}")
    assert (status, case["case_number"]) == (200, number)


async def test_the_same_key_repeats_the_answer(api: Api) -> None:
    number = (await api.file())["case_number"]
    path = f"/cases/{number}/events"
    first = await api.post(path, {"event": "message", "text": "收到"}, key="k-1")
    assert await api.post(path, {"event": "message", "text": "收到"}, key="k-1") == first
    assert await api.post(path, b'{"text": "\\u6536\\u5230","event":"message"}', key="k-1") == first
    assert await _steps(api, number) == ["submit", "message"]
    status, problem = await api.post(path, {"event": "message", "text": "别的"}, key="k-1")
    assert (status, problem["code"]) == (409, "conflict")
    status, _ = await api.post(path, {"event": "message", "text": "收到"}, key="k-2")
    assert status == 200
    assert await _steps(api, number) == ["submit", "message", "message"]


async def test_the_key_of_one_token_is_not_anothers(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    other = await make_token(sqlite_api.house, BODY)
    path, body = f"/cases/{number}/events", {"event": "message", "text": "收到"}
    assert (await sqlite_api.post(path, body, key="k"))[0] == 200
    assert (await sqlite_api.post(path, body, other, key="k"))[0] == 200
    assert await _steps(sqlite_api, number) == ["submit", "message", "message"]


async def test_the_same_key_on_another_case_is_a_mistake(sqlite_api: Api) -> None:
    one, two = [(await sqlite_api.file())["case_number"] for _ in range(2)]
    body = {"event": "accept"}
    assert (await sqlite_api.post(f"/cases/{one}/events", body, key="k"))[0] == 200
    assert (await sqlite_api.post(f"/cases/{two}/events", body, key="k"))[0] == 409


async def test_a_refused_event_leaves_its_key_free(api: Api) -> None:
    number = (await api.file())["case_number"]
    path = f"/cases/{number}/events"
    assert (await api.post(path, {"event": "verify"}, key="k"))[0] == 409
    await api.event(number, "accept")
    assert (await api.post(path, {"event": "verify"}, key="k"))[0] == 200


async def test_twice_at_once_is_done_once(api: Api) -> None:
    number = (await api.file())["case_number"]
    path, body = f"/cases/{number}/events", {"event": "message", "text": "收到"}
    answers = await asyncio.gather(*(api.post(path, body, key="k") for _ in range(8)))
    assert [status for status, _ in answers] == [200] * 8
    assert all(case == answers[0][1] for _, case in answers)
    assert await _steps(api, number) == ["submit", "message"]


async def test_two_who_accept_at_once_make_one_step(api: Api) -> None:
    number = (await api.file())["case_number"]
    path = f"/cases/{number}/events"
    answers = await asyncio.gather(*(api.post(path, {"event": "accept"}) for _ in range(6)))
    assert sorted(status for status, _ in answers) == [200] + [409] * 5
    assert await _steps(api, number) == ["submit", "accept"]


async def test_after_a_day_a_key_is_free_and_its_answer_gone(api: Api) -> None:
    number = (await api.file())["case_number"]
    path, body = f"/cases/{number}/events", {"event": "message", "text": "收到"}
    await api.post(path, body, key="k")
    later = api.house.clock() + dt.timedelta(hours=24, seconds=1)
    api.house.clock = lambda: later
    assert (await api.post(path, {"event": "message", "text": "别的"}, key="k"))[0] == 200
    async with api.house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(ApiAnswer)) == 1


async def test_no_kept_answer_can_be_read_without_the_token(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    await sqlite_api.post(f"/cases/{number}/events", {"event": "accept"}, key="k")
    async with sqlite_api.house.view() as view:
        row = (await view.session.scalars(select(ApiAnswer))).one()
    assert HAZARD.encode() not in row.answer
    assert number.encode() not in row.answer


async def test_pages_follow_one_another(api: Api) -> None:
    numbers = [(await api.file())["case_number"] for _ in range(5)]
    seen: list[str] = []
    after = ""
    while True:
        _, page = await api.get(f"/cases?limit=2&after={after}")
        seen += [line["case_number"] for line in page["cases"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == numbers
    assert (await api.get(f"/cases?after={numbers[-1]}"))[1] == {"cases": [], "next": None}


async def test_a_case_given_away_does_not_end_the_listing(api: Api) -> None:
    numbers = [(await api.file())["case_number"] for _ in range(3)]
    await make_token(api.house, OTHER_BODY)
    await api.event(numbers[0], "transfer", to=OTHER_BODY)
    _, page = await api.get(f"/cases?after={numbers[0]}")
    assert [line["case_number"] for line in page["cases"]] == numbers[1:]


async def test_the_list_can_be_narrowed_to_a_status(api: Api) -> None:
    one, two = [(await api.file())["case_number"] for _ in range(2)]
    await api.event(one, "accept")
    _, page = await api.get("/cases?status=assigned")
    assert [line["case_number"] for line in page["cases"]] == [two]


async def test_a_wrong_query_is_told(sqlite_api: Api) -> None:
    for query in (
        "status=open", "limit=0", "limit=101", "limit=x", "limit=²", f"limit={9**20}", "page=2",
    ):  # fmt: skip
        assert (await sqlite_api.get(f"/cases?{query}"))[0] == 422, query


async def test_transferred_away_it_is_gone_and_the_new_desk_sees_all(api: Api) -> None:
    number = (await api.file())["case_number"]
    other = await make_token(api.house, OTHER_BODY)
    case = await api.event(number, "transfer", to=OTHER_BODY, reason="职责在市场监管")
    assert (case["status"], case["desk"]["id"]) == ("assigned", OTHER_BODY)
    assert (case["report"], case["next_events"]) == (None, [])
    assert (await api.get(f"/cases/{number}"))[0] == 404
    _, there = await api.get(f"/cases/{number}", other)
    assert there["report"]["text"] == HAZARD
    assert there["timeline"][-1]["details"]["reason"] == "职责在市场监管"


async def test_to_a_body_that_is_not_connected_it_waits_at_intake(api: Api) -> None:
    number = (await api.file())["case_number"]
    case = await api.event(number, "transfer", to=OTHER_BODY)
    assert (case["status"], case["body"]["id"], case["desk"]["id"]) == (
        "received", OTHER_BODY, "intake",
    )  # fmt: skip
    other = await make_token(api.house, OTHER_BODY)
    _, there = await api.get(f"/cases/{number}", other)
    assert (there["status"], there["report"]["text"]) == ("assigned", HAZARD)


async def test_refused_it_goes_to_who_decides(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    case = await sqlite_api.event(number, "refuse", reason_code="wrong_area")
    assert case["status"] == "triage"
    assert case["desk"]["id"] != BODY
    assert (await sqlite_api.get(f"/cases/{number}"))[0] == 404


async def test_a_photo_is_handed_out_clean(sqlite_api: Api) -> None:
    original = picture()
    filed = await sqlite_api.file(photos=[base64.b64encode(original).decode()])
    _, case = await sqlite_api.get(f"/cases/{filed['case_number']}")
    (photo,) = case["report"]["photos"]
    headers = {"Authorization": f"Bearer {sqlite_api.officer}"}
    async with sqlite_api.http.get(photo["url"], headers=headers) as answer:
        clean = await answer.read()
        assert answer.status == 200
        assert answer.content_type == photo["mime"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert clean.startswith(b"\xff\xd8")
    assert b"PhoneMaker" in original
    assert b"PhoneMaker" not in clean
    assert b"Exif" not in clean


async def test_a_document_is_saved_and_never_shown(sqlite_api: Api) -> None:
    filed = await sqlite_api.file(photos=[base64.b64encode(b"%PDF-1.4\n%%EOF").decode()])
    _, case = await sqlite_api.get(f"/cases/{filed['case_number']}")
    (document,) = case["report"]["files"]
    headers = {"Authorization": f"Bearer {sqlite_api.officer}"}
    async with sqlite_api.http.get(document["url"], headers=headers) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert await answer.read() == b"%PDF-1.4\n%%EOF"


async def test_a_file_of_another_case_is_not_found(sqlite_api: Api) -> None:
    one = await sqlite_api.file(photos=[base64.b64encode(picture()).decode()])
    two = await sqlite_api.file()
    _, case = await sqlite_api.get(f"/cases/{one['case_number']}")
    file_id = case["report"]["photos"][0]["id"]
    assert (await sqlite_api.get(f"/cases/{two['case_number']}/files/{file_id}"))[0] == 404
    assert (await sqlite_api.get(f"/cases/{two['case_number']}/files/..%2f..%2fx"))[0] == 404


async def test_words_that_name_somebody_and_an_unchecked_copy_are_asked_back(
    sqlite_api: Api,
) -> None:
    number = (await sqlite_api.file())["case_number"]
    path = f"/cases/{number}/events"
    words = {"event": "request_info", "text": "请打13800138000"}
    status, problem = await sqlite_api.post(path, words)
    assert (status, problem["code"]) == (422, "words_name_others")
    assert "13800138000" not in problem["without"]
    status, problem = await sqlite_api.post(path, {"event": "transfer", "to": OTHER_BODY})
    assert (status, problem["code"]) == (409, "copy_unchecked")
    await sqlite_api.event(number, "request_info", text=words["text"], redacted=True)
    case = (await sqlite_api.get(f"/cases/{number}"))[1]
    assert "13800138000" not in json.dumps(case)
