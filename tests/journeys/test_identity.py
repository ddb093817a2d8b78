"""A named reporter's identity is looked for everywhere, as everybody, and found on one page."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from backend.db.models import Job
from backend.domain.cases import STAFF_ROLES, Event, Role
from backend.house import House
from backend.web import api, console
from tests.integration.test_nothing_plain import search
from tests.support.api import BODY, OTHER_BODY, make_token, picture
from tests.support.console_app import Desk, Office
from tests.support.plain_pages import hidden
from tests.support.vault import quick_custodian
from tests.support.webchat import Chat, Filing, filing_of, open_chat

NAME, CONTACT = "司空翠鹮", "canary-7731@example.invalid"
CANARIES = (NAME, CONTACT)
ASKED = {"reason_code": "reward", "reason": "核对来领奖的人"}
BODIES = (BODY, OTHER_BODY, "intake")


@dataclass
class Search:
    """All that was answered to anybody, each with who asked for what."""

    answers: list[tuple[str, str]] = field(default_factory=list)

    async def note(self, who: str, answer: ClientResponse) -> int:
        """Keep one answer, its headers too."""
        body = (await answer.read()).decode(errors="replace")
        self.answers.append((f"{who} {answer.url.path_qs}", f"{dict(answer.headers)}\n{body}"))
        return answer.status

    def found(self) -> list[str]:
        """Where an identity stands."""
        return [place for place, said in self.answers if any(word in said for word in CANARIES)]


@pytest.fixture
async def office(sqlite_house: House) -> AsyncIterator[Office]:
    """The whole of a server with a custodian: chat, pages, API, console, workers."""
    from backend.services.bodies import ensure
    from bot.app import running

    async with sqlite_house.work() as work:
        await ensure(work, "intake")
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(running(sqlite_house))
        server = await stack.enter_async_context(TestServer(parts.app))
        yield Office(sqlite_house, server, stack)


async def _file(office: Office, http: TestClient, name: str) -> tuple[Chat, Filing]:  # type: ignore[type-arg]
    """A report of somebody who gives ``name`` on the page of ours."""
    url = str(office.server.make_url("")).rstrip("/")
    chat = await open_chat(http.session, url)
    await chat.send(picture())
    await chat.card()
    (link,) = await chat.press("report.named")
    address = re.search(r"/identity/\S+", link.text)
    assert address is not None
    async with http.post(
        address[0],
        data={"name": name, "contact": CONTACT},
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as page:
        assert page.status == 200
        assert name not in await page.text()
    await chat.press("report.card")
    return chat, filing_of(await chat.press("report.submit"))


async def _everybody(office: Office) -> dict[str, Desk]:
    """One person for each role at each body that has to do with it."""
    found = {}
    for body in BODIES:
        for role in STAFF_ROLES:
            found[f"{role} of {body}"] = await office.desk(f"{role} of {body}", body, role)
    return found


LIVE = "/cases/live"
"""A stream without end: it brings a mark and nothing of a case."""
PACKED = (".pdf", ".xlsx")
"""Compressed: nothing could be found in them; the page beside holds the same figures."""


async def _all_pages(search_for: Search, who: str, desk: Desk, known: dict[str, str]) -> None:
    for room in console.ROOMS:
        for route in room.routes:
            if getattr(route, "method", "") != "GET" or "language" in route.path:
                continue
            if route.path == LIVE or route.path.endswith(PACKED):
                continue
            path = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "x"), route.path)
            # The page of staff shows who is found.
            asked = {} if path == "/staff" else {"tab": "all", "q": "x"}
            answer = await desk.client.get(f"/console{path}", params=asked)
            assert await search_for.note(who, answer) < 500
    # One in five: they are made by the same lines.
    for event in list(Event)[::5]:
        data = {"csrf": desk.csrf, "reason": "x", "text": "x"}
        path = f"/console/cases/{known['number']}/preview/{event}"
        answer = await desk.client.post(path, data=data)
        assert await search_for.note(who, answer) < 500


async def _all_answers(search_for: Search, office: Office, known: dict[str, str]) -> None:
    client = await office.browser()
    tokens = {
        f"token of {body} {role}": await make_token(office.house, body, role)
        for body in BODIES[:2]
        for role in ("officer", "reviewer")
    }
    for who, token in {**tokens, "nobody": ""}.items():
        for endpoint in api.ENDPOINTS:
            if endpoint.method != "GET":
                continue
            path = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "x"), endpoint.path)
            answer = await client.client.get(
                f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}
            )
            assert await search_for.note(who, answer) < 500
    for path in ("/metrics", "/healthz", "/readyz", "/", "/form", "/privacy", "/identity/none"):
        assert await search_for.note("stranger", await client.client.get(path)) < 500


async def _notices(search_for: Search, house: House, chat: Chat) -> None:
    async with house.view() as view:
        for job in await view.session.scalars(select(Job)):
            words = view.vault.open(job.payload, "jobs", job.id).decode()
            search_for.answers.append((f"job {job.kind}", words))
    for said in await chat.since():
        search_for.answers.append(("reporter's chat", said.text))


async def _receipt(search_for: Search, office: Office, filing: Filing) -> str:
    browser = await office.browser()
    async with browser.client.get("/receipt") as answer:
        check = hidden(await answer.text(), "check")
    answer = await browser.client.post(
        "/receipt",
        data={"receipt": filing.receipt, "check": check},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    await search_for.note("reporter's receipt", answer)
    return search_for.answers[-1][1]


def _address(desk: Desk, act: str) -> str:
    found = re.search(rf'action="/console(/(?:looks|identities)/[0-9a-f]+/{act})"', desk.raw)
    assert found is not None, desk.page
    return found[1]


async def _granted(office: Office, number: str, private: bytes, people: dict[str, Desk]) -> str:
    """A look that was asked for and granted; the asker's own page, where the name stands."""
    from backend.services import looks
    from backend.services.cases import Actor

    officer = people[f"officer of {BODY}"]
    await officer.get("/looks")
    await officer.post("/looks", ASKED | {"number": number})
    keeper = Actor("staff:keeper", "intake", frozenset({Role.CUSTODIAN}))
    async with office.house.work() as work:
        (row,) = await looks.waiting(work, None)
        await looks.grant(work, row.id, keeper, 1, "custodian", private)
    await officer.get("/looks")
    return await officer.post(_address(officer, "open"))


