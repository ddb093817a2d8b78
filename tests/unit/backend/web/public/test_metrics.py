"""Counts for the operator alone, and nothing in them that names anybody."""

import re

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from backend.house import House
from backend.web import public
from backend.web.base import HOUSE
from backend.web.public.metrics import _is_loopback
from tests.support.api import BODY, HAZARD, Api

TOKEN = "a-long-token-for-the-operator"


async def _get(house: House, **headers: str) -> tuple[int, str]:
    app = web.Application()
    app[HOUSE] = house
    public.setup(app)
    async with (
        TestClient(TestServer(app)) as http,
        http.get("/metrics", headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def test_loopback_is_this_machine_and_no_other() -> None:
    assert _is_loopback("127.0.0.1")
    assert _is_loopback("127.9.9.9")
    assert _is_loopback("::1")
    assert not any(
        _is_loopback(address)
        for address in ("10.0.0.1", "192.0.2.1", "fe80::1%eth0", "", None, "localhost.example")
    )


async def test_not_a_page_that_leads_a_browser_of_this_machine_here(sqlite_house: House) -> None:
    for host, status in (
        ("elsewhere.example:8080", 401),
        ("127.0.0.1.elsewhere.example", 401),
        ("localhost:8080", 200),
        ("[::1]:8080", 200),
    ):
        assert (await _get(sqlite_house, Host=host))[0] == status, host


async def test_this_machine_may_read(house: House) -> None:
    status, text = await _get(house)
    assert status == 200
    assert 'chuishao_cases{status="closed"} 0' in text


async def test_what_a_proxy_forwards_needs_the_token(house: House) -> None:
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    assert (await _get(house, **forwarded))[0] == 401
    house.settings = house.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    assert (await _get(house, **forwarded))[0] == 401
    assert (await _get(house, Authorization="Bearer wrong", **forwarded))[0] == 401
    assert (await _get(house, Authorization=f"Bearer {TOKEN}", **forwarded))[0] == 200


async def test_an_empty_token_opens_nothing(house: House) -> None:
    assert (await _get(house, Authorization="Bearer ", Forwarded="for=192.0.2.7"))[0] == 401


async def test_the_counts_are_right_and_impersonal(api: Api) -> None:
    number = (await api.file())["case_number"]
    await api.event(number, "accept")
    async with api.http.get("/metrics") as answer:
        text = await answer.text()
    assert 'chuishao_cases{status="accepted"} 1' in text
    assert 'chuishao_cases{status="assigned"} 0' in text
    assert set(re.findall(r"\{(\w+)=", text)) == {"status", "state"}
    assert not any(word in text for word in (number, BODY, HAZARD[:3], "token:"))
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) .+|\w+(\{\w+="\w+"\})? [0-9.e+]+', line), line
