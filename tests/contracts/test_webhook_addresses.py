"""Whom a webhook may never call, and what is told of one that can't be called."""

import json
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from backend.services import webhooks
from bot.webhooks import Fault, PublicOnly, post
from tests.support.filing import BODY, Filing
from tests.support.receiver import Receiver
from tests.support.webhook_line import SECONDS, Line


@pytest.fixture
async def line(sqlite_filing: Filing, receiver: Receiver) -> Line:
    """A webhook that is set."""
    return await Line(sqlite_filing, receiver).set()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is never used: nobody listens there."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


async def test_an_address_that_is_allowed_no_more_is_not_called(line: Line) -> None:
    await line.tells()
    async with line.house.work() as work:
        await webhooks.test(work, BODY, line.hook)
    line.allow()
    await line.run()
    assert sorted(await line.log()) == [("failed", "settings", 1), ("parked", "settings", 1)]
    assert line.receiver.came == []


class Names(AbstractResolver):
    """Names that resolve to what a test says."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All of them."""
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in self.hosts
        ]

    async def close(self) -> None:
        """Nothing to let go of."""


@pytest.mark.parametrize(
    "hosts", [("127.0.0.1",), ("::1",), ("169.254.169.254",), ("8.8.8.8", "10.0.0.1")]
)
async def test_a_name_that_leads_to_an_inner_network_is_not_called(
    line: Line, hosts: tuple[str, ...]
) -> None:
    port = line.receiver.origin.rpartition(":")[2]
    await line.move(f"https://hooks.example.org:{port}/hook?key=made-up-word")
    await line.tells()
    (job,) = await line.waiting()
    async with line.house.view() as view:
        payload = json.loads(view.vault.open(job.payload, "jobs", job.id))
        sending = await webhooks.load(view, payload)
    assert isinstance(sending, webhooks.Sending)
    with pytest.raises(Fault) as raised:
        await post(sending, 0, SECONDS, Names(*hosts))
    assert raised.value.why == "inner"
    assert "made-up-word" not in f"{raised.value!r}{raised.value.__cause__!r}"
    assert line.receiver.came == []


async def test_names_of_the_public_net_are_called_at_the_address_that_was_checked() -> None:
    found = await PublicOnly(Names("8.8.8.8", "2606:4700::1111")).resolve("hooks.example.org", 443)
    assert [one["host"] for one in found] == ["8.8.8.8", "2606:4700::1111"]


async def test_a_receiver_without_tls_or_with_its_own_certificate_is_told_of(line: Line) -> None:
    # Named by the settings, so that it may be on loopback; yet TLS stays TLS.
    secure = line.receiver.origin.replace("http", "https")
    line.allow(secure)
    await line.move(f"{secure}/hook")
    await line.tells()
    await line.run()
    assert await line.log() == [("again", "tls", 1)]
