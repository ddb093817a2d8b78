"""How many reports a minute the embedded default takes in, against the disk's own ceiling.

``make bench PYTEST_ARGS="-k intake"``: the real server over HTTP, many reporters at once; each
report is a session, its words, its place if asked, and the submission, each on disk before its
answer. The ceiling is what this disk does: one row and one commit at a time, in the same run.
"""

import asyncio
import sqlite3
import time
from pathlib import Path

import aiohttp
import pytest

from tests.support.server import Server
from tests.support.webchat import Filing, open_chat

REPORTS = 160
AT_ONCE = (1, 4, 16, 64)
COMMITS = 400


def commits_a_second(folder: Path) -> float:
    """Single-row commits a second of plain SQLite with our settings, on the same disk."""
    connection = sqlite3.connect(folder / "ceiling.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (a BLOB)")
    begun = time.perf_counter()
    for _ in range(COMMITS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?)", (b"x" * 500,))
        connection.execute("COMMIT")
    connection.close()
    return COMMITS / (time.perf_counter() - begun)


async def file_many(base_url: str, at_once: int) -> tuple[list[Filing], list[float]]:
    """``REPORTS`` reports by ``at_once`` reporters; the seconds each took."""
    seconds: list[float] = []
    filed: list[Filing] = []
    gate = asyncio.Semaphore(at_once)

    async def one(http: aiohttp.ClientSession) -> None:
        async with gate:
            begun = time.perf_counter()
            chat = await open_chat(http, base_url)
            filed.append(await chat.file())
            seconds.append(time.perf_counter() - begun)

    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(one(http) for _ in range(REPORTS)))
    return filed, sorted(seconds)


@pytest.mark.parametrize("at_once", AT_ONCE)
async def test_intake(tmp_path: Path, at_once: int) -> None:
    server = Server(tmp_path)
    await server.start()
    try:
        await file_many(server.base_url, 4)
        ceiling = commits_a_second(tmp_path)
        begun = time.perf_counter()
        filed, seconds = await file_many(server.base_url, at_once)
        rate = REPORTS / (time.perf_counter() - begun)
    finally:
        await server.stop()
    assert len({one.receipt for one in filed}) == REPORTS
    assert len({one.case_number for one in filed}) == REPORTS
    p50, p95 = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(  # noqa: T201 - a bench speaks
        f"\nintake c={at_once}: {rate:.1f} reports/s, p50 {p50 * 1000:.0f} ms, "
        f"p95 {p95 * 1000:.0f} ms; ceiling {ceiling:.0f} commits/s, "
        f"ratio {rate / ceiling:.3f} reports per commit of the ceiling"
    )
