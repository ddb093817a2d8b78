"""A body that isn't exactly one JSON object is told so, whatever is wrong with it."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.web.problems import Problem, problems
from backend.web.strict_json import parse_object, read_object


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": 1} {"b": 2}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'\xef\xbb\xbf{"a": 1}',
        b"\xff\xfe{\x00}\x00",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"{'a': 1}",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse_object(body)
    assert (caught.value.status, caught.value.code) == (400, "bad_json")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"true"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse_object(body)
    assert (caught.value.status, caught.value.code) == (400, "not_object")


def test_equal_requests_have_one_canonical_text() -> None:
    first, canonical = parse_object('{"b": 1, "a": "隐患"}'.encode())
    second, same = parse_object(b'{ "a":"\\u9690\\u60a3","b":1 }')
    assert (first, canonical) == (second, same)
    assert parse_object(b'{"a": 1}')[1] != parse_object(b'{"a": "1"}')[1]


async def _answer(limit: int, body: bytes, content_type: str, **headers: str) -> int:
    async def take(request: web.Request) -> web.Response:
        await read_object(request, limit)
        return web.Response()

    app = web.Application(middlewares=[problems])
    app.router.add_post("/", take)
    async with (
        TestClient(TestServer(app)) as http,
        http.post("/", data=body, headers={"Content-Type": content_type, **headers}) as answer,
    ):
        return answer.status


async def test_the_limit_counts_bytes_that_arrive() -> None:
    body = b'{"a": "' + b"x" * 100 + b'"}'
    assert await _answer(len(body), body, "application/json") == 200
    assert await _answer(len(body) - 1, body, "application/json") == 413


async def test_a_packed_body_counts_unpacked() -> None:
    import gzip

    packed = gzip.compress(b'{"a": "' + b"x" * 1_000_000 + b'"}')
    assert len(packed) < 10_000
    kind = "application/json"
    assert await _answer(10_000, packed, kind, **{"Content-Encoding": "gzip"}) == 413
    assert await _answer(2_000_000, packed, kind, **{"Content-Encoding": "gzip"}) == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_another_content_type_is_refused(kind: str) -> None:
    assert await _answer(100, b"{}", kind) == 415


async def test_a_charset_may_stand_beside_it() -> None:
    assert await _answer(100, b"{}", "application/json; charset=utf-8") == 200
