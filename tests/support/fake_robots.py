"""Group robots of 企业微信, 钉钉 and 飞书 on loopback, as their documents say.

Addresses, signatures, answers and limits are computed apart from our senders, so that no mistake is
made twice.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

KEYS = {
    "wecom": "693a91f6-made-4bc4-97a0-up0000000000",
    "dingtalk": "566cc69da782ec33made33up0000000000000000000000000000000000000000",
    "feishu": "e6f0a7b1-made-4c4c-9a0a-up0000000000",
}
SECRETS = {"wecom": "", "dingtalk": "SECmade33up00aa", "feishu": "mUdMadeUp0000aaBB"}
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={KEYS['wecom']}",
    "dingtalk": f"/robot/send?access_token={KEYS['dingtalk']}",
    "feishu": f"/open-apis/bot/v2/hook/{KEYS['feishu']}",
}
HOUR = 3_600


@dataclass(slots=True)
class Group:
    """One service's group: what its robot brought, when, and what is wrong with the service."""

    came: list[dict[str, Any]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    asked: int = 0
    faults: list[web.Response] = field(default_factory=list)
    """Answered first, one by one."""

    def words(self) -> list[str]:
        """Each message as one text, whatever its shape."""
        return [json.dumps(one, ensure_ascii=False) for one in self.came]


class FakeRobots:
    """All three services on one port."""

    def __init__(self) -> None:
        self.groups = {kind: Group() for kind in KEYS}
        self.clock: Callable[[], float] = time.time
        self.origin = ""
        self._runner: web.AppRunner | None = None
        self._more = asyncio.Condition()

    async def brought(self, kind: str, count: int, seconds: float = 30) -> list[str]:
        """The messages of a group as texts, as soon as there are ``count``."""
        group = self.groups[kind]
        async with asyncio.timeout(seconds), self._more:
            await self._more.wait_for(lambda: len(group.came) >= count)
        return group.words()

    def address(self, kind: str) -> str:
        """The address of the robot, as an administrator copies it."""
        return self.origin + PATHS[kind]

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        app = web.Application()
        app.router.add_post("/cgi-bin/webhook/send", self._wecom)
        app.router.add_post("/robot/send", self._dingtalk)
        app.router.add_post("/open-apis/bot/v2/hook/{key}", self._feishu)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _wecom(self, request: web.Request) -> web.Response:
        body, fault = await self._read(request, "wecom")
        if fault is not None:
            return fault
        if request.query["key"] != KEYS["wecom"]:
            return _err(93000, "invalid webhook url")
        if self._fast("wecom", 20, 60):
            return _err(45009, "api freq out of limit")
        if body["msgtype"] != "markdown" or len(body["markdown"]["content"].encode()) > 4096:
            return _err(40058, "markdown.content exceed max length 4096")
        return await self._take("wecom", body, {"errcode": 0, "errmsg": "ok"})

    async def _dingtalk(self, request: web.Request) -> web.Response:
        body, fault = await self._read(request, "dingtalk")
        if fault is not None:
            return fault
        if request.query["access_token"] != KEYS["dingtalk"]:
            return _err(300001, "token is not exist")
        stamp, secret = request.query.get("timestamp", "0"), SECRETS["dingtalk"]
        if abs(self.clock() * 1000 - int(stamp)) > HOUR * 1000:
            return _err(310000, "timestamp is invalid")
        mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
        if request.query.get("sign") != base64.b64encode(mac.digest()).decode():
            return _err(310000, "sign not match")
        if self._fast("dingtalk", 20, 60):
            return _err(130101, "send too fast, exceed 20 times per minute")
        if len(await request.read()) > 20_000:
            return _err(460101, "message too long, exceed 20000 bytes")
        if body["msgtype"] != "markdown" or not body["markdown"]["title"]:
            return _err(40035, "title is missing")
        return await self._take("dingtalk", body, {"errcode": 0, "errmsg": "ok"})

    async def _feishu(self, request: web.Request) -> web.Response:
        body, fault = await self._read(request, "feishu")
        if fault is not None:
            return fault
        if request.match_info["key"] != KEYS["feishu"]:
            return _code(19001, "param invalid: incoming webhook access token invalid")
        stamp = str(body.pop("timestamp", "0"))
        mac = hmac.new(f"{stamp}\n{SECRETS['feishu']}".encode(), b"", hashlib.sha256)
        right = body.pop("sign", "") == base64.b64encode(mac.digest()).decode()
        if not right or abs(self.clock() - int(stamp)) > HOUR:
            return _code(19021, "sign match fail or timestamp is not within one hour")
        if self._fast("feishu", 100, 60) or self._fast("feishu", 5, 1):
            return _code(11232, "frequency limited")
        if len(await request.read()) > 20 * 1024:
            return _code(9499, "Bad Request")
        if body["msg_type"] != "interactive" or "header" not in body["card"]:
            return _code(9499, "Bad Request")
        return await self._take("feishu", body, {"code": 0, "msg": "success", "data": {}})

    async def _read(
        self, request: web.Request, kind: str
    ) -> tuple[dict[str, Any], web.Response | None]:
        group = self.groups[kind]
        group.asked += 1
        if group.faults:
            return {}, group.faults.pop(0)
        assert request.content_type == "application/json"
        return await request.json(), None

    def _fast(self, kind: str, most: int, seconds: float) -> bool:
        since = self.clock() - seconds
        return sum(at > since for at in self.groups[kind].at) >= most

    async def _take(self, kind: str, body: dict[str, Any], answer: dict[str, Any]) -> web.Response:
        self.groups[kind].came.append(body)
        self.groups[kind].at.append(self.clock())
        async with self._more:
            self._more.notify_all()
        return web.json_response(answer)


def _err(code: int, words: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": words})


def _code(code: int, words: str) -> web.Response:
    return web.json_response({"code": code, "msg": words, "data": {}})


@pytest.fixture
async def fake_robots() -> AsyncIterator[FakeRobots]:
    """The three services, listening."""
    served = FakeRobots()
    await served.start()
    yield served
    await served.stop()
