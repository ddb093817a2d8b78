"""Who has never seen YAML changes a phone, a limit, a text and a word; the chat has them at once.

The console is served by this process, the chat by another on the same data.
"""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from backend.domain.cases import Role
from backend.domain.deadlines import day_in_shanghai, due_at
from backend.house import open_house
from config.deadlines import limit
from config.lexicon import lexicon
from config.settings import Settings
from tests.support.api import BODY
from tests.support.console_app import Office, console_app
from tests.support.server import Server
from tests.support.webchat import HAZARD, NOTICE_SECONDS, TOWN, filing_of, open_chat

BASIS, PHONE = "玉应急〔2026〕3号", "0877-2012345"
WORDS = "红塔区一家化工厂里停满电马儿"


@pytest.fixture
async def beside(server: Server) -> AsyncIterator[Office]:
    """The console of the server's data in this process."""
    house = open_house(Settings(data=server.data))
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(TestServer(console_app(house)))
        yield Office(house, served, stack)
    await house.close()


async def until(act: Callable[[], Awaitable[str]], words: str) -> str:
    """What ``act`` says once it has ``words``; fails when that takes too long."""
    async with asyncio.timeout(NOTICE_SECONDS):
        while words not in (said := await act()):
            pass  # each look takes its time
    return said


async def test_what_a_person_changes_in_the_console_the_chat_says(
    server: Server, beside: Office
) -> None:
    await beside.desk("林新", BODY, Role.OFFICER)
    # The server's first start made an administrator too: so there is a second to ask.
    chief = await beside.desk("总管", "intake", Role.ADMINISTRATOR)
    deputy = await beside.desk("副总管", "intake", Role.ADMINISTRATOR)

    async def agree() -> None:
        """The deputy looks at what waits, and agrees."""
        found = re.search(r"/settings/changes/\w{32}", await deputy.get("/settings/changes"))
        assert found is not None
        await deputy.get(found[0])
        assert "已生效" in await deputy.post(f"{found[0]}/approve")

    async with aiohttp.ClientSession() as http:
        ann = await open_chat(http, server.base_url)

        async def card() -> str:
            return (await ann.card(WORDS, "红塔区"))[-1].text

        async def status() -> str:
            return (await ann.press("status.open"))[-1].text

        assert "危险化学品" in await card()
        await ann.press("report.cancel")

        await chief.get("/bodies")
        said = {"name": "", "phone": PHONE, "note": "工作日有人接"}
        assert "已生效" in await chief.post(f"/bodies/{BODY}/said", said)
        await chief.get("/settings/texts/chat.status_due")
        fields = {"zh_CN": "【答复】最迟 {day}", "en": "Answer by {day}"}
        waits = "等另一位管理员同意"
        assert waits in await chief.post("/settings/texts/chat.status_due", fields)
        await agree()
        await agree()
        await chief.get("/settings/deadlines")
        page = await chief.post(
            "/settings/deadlines/urgent_accept", {"amount": "2", "basis": BASIS}
        )
        assert waits in page
        await agree()
        await chief.get("/settings/terms")
        word = {"term": "电马儿", "industry": "agri_machinery", "kind": "subject", "weight": "10"}
        assert waits in await chief.post("/settings/terms", word)
        await agree()

        # The last of the changes is noticed by the other process within seconds; so are all.
        async def judged() -> str:
            shown = await card()
            await ann.press("report.cancel")
            return shown

        await until(judged, "农机")
        await ann.card(HAZARD, TOWN)
        filing = filing_of(await ann.press("report.submit"))
        assert f"电话：{PHONE}" in filing.text
        day = day_in_shanghai(due_at(dt.datetime.now(dt.UTC), limit("urgent_accept", "yuxi")))
        assert limit("urgent_accept", "yuxi").amount == 2
        assert day in filing.text
        shown = await status()
        assert f"【答复】最迟 {day}" in shown
        assert "工作日有人接" in shown

        # And the other way round: what the command line adds, this process notices.
        await server.cli("lexicon", "add", "蓝皮桶", "hazchem", "--basis", "周会")
        assert "蓝皮桶" not in lexicon().own
        await agree()
        assert "蓝皮桶" in lexicon().own
        assert "周会" in await chief.get("/settings/changes")
