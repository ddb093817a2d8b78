"""``kill -9`` under a platform's hands: what was acknowledged stays, nothing is there twice."""

import asyncio
from collections.abc import Iterable

import aiohttp

from tests.support.api import BODY, HAZARD
from tests.support.server import Server

AT_ONCE = 16


class Platform:
    """A platform that files under keys of its own and remembers what it was told."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self.headers = {"Authorization": f"Bearer {token}"}
        self.told: dict[str, dict[str, object]] = {}

    async def post(self, path: str, body: dict[str, str], key: str) -> dict[str, object]:
        """The answer to one request; raises aiohttp.ClientError when the server dies of it."""
        headers = {**self.headers, "Idempotency-Key": key}
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{self.server.base_url}{path}", json=body, headers=headers) as answer,
        ):
            answer.raise_for_status()
            found: dict[str, object] = await answer.json()
            return found

    async def file(self, key: str) -> None:
        """File one report and remember the answer, if one comes."""
        told = await self.post("/api/v1/reports", {"text": f"{HAZARD} {key}"}, key)
        assert self.told.setdefault(key, told) == told

    async def numbers(self) -> list[str]:
        """The case numbers on the body's desk."""
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self.server.base_url}/api/v1/cases", headers=self.headers) as answer,
        ):
            return [case["case_number"] for case in (await answer.json())["cases"]]


async def _kill_in_the_middle(platform: Platform, keys: Iterable[str]) -> None:
    """Send all at once and kill the server as soon as some have their answer."""
    sending = [asyncio.create_task(platform.file(key)) for key in keys]
    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
    await platform.server.kill()
    outcomes = await asyncio.gather(*sending, return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, aiohttp.ClientError) for outcome in outcomes)


async def test_no_acknowledged_report_is_lost_and_none_is_there_twice(server: Server) -> None:
    token = (await server.cli("token", "create", "--body", BODY)).strip()
    platform = Platform(server, token)
    keys = [f"{n}" for n in range(AT_ONCE)]
    # The first one loads the words that reports are read with; then all are quick.
    await platform.file(keys[0])
    await _kill_in_the_middle(platform, keys[1:])
    await server.start()
    acknowledged = dict(platform.told)
    assert len(acknowledged) >= 2
    # What was told before is told again word for word (Platform.file sees to that); all else is
    # filed now, once.
    for key in keys:
        await platform.file(key)
    assert {key: platform.told[key] for key in acknowledged} == acknowledged
    numbers = await platform.numbers()
    assert sorted(numbers) == sorted(str(told["case_number"]) for told in platform.told.values())
    assert len(set(numbers)) == len(keys)
