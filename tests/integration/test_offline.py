"""Tests stay on this machine: what would reach further is refused before a packet leaves."""

import asyncio
import socket

import pytest

from tests.support.offline import Outside


@pytest.mark.parametrize("host", ["chuishao.invalid", "192.0.2.1", "2001:db8::1"])
async def test_other_machines_are_out_of_reach(host: str) -> None:
    with pytest.raises(Outside, match=host):
        await asyncio.open_connection(host, 443)


def test_a_plain_socket_reaches_no_further() -> None:
    with socket.socket() as plain, pytest.raises(Outside, match=r"192\.0\.2\.1"):
        plain.connect(("192.0.2.1", 443))


async def test_this_machine_answers() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"here")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await reader.read() == b"here"
        writer.close()