async def test_an_identity_is_nowhere_but_on_the_page_of_a_granted_look(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house, everywhere = office.house, Search()
    private = await quick_custodian(house)
    people = await _everybody(office)
    http = await office.stack.enter_async_context(TestClient(office.server))
    chat, filing = await _file(office, http, NAME)
    _, other = await _file(office, http, NAME)
    officer, reviewer = people[f"officer of {BODY}"], people[f"reviewer of {BODY}"]
    known = {"number": filing.case_number, "id": "0" * 32, "file_id": "0" * 32}

    async def look_everywhere() -> None:
        for who, desk in people.items():
            for number in (filing.case_number, other.case_number):
                await _all_pages(everywhere, who, desk, known | {"number": number})
        for number in (filing.case_number, other.case_number):
            await _all_answers(everywhere, office, known | {"number": number})
        await _notices(everywhere, house, chat)
        assert everywhere.found() == []

    await officer.step(filing.case_number, "accept")
    await officer.step(filing.case_number, "message", text="请问是哪一间")
    assert NAME in await _granted(office, filing.case_number, private, people)
    receipt = await _receipt(everywhere, office, filing)
    assert "发放奖励，核对领奖人，1 次" in receipt
    assert "您的身份信息被查看过 1 次" in (await chat.look_up(filing.receipt))[-1].text
    await officer.get(f"/cases/{other.case_number}/sheet")
    await officer.step(other.case_number, "transfer", to=OTHER_BODY, reason="不归我们管")
    await officer.step(filing.case_number, "verify")
    await officer.step(
        filing.case_number, "close", outcome="verified", reason="查实", penalty_yuan="100000"
    )
    await look_everywhere()
    await reviewer.step(filing.case_number, "approve_reward")
    await chat.press("reward.claim")
    await chat.look_up(filing.receipt)
    await look_everywhere()
    assert len(everywhere.answers) > 1000
    readers = {place.split(" /")[0] for place, said in everywhere.answers if "味道很大" in said}
    assert {f"officer of {BODY}", f"officer of {OTHER_BODY}", f"token of {BODY} officer",
            f"token of {OTHER_BODY} officer"} <= readers  # fmt: skip
    managed = {place for place, said in everywhere.answers if f"custodian of {BODY}" in said}
    assert "administrator of intake /console/staff" in managed, "the door was passed"
    assert await search(house, caplog.text, *CANARIES) == []
    # The search finds what is there: the same words on the page where they may stand.
    answer = await officer.client.get("/console/looks")
    assert answer.status == 200
    await officer.get("/looks")
    action = _address(officer, "open")
    answer = await officer.client.post(f"/console{action}", data={"csrf": officer.csrf})
    await everywhere.note("the asker", answer)
    assert everywhere.found() == [f"the asker /console{action}"]
