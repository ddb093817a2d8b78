"""``kill -9`` at any moment: what was acknowledged is there, and nothing is there twice."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from tests.support.server import Server, ServerFactory
from tests.support.telegram_journey import Bureau, beside
from tests.support.webchat import HAZARD, Chat, Filing, filing_of, open_chat

ROUNDS = 12
REPORTERS = 4
STEPS = 3
"""Answers a reporter waits for: conversation, card, receipt."""
INTO_THE_NEXT = 0.03
"""Seconds at most from an answer to the kill: the moment falls anywhere into what comes next."""
WORDS = f"玉溪市红塔区{HAZARD}"
GONE = (aiohttp.ClientError, ConnectionError, TimeoutError)


class Answers:
    """Counts the answers of a round, so that the kill comes after so many on any machine."""

    def __init__(self) -> None:
        self.left = 0
        self.enough = asyncio.Event()

    def expect(self, count: int) -> None:
        """Be done after ``count`` more answers."""
        self.left = count
        self.enough.clear()
        self.one(0)

    def one(self, count: int = 1) -> None:
        """An answer came."""
        self.left -= count
        if self.left <= 0:
            self.enough.set()


@dataclass
class Reporter:
    """Someone who files, and asks again under the same key where no answer came."""

    name: str
    server: Server
    http: aiohttp.ClientSession
    answers: Answers
    chat: Chat | None = None
    step: int = 0
    filing: Filing | None = None

    async def goes_on(self) -> None:
        """Take the steps that are left; raises one of GONE when the server is."""
        if self.chat is None:
            self.chat = await open_chat(self.http, self.server.base_url)
            self.answers.one()
        if self.step == 0:
            await self.chat.say(WORDS, key="words")
            self.step = 1
            self.answers.one()
        if self.step == 1:
            self.filing = filing_of(await self.chat.press("report.submit", key="submit"))
            self.step = 2
            self.answers.one()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections that aren't kept: the other end dies often."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def until_killed(reporter: Reporter) -> bool:
    """Go on until there is a receipt or no server; whether it was cut off."""
    try:
        await reporter.goes_on()
    except GONE:
        return True
    return False


async def test_no_acknowledged_report_is_lost_and_none_is_filed_twice(
    make_server: ServerFactory, http: aiohttp.ClientSession
) -> None:
    server = make_server()
    dice = random.Random(20260521)  # noqa: S311 - the moments of the kills, the same each time
    everybody: list[Reporter] = []
    answers, cut_off = Answers(), 0
    await server.start()
    bureau = Bureau(server)
    await bureau.cases()
    for number in range(ROUNDS):
        fresh = [Reporter(f"{number}.{n}", server, http, answers) for n in range(REPORTERS)]
        everybody += fresh
        unfinished = [one for one in everybody if one.filing is None]
        answers.expect(dice.randrange(STEPS * REPORTERS))
        acting = [asyncio.create_task(until_killed(one)) for one in unfinished]
        # Not a wait for something to have happened: the moment of the kill is the test.
        await answers.enough.wait()
        await asyncio.sleep(dice.uniform(0.0, INTO_THE_NEXT))
        await server.kill()
        cut_off += sum(await asyncio.gather(*acting))
        await server.start()

    known = {one.name for one in everybody if one.filing is not None}
    assert known, "some were acknowledged while servers died"
    assert cut_off, "some were cut off"
    for one in everybody:
        await one.goes_on()
    filings = [one.filing for one in everybody if one.filing is not None]
    assert len({filing.receipt for filing in filings}) == len(everybody)
    numbers = {filing.case_number for filing in filings}
    assert len(numbers) == len(everybody)

    stranger = await open_chat(http, server.base_url)
    for filing in filings:
        (status,) = await stranger.say(filing.receipt)
        assert filing.case_number in status.text
    assert set(await bureau.cases()) == numbers, "one report each, and no other"
    for one in everybody:
        assert one.chat is not None
        shown = [said.receipt for said in await one.chat.since() if said.receipt]
        assert shown == [one.filing.receipt if one.filing else None]
        again = filing_of(await one.chat.press("report.submit", key="submit"))
        assert again == one.filing


async def a_lease_passes(server: Server) -> None:
    """Make what dead servers had begun as old as it is when another may take it."""
    from sqlalchemy import select

    from backend.db.models import Job
    from backend.outbox import LEASE

    async with beside(server) as house, house.work() as work:
        for job in await work.session.scalars(select(Job).where(Job.state == "leased")):
            assert job.lease_until is not None
            job.lease_until -= LEASE


async def test_a_notice_is_repeated_at_most_once(
    make_server: ServerFactory, http: aiohttp.ClientSession
) -> None:
    server = make_server()
    dice = random.Random(20260522)  # noqa: S311 - as above
    await server.start()
    bureau = Bureau(server)
    await bureau.cases()
    chat = await open_chat(http, server.base_url)
    filing = await chat.file(WORDS)
    texts = [f"第{n}问:桶里是什么?" for n in range(4)]
    for words in texts:
        await bureau.does(filing.case_number, "message", text=words)
        await asyncio.sleep(dice.uniform(0.0, 0.05))
        await server.kill()
        if words == texts[-1]:
            await a_lease_passes(server)
        await server.start()
    last = 0
    for words in texts:
        last = max(last, (await chat.hears(words, after=0)).id)
    said = [one.text for one in await chat.since()]
    for words in texts:
        assert 1 <= sum(words in text for text in said) <= 2


async def test_ctrl_c_ends_cleanly_and_the_next_start_goes_on(
    server: Server, http: aiohttp.ClientSession
) -> None:
    chat = await open_chat(http, server.base_url)
    await chat.say(WORDS)
    async with chat.events() as stream:
        await anext(stream)
        assert await server.stop() == 0
    assert "Traceback" not in server.output
    await server.start()
    assert filing_of(await chat.press("report.submit")).receipt


async def test_a_second_server_on_the_same_folder_is_refused(server: Server) -> None:
    from tests.support.server import CHUISHAO, free_port

    process = await asyncio.create_subprocess_exec(
        str(CHUISHAO),
        "serve",
        "--port",
        str(free_port()),
        env=server.env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 2
    assert str(server.data) in out.decode()
    assert "Traceback" not in out.decode()


async def test_the_command_line_works_beside_a_running_server(
    server: Server, http: aiohttp.ClientSession
) -> None:
    chat = await open_chat(http, server.base_url)

    async def talk() -> None:
        for n in range(20):
            await chat.say(f"{WORDS}{n}")

    talking = asyncio.create_task(talk())
    token, password, listed = await asyncio.gather(
        server.cli("token", "create", "--body", "530402.emergency"),
        server.cli("staff", "add", "甲", "--body", "530402.fire", "--role", "officer"),
        server.cli("bodies", "--region", "530402"),
    )
    await talking
    assert len(token.split()) == 1
    assert password.strip()
    assert len(listed.splitlines()[0].split("\t")) == 6
    again = await server.cli("bodies", "--region", "530402")
    connected = {row.split("\t")[0] for row in again.splitlines() if row.endswith("yes")}
    assert connected == {"530402.emergency", "530402.fire"}
    assert filing_of(await chat.press("report.submit")).receipt
