"""Beside a running server: a backup while people report, and all of it on a new machine."""

import asyncio
import base64
import json
import shutil
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.api import BODY, HAZARD
from tests.support.pictures import phone_photo
from tests.support.server import Server

PLANTED = "狮子坡翠羽鹮"


class Desk:
    """A platform of the body: files reports and looks at cases."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self.headers = {"Authorization": f"Bearer {token}"}
        self.told: list[dict[str, Any]] = []

    async def file(self) -> None:
        """File one report with a photo and remember the answer."""
        body = {
            "text": f"{HAZARD},{PLANTED}",
            "photos": [base64.b64encode(phone_photo()).decode()],
        }
        headers = {**self.headers, "Idempotency-Key": f"{len(self.told)}"}
        async with (
            aiohttp.ClientSession() as client,
            client.post(
                f"{self.server.base_url}/api/v1/reports", json=body, headers=headers
            ) as answer,
        ):
            answer.raise_for_status()
            self.told.append(await answer.json())

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of one answer."""
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self.server.base_url}/api/v1{path}", headers=self.headers) as answer,
        ):
            return answer.status, await answer.read()


def lose(data: Path) -> None:
    """The machine burns; the keys were elsewhere."""
    shutil.rmtree(data)


async def test_a_lost_machine_comes_back(server: Server, tmp_path: Path) -> None:
    token = (await server.cli("token", "create", "--body", BODY)).strip()
    desk = Desk(server, token)
    for _ in range(3):
        await desk.file()
    before = len(desk.told)
    stopped = asyncio.Event()

    async def people() -> None:
        while not stopped.is_set():
            await desk.file()

    reporting = asyncio.create_task(people())
    path = tmp_path / "a.bk"
    await server.cli("backup", str(path))
    stopped.set()
    await reporting
    assert len(desk.told) > before, "people reported while the backup was made"
    sealed = path.read_bytes()
    for told in desk.told:
        assert told["case_number"].encode() not in sealed
        assert str(told["receipt"]).encode() not in sealed
    assert PLANTED.encode() not in sealed
    first = desk.told[0]["case_number"]
    status, shown = await desk.get(f"/cases/{first}")
    assert status == 200
    assert PLANTED in shown.decode()
    await server.kill()
    lose(server.data)

    await server.cli("verify", str(path))
    await server.cli("restore", str(path))
    await server.start()
    for told in desk.told[:before]:
        status, found = await desk.get(f"/cases/{told['case_number']}")
        assert status == 200
        assert PLANTED in found.decode()
    assert (await desk.get(f"/cases/{first}"))[1] == shown
    # What is there is whole: no case without its words, none without its photo.
    restored = [told for told in desk.told if await _whole(desk, told["case_number"])]
    assert before <= len(restored) <= len(desk.told)


async def _whole(desk: Desk, number: str) -> bool:
    """Whether the case came back; fails if only a part of it did."""
    status, raw = await desk.get(f"/cases/{number}")
    if status == 404:
        return False
    case = json.loads(raw)
    [photo] = case["report"]["photos"]
    status, content = await desk.get(f"/cases/{number}/files/{photo['id']}")
    assert (status, content[:3]) == (200, b"\xff\xd8\xff")
    return True
