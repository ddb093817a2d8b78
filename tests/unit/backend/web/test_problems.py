"""Every error becomes a problem of RFC 9457, and none quotes what it shouldn't."""

import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from backend.web.problems import CONTENT_TYPE, Problem, problems
from config.texts import LOCALES, catalogue


async def _raise(error: BaseException, language: str = "zh-CN") -> tuple[int, dict[str, object]]:
    async def fail(_: web.Request) -> web.Response:
        raise error

    app = web.Application(middlewares=[problems])
    app.router.add_get("/", fail)
    headers = {"Accept-Language": language}
    async with TestClient(TestServer(app)) as http, http.get("/", headers=headers) as answer:
        assert answer.content_type == CONTENT_TYPE
        return answer.status, await answer.json(content_type=CONTENT_TYPE)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("field_missing", field="reason"), 422),
        (NotFound("case_not_found"), 404),
        (NotAllowed(event="accept"), 403),
        (IllegalTransition(event="accept", status="closed"), 409),
        (Conflict(), 409),
        (Problem(415, "not_json"), 415),
        (web.HTTPNotFound(), 404),
        (web.HTTPBadRequest(), 400),
        (web.HTTPExpectationFailed(), 417),
        (web.HTTPServiceUnavailable(), 503),
    ],
)
async def test_an_error_is_told_by_code_and_sentence(error: Exception, status: int) -> None:
    answered, body = await _raise(error)
    assert answered == body["status"] == status
    assert body["type"] == f"urn:chuishao:problem:{body['code']}"
    assert isinstance(body["detail"], str)
    assert "{" not in body["detail"]
    assert body["title"]


async def test_params_stand_beside_and_hide_nothing() -> None:
    _, body = await _raise(Invalid("field_too_long", field="text", limit=4000))
    assert (body["field"], body["limit"]) == ("text", 4000)
    _, body = await _raise(IllegalTransition(status="closed", event="accept"))
    assert body["status"] == 409


async def test_the_language_of_the_client_is_spoken() -> None:
    _, chinese = await _raise(Invalid("field_missing", field="reason"), "*")
    _, english = await _raise(Invalid("field_missing", field="reason"), "en-GB,en;q=0.9")
    assert chinese["detail"] == "缺少 reason。"
    assert english["detail"] == "reason is missing."


async def test_an_unexpected_error_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        status, body = await _raise(RuntimeError("the text of a report"))
    assert (status, body["code"]) == (500, "internal")
    assert "the text of a report" not in str(body)
    assert "the text of a report" not in caplog.text
    assert "RuntimeError at" in caplog.text


async def test_a_redirect_is_no_error() -> None:
    async def go(_: web.Request) -> web.Response:
        raise web.HTTPSeeOther("/elsewhere")

    app = web.Application(middlewares=[problems])
    app.router.add_get("/", go)
    async with (
        TestClient(TestServer(app)) as http,
        http.get("/", allow_redirects=False) as answer,
    ):
        assert answer.status == 303


@pytest.mark.parametrize("locale", LOCALES)
def test_every_status_that_the_library_raises_has_a_text(locale: str) -> None:
    from backend.web.problems import _CODES

    codes = {*_CODES.values(), "bad_request", "internal"}
    lacking = [code for code in codes if f"api.error_{code}" not in catalogue(locale, "api")]
    assert not lacking
