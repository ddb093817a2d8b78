"""The running process: its start, its stop, its neighbours, and what its logs keep quiet about."""

import asyncio
import base64
import json
import re
import signal
import sqlite3
import subprocess
from pathlib import Path

import aiohttp

from bot.cli.speech import translated
from tests.support.server import CHUISHAO, Server, ServerFactory

PASSWORD = re.compile(r"\b[0-9a-z]{4}(?:-[0-9a-z]{4}){3}\b")
WORDS = "玉溪市红塔区春和街道灯笼山工地脚手架没有护栏"
MARKERS = (WORDS, "灯笼山", "198.51.100.77", "127.0.0.1:", "marker-key", "marker-code")
GIF = b"GIF89a" + b"\x00" * 40
"""Begins like a picture and is none."""


class Chat:
    """One reporter's conversation over HTTP."""

    def __init__(self, client: aiohttp.ClientSession, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/chat/api"
        self.headers: dict[str, str] = {}

    async def open(self) -> "Chat":
        async with self._client.post(f"{self._url}/session") as answer:
            assert answer.status == 201
            self.headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        return self

    async def say(self, **message: object) -> list[dict[str, object]]:
        async with self._client.post(
            f"{self._url}/messages", json=message, headers=self.headers
        ) as answer:
            assert answer.status == 200, await answer.text()
            replies: list[dict[str, object]] = (await answer.json())["replies"]
            return replies


async def test_it_starts_once_stops_cleanly_and_goes_on(make_server: ServerFactory) -> None:
    server = make_server()
    await server.start()
    async with aiohttp.ClientSession() as client:
        chat = await Chat(client, server.base_url).open()
        replies = await chat.say(text=WORDS)
        stream = await client.get(f"{server.base_url}/chat/api/events", headers=chat.headers)
        assert await stream.content.readline() == b"retry: 2000\n"
        # With the stream open and idle connections kept, a stop is still a stop.
        assert await server.stop(signal.SIGTERM) == 0
        stream.close()
        first = server.output
        await server.start()
        async with client.get(
            f"{server.base_url}/chat/api/messages", params={"after": 0}, headers=chat.headers
        ) as answer:
            again = (await answer.json())["replies"]
    assert [one["text"] for one in again] == [one["text"] for one in replies]
    assert await server.stop(signal.SIGINT) == 0
    assert f"{server.base_url}/\n" in first
    assert f"{server.base_url}/console\n" in first
    (password,) = PASSWORD.findall(first)
    # The log file here is where the test lets standard output go.
    kept = [path for path in server.data.parent.rglob("*") if path.is_file()]
    assert [p.name for p in kept if password.encode() in p.read_bytes()] == ["server.log"]
    assert PASSWORD.findall(server.output[len(first) :]) == []
    assert "Traceback" not in server.output


async def test_a_second_server_on_the_folder_is_refused(server: Server) -> None:
    for port in (str(server.port), "0"):
        command = [CHUISHAO, "serve", "--port", port]
        second = await asyncio.to_thread(
            subprocess.run, command, env=server.env, capture_output=True, check=False
        )
        assert second.returncode == 2
        assert second.stdout == b""
        assert second.stderr.decode() == translated("already_running", data=server.data) + "\n"


async def test_commands_work_beside_a_busy_server(server: Server) -> None:
    async with aiohttp.ClientSession() as client:
        chats = [await Chat(client, server.base_url).open() for _ in range(3)]

        async def talk(chat: Chat) -> None:
            for _ in range(5):
                await chat.say(text=WORDS)

        commands = (
            server.cli("migrate"),
            server.cli("token", "create", "--body", "530402.emergency"),
            server.cli("staff", "add", "张三", "--body", "530402.emergency"),
            server.cli("bodies"),
        )
        _, token, password, listed, *_ = await asyncio.gather(*commands, *map(talk, chats))
        headers = {"Authorization": f"Bearer {token.strip()}"}
        async with client.get(f"{server.base_url}/api/v1/cases", headers=headers) as answer:
            assert answer.status == 200
    assert PASSWORD.fullmatch(password.strip())
    assert "530402.emergency\t" in listed


async def test_port_zero_takes_a_free_one(tmp_path: Path, server: Server) -> None:
    env = {**server.env, "CHUISHAO_DATA": str(tmp_path / "own")}
    process = await asyncio.create_subprocess_exec(
        CHUISHAO, "serve", "--port", "0", env=env, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        async with aiohttp.ClientSession() as client, client.get(f"{found[0]}healthz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        await process.stdout.read()
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()


async def provoke(client: aiohttp.ClientSession, server: Server, chat: Chat) -> list[int]:
    """Requests that go wrong in every way we know, each with words in it that nobody may log."""
    api = f"{server.base_url}/chat/api"
    secret = {"X-Forwarded-For": "198.51.100.77", "Idempotency-Key": "marker-key"}
    headers = {**chat.headers, **secret}
    form = aiohttp.FormData({"text": WORDS})
    form.add_field("photo", GIF, filename="灯笼山.gif")
    sent = [
        client.post(f"{api}/messages", json={"text": WORDS}, headers=headers),
        client.post(f"{api}/messages", json={"text": WORDS * 2}, headers=headers),
        client.post(f"{api}/messages", data=b"\xff" + WORDS.encode(), headers=chat.headers),
        client.post(f"{api}/messages", data=form, headers=chat.headers),
        client.post(f"{api}/messages", json={"choice": WORDS}, headers=chat.headers),
        client.post(f"{api}/messages", json={"text": WORDS}, headers={"Authorization": "Bearer x"}),
        client.get(f"{server.base_url}/identity/marker-code", headers=secret),
        client.get(f"{server.base_url}/{WORDS}", headers=secret),
        client.post(f"{server.base_url}/receipt", data={"receipt": WORDS}, headers=secret),
        client.post(f"{server.base_url}/console/sign-in", data={"name": WORDS, "password": WORDS}),
        client.post(f"{server.base_url}/api/v1/reports", json={"text": WORDS}, headers=secret),
        client.get(f"{server.base_url}/" + "灯" * 9000),
    ]
    statuses = []
    for request in sent:
        async with request as answer:
            body = await answer.text()
            assert "Traceback" not in body
            assert ".py" not in body
            statuses.append(answer.status)
    return statuses


async def test_logs_keep_quiet_through_a_journey_with_faults(make_server: ServerFactory) -> None:
    server = make_server(arguments=("--behind-proxy", "127.0.0.1"))
    await server.start()
    async with aiohttp.ClientSession() as client:
        chat = await Chat(client, server.base_url).open()
        statuses = await provoke(client, server, chat)
        assert {200, 401, 404} <= set(statuses)
        assert all(status < 500 for status in statuses), statuses
        # Then a fault of the house itself: a table is gone under its feet.
        database = sqlite3.connect(server.data / "chuishao.db", timeout=20)
        for table in ("accounts", "staff", "api_tokens", "jobs"):
            database.execute(f"ALTER TABLE {table} RENAME TO gone_{table}")
        database.commit()
        broken = await provoke(client, server, chat)
        assert 500 in broken
        for table in ("accounts", "staff", "api_tokens", "jobs"):
            database.execute(f"ALTER TABLE gone_{table} RENAME TO {table}")
        database.commit()
        database.close()
        # And it goes on as if nothing had been.
        assert await chat.say(text=WORDS)
    token = chat.headers["Authorization"].removeprefix("Bearer ")
    assert await server.stop() == 0
    logged = server.output.replace(server.base_url, "")
    assert "OperationalError" in logged
    said = [one for one in (*MARKERS, token, "SELECT", "INSERT", "Traceback") if one in logged]
    assert said == []
    assert base64.b64encode(WORDS.encode()).decode() not in logged
    assert json.dumps(WORDS)[1:-1] not in logged
    assert "alembic" not in logged
