"""The nginx of the README before our server, as it would stand before a real one."""

import asyncio
import io
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from config.texts import text
from tests.support import processes
from tests.support.server import Server, ServerFactory, free_port
from tests.support.tls import Certificate

README = Path(__file__).parents[2] / "README.md"
WORDS = "玉溪市红塔区工地脚手架没有护栏"
HSTS = "Strict-Transport-Security"


def configured(folder: Path, server: Server, certificate: Certificate, ports: list[int]) -> Path:
    """The example with ports, certificate and server of this run, all its files in ``folder``."""
    found = re.search(r"```nginx\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found, "the README has no example for nginx"
    site = found[1]
    for given, put in (
        ("/etc/ssl/chuishao/cert.pem", str(certificate.cert)),
        ("/etc/ssl/chuishao/key.pem", str(certificate.key)),
        ("http://127.0.0.1:8080;", f"{server.base_url};"),
        ("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{ports[1]} ssl"),
    ):
        assert given in site
        site = site.replace(given, put)
    # Another server may stand on these of the machine.
    site = re.sub(r"^.*listen \[::\].*$", "", site, flags=re.MULTILINE)
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "\n".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "whole.conf"
    whole.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid;\n"
        f"error_log {folder}/error.log info;\n"
        f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{paths}\n{site}\n}}\n"
    )
    return whole


def listens(port: int) -> bool:
    """Whether something accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
async def front(
    make_server: ServerFactory, certificate: Certificate, tmp_path: Path
) -> AsyncIterator[tuple[Server, str, str]]:
    """Our server, and the plain and the encrypted address of the nginx before it."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        processes.missing("nginx is not installed: the example can't be tried")
    server = make_server(arguments=("--behind-proxy", "127.0.0.1"))
    await server.start()
    ports = [free_port(), free_port()]
    config = configured(tmp_path, server, certificate, ports)
    log = tmp_path / "nginx.log"
    process = processes.start([nginx, "-c", config], log)
    await asyncio.to_thread(processes.wait_ready, process, log, lambda: listens(ports[1]))
    yield server, f"http://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}"
    processes.stop(process)


async def test_nginx_before_our_server(
    front: tuple[Server, str, str], certificate: Certificate, tmp_path: Path
) -> None:
    server, plain, url = front
    connector = aiohttp.TCPConnector(ssl=certificate.client())
    # A cookie jar that takes cookies of a bare address too.
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as client:
        async with client.get(f"{plain}/form", allow_redirects=False) as answer:
            assert answer.status == 301
            assert answer.headers["Location"] == "https://chuishao.example/form"
        async with client.get(f"{url}/form") as answer:
            assert answer.status == 200
            assert answer.headers.getall(HSTS) == ["max-age=31536000"]
            assert "Secure" in answer.headers["Set-Cookie"]
            page = await answer.text()
        await file_a_form(client, url, page)
        # The operator's counts are for this machine, and what nginx forwards is not this machine.
        async with client.get(f"{url}/metrics") as answer:
            assert answer.status == 401
        async with client.post(f"{url}/chat/api/session") as answer:
            headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        async with client.get(f"{url}/chat/api/events", headers=headers) as stream:
            assert await stream.content.readline() == b"retry: 2000\n"
            async with client.post(
                f"{url}/chat/api/messages", json={"text": WORDS}, headers=headers
            ) as answer:
                replies = (await answer.json())["replies"]
            # An answer that nginx held back would never come: the stream stays open.
            lines = [await stream.content.readline() for _ in range(2 + 2 * len(replies))]
        assert f"id: {replies[0]['id']}\n".encode() in lines
        # Above nginx's own default of one megabyte: it is we who answer, in words.
        form = aiohttp.FormData({"text": WORDS})
        form.add_field("photo", io.BytesIO(b"MZ" + bytes(3_000_000)), filename="photo.jpg")
        async with client.post(f"{url}/chat/api/messages", data=form, headers=headers) as answer:
            assert answer.status == 200
            assert text("zh_CN", "case.error_file_refused") in await answer.text()
    assert await server.stop() == 0
    assert not (tmp_path / "access.log").read_text()
    assert "client:" not in (tmp_path / "error.log").read_text()
    held = [p for name in ("client_body", "proxy") for p in (tmp_path / name).rglob("*")]
    assert [path for path in held if path.is_file()] == []


async def file_a_form(client: aiohttp.ClientSession, url: str, page: str) -> None:
    """Send the plain form as a browser does: cookie, check and origin pass through nginx."""
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    async with client.post(
        f"{url}/form", data={**fields, "text": WORDS}, headers={"Origin": url}
    ) as answer:
        assert answer.status == 200, await answer.text()
        assert str(answer.url).startswith(f"{url}/form?after=")
