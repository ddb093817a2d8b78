"""Forwarded headers are believed from the named networks only, and https is made to stay."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from backend.web.proxies import HSTS, add_hsts, believe_proxies, parse_networks

Clients = Callable[[web.Application], Awaitable[TestClient]]


async def show(request: web.Request) -> web.Response:
    answer = web.json_response([request.remote, request.scheme])
    answer.set_cookie("one", "1", secure=request.secure)
    return answer


async def refuse(_: web.Request) -> web.Response:
    raise web.HTTPForbidden


async def stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    return response


def site(*cidrs: str) -> web.Application:
    app = web.Application(middlewares=[believe_proxies(cidrs)])
    app.on_response_prepare.append(add_hsts)
    app.add_routes([web.get("/", show), web.get("/no", refuse), web.get("/stream", stream)])
    return app


async def seen(client: TestClient, **headers: str) -> list[str]:
    answer = await client.get("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    found: list[str] = await answer.json()
    return found


async def test_without_a_proxy_nobody_is_believed(aiohttp_client: Clients) -> None:
    client = await aiohttp_client(site())
    found = await seen(client, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https")
    assert found == ["127.0.0.1", "http"]


async def test_a_stranger_is_not_believed(aiohttp_client: Clients) -> None:
    client = await aiohttp_client(site("10.0.0.0/8"))
    found = await seen(client, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https")
    assert found == ["127.0.0.1", "http"]


@pytest.mark.parametrize(
    ("said", "remote"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("198.51.100.7:50000", "198.51.100.7"),
        # What the client wrote itself stands on the left and counts for nothing.
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        # A second proxy of ours stands on the right.
        ("198.51.100.7, 127.0.0.2", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7, 127.0.0.2", "198.51.100.7"),
        ("nonsense", "127.0.0.1"),
        ("198.51.100.7, nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
async def test_the_first_stranger_from_the_right_is_the_client(
    aiohttp_client: Clients, said: str, remote: str
) -> None:
    client = await aiohttp_client(site("127.0.0.0/8"))
    assert await seen(client, X_Forwarded_For=said) == [remote, "http"]


async def test_header_lines_add_up(aiohttp_client: Clients) -> None:
    client = await aiohttp_client(site("127.0.0.0/8"))
    lines = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.7")]
    answer = await client.get("/", headers=lines)
    assert await answer.json() == ["198.51.100.7", "http"]


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/no", 403), ("/none", 404),
                                              ("/stream", 200)])  # fmt: skip
async def test_every_answer_to_https_says_to_stay_there(
    aiohttp_client: Clients, path: str, status: int
) -> None:
    client = await aiohttp_client(site("127.0.0.1/32"))
    answer = await client.get(path, headers={"X-Forwarded-Proto": "https"})
    assert (answer.status, answer.headers.get(HSTS)) == (status, "max-age=31536000")


@pytest.mark.parametrize("said", ["http", "ftp", ""])
async def test_no_such_word_to_plain_http(aiohttp_client: Clients, said: str) -> None:
    client = await aiohttp_client(site("127.0.0.1/32"))
    answer = await client.get("/", headers={"X-Forwarded-Proto": said})
    assert HSTS not in answer.headers
    assert "Secure" not in answer.headers["Set-Cookie"]


async def test_cookies_are_secure_behind_https(aiohttp_client: Clients) -> None:
    client = await aiohttp_client(site("127.0.0.1/32"))
    answer = await client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("word", ["", "10.0.0.0/33", "proxy", "10.0.0"])
def test_what_is_no_network_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_networks((word,))
