"""A body's token opens the API; anything else is told 401, and learns nothing more."""

import itertools

from sqlalchemy import select

from backend.db.models import ApiToken
from backend.services.staff import token_hash
from tests.support.api import OTHER_BODY, Api, make_token

HEADERS = [
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer cs_short",
    "Bearer cs_" + "a" * 43,
    "Bearer cs_" + "a" * 5000,
    "Bearer 令牌令牌令牌令牌令牌令牌令牌令牌令牌令牌",
    "Basic dXNlcjpwYXNz",
]


async def test_no_token_no_entry(sqlite_api: Api) -> None:
    asked = itertools.product(HEADERS, (("GET", "/cases"), ("POST", "/reports")))
    for header, (method, path) in asked:
        headers = {} if header is None else {"Authorization": header}
        async with sqlite_api.http.request(method, f"/api/v1{path}", headers=headers) as answer:
            assert answer.status == 401, header
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert (await answer.json(content_type=None))["code"] == "unauthorized"


async def test_the_scheme_may_be_written_small(sqlite_api: Api) -> None:
    headers = {"Authorization": f"bearer  {sqlite_api.officer}"}
    async with sqlite_api.http.get("/api/v1/cases", headers=headers) as answer:
        assert answer.status == 200


async def test_a_token_in_the_address_opens_nothing(sqlite_api: Api) -> None:
    async with sqlite_api.http.get(f"/api/v1/cases?token={sqlite_api.officer}") as answer:
        assert answer.status == 401


async def test_a_revoked_token_opens_nothing(sqlite_api: Api) -> None:
    async with sqlite_api.house.work() as work:
        query = select(ApiToken).where(ApiToken.token_hash == token_hash(sqlite_api.officer))
        row = await work.session.scalar(query)
        assert row is not None
        row.revoked = True
    assert (await sqlite_api.get("/cases"))[0] == 401


async def test_no_token_lies_in_the_database(sqlite_api: Api) -> None:
    async with sqlite_api.house.view() as view:
        rows = list(await view.session.scalars(select(ApiToken)))
    stored = " ".join(f"{row.id} {row.token_hash} {row.name}" for row in rows)
    assert sqlite_api.officer not in stored
    assert sqlite_api.officer[3:] not in stored


async def test_another_bodys_token_gets_404(sqlite_api: Api) -> None:
    stranger = await make_token(sqlite_api.house, OTHER_BODY)
    filed = await sqlite_api.file()
    number = filed["case_number"]
    assert (await sqlite_api.get(f"/cases/{number}", stranger))[0] == 404
    assert (await sqlite_api.get(f"/cases/{number}/files/0", stranger))[0] == 404
    for event in ("accept", "close", "approve_reward"):
        status, answer = await sqlite_api.post(
            f"/cases/{number}/events", {"event": event}, stranger
        )
        assert (status, answer["code"]) == (404, "case_not_found")
    assert (await sqlite_api.get("/cases", stranger))[1]["cases"] == []
    assert (await sqlite_api.get(f"/cases?after={number}", stranger))[0] == 404


async def test_a_reviewer_reviews_and_does_nothing_else(sqlite_api: Api) -> None:
    number = (await sqlite_api.file())["case_number"]
    path = f"/cases/{number}/events"
    for event in ("accept", "decline", "transfer", "request_info", "message", "verify", "close"):
        status, answer = await sqlite_api.post(path, {"event": event}, sqlite_api.reviewer)
        assert (status, answer["code"]) == (403, "not_allowed"), event
    assert (await sqlite_api.post("/reports", {"text": "x"}, sqlite_api.reviewer))[0] == 403
    assert (await sqlite_api.get(f"/cases/{number}", sqlite_api.reviewer))[1]["next_events"] == []


async def test_an_unusable_idempotency_key_is_refused(sqlite_api: Api) -> None:
    for key in ("", "键", "a" * 201, "tab\tinside"):
        status, answer = await sqlite_api.post("/reports", {"text": "玉溪市红塔区有隐患"}, key=key)
        assert (status, answer["code"]) == (400, "bad_idempotency_key")
