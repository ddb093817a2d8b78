"""TLS of our own: every answer says to stay, old protocols are refused, cookies are secure."""

import asyncio
import re
import signal
import socket
import ssl
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.support.server import CHUISHAO, Server, ServerFactory
from tests.support.tls import Certificate

HSTS = "Strict-Transport-Security"


@pytest.fixture
async def address(
    make_server: ServerFactory, certificate: Certificate
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A server with TLS on every address of this machine, and the process that it is."""
    server: Server = make_server()
    process = await asyncio.create_subprocess_exec(
        CHUISHAO, "serve", "--host", "0.0.0.0", "--port", "0",  # noqa: S104 - TLS lets it
        "--tls-cert", certificate.cert, "--tls-key", certificate.key,
        env=server.env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    found = re.search(r"https://0\.0\.0\.0:(\d+)/", line)
    assert found, line
    yield f"127.0.0.1:{found[1]}", process
    if process.returncode is None:
        process.kill()
        await process.communicate()


def handshake(address: str, context: ssl.SSLContext) -> tuple[str | None, str]:
    """The protocol and the cipher that server and client agree on."""
    host, port = address.split(":")
    with (
        socket.create_connection((host, int(port)), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        cipher = secure.cipher()
        return secure.version(), cipher[0] if cipher else ""


async def test_a_server_with_tls(
    address: tuple[str, asyncio.subprocess.Process], certificate: Certificate
) -> None:
    place, process = address
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=certificate.client())
    ) as client:
        for path, status in (("/", 200), ("/none", 404), ("/api/v1/cases", 401),
                             ("/chat/api/messages", 401), ("/console", 200)):  # fmt: skip
            async with client.get(f"https://{place}{path}") as answer:
                assert (path, answer.status) == (path, status)
                assert answer.headers[HSTS] == "max-age=31536000"
                assert "Server" not in answer.headers
        async with client.get(f"https://{place}/form") as answer:
            assert all("Secure" in one for one in answer.headers.getall("Set-Cookie"))
        async with client.post(f"https://{place}/chat/api/session") as answer:
            headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        async with client.get(f"https://{place}/chat/api/events", headers=headers) as answer:
            assert answer.headers[HSTS] == "max-age=31536000"
    assert await asyncio.to_thread(handshake, place, certificate.client()) == (
        "TLSv1.3", "TLS_AES_256_GCM_SHA384",
    )  # fmt: skip
    older = certificate.client()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    version, cipher = await asyncio.to_thread(handshake, place, older)
    assert version == "TLSv1.2"
    assert cipher.startswith("ECDHE-")
    without_secrecy = certificate.client()
    without_secrecy.maximum_version = ssl.TLSVersion.TLSv1_2
    without_secrecy.set_ciphers("AES256-GCM-SHA384:ECDHE-ECDSA-AES256-SHA384:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError):
        await asyncio.to_thread(handshake, place, without_secrecy)
    # A renewed certificate is read without a stop.
    process.send_signal(signal.SIGHUP)
    assert (await asyncio.to_thread(handshake, place, certificate.client()))[0] == "TLSv1.3"
    process.send_signal(signal.SIGTERM)
    _, logged = await process.communicate()
    assert process.returncode == 0
    assert b"the certificate was read again" in logged
    assert b"127.0.0.1" not in logged


async def test_plain_loopback_asks_for_no_https(server: Server) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{server.base_url}/form", headers=headers) as answer:
            assert HSTS not in answer.headers
            assert "Secure" not in answer.headers["Set-Cookie"]
        # What a proxy forwards is no call from this machine, named or not.
        async with client.get(f"{server.base_url}/metrics", headers=headers) as answer:
            assert answer.status == 401
        async with client.get(f"{server.base_url}/metrics") as answer:
            assert answer.status == 200
