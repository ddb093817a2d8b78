"""The employer hunts the whistle-blower: every page of a safety officer, day after day, two worlds.

In one world a report stays with the firm; in the other it went outward, was worked, rewarded, and a
second report came to the body. What the employer can open must not differ by a letter.
"""

import re

from sqlalchemy import select

from backend.db.models import InsideCase
from backend.domain.cases import Event, Role
from backend.house import House
from backend.services import outward
from backend.services.cases import Actor, apply_event
from backend.web import console
from tests.support.api import BODY
from tests.support.console_app import Desk, Office
from tests.support.filing import connect
from tests.support.firm import Firm, make_firm

_ACCIDENTAL = re.compile(
    r'name="csrf" value="[^"]+"|data-owner="[^"]+"|/console/firm/[0-9a-f]{32}'
    r"|[\u4e00-\u9fff]{2}-\d{2,3}"
    r"|安全员 [0-9a-f]{6}|玉溪(?:红星|蓝天)化工有限公司"
)
"""What differs anyway: the form's token, the id, the name of the case, whose desk it is."""
DAYS = 24


def plain(page: str) -> str:
    return _ACCIDENTAL.sub("~", page)


async def _sign_in(office: Office, firm: Firm) -> Desk:
    """The safety officer in a fresh browser, as every morning: a session lasts half a day."""
    from backend.db.models import Staff

    async with office.house.work() as work:
        person = await work.session.get_one(Staff, firm.officer.id.removeprefix("staff:"))
        person.one_time_until = None
        name = person.name
    return await office.signed_in(name)


async def _inside_id(house: House, number: str) -> str:
    async with house.view() as view:
        row = await view.session.scalar(select(InsideCase).where(InsideCase.case_number == number))
        assert row is not None
        return row.id


async def _work_the_case(house: House, number: str) -> None:
    officer = Actor("staff:one", BODY, frozenset({Role.OFFICER, Role.REVIEWER}))
    closing = {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}
    for event, fields in ((Event.ACCEPT, {}), (Event.VERIFY, {}), (Event.CLOSE, closing)):
        async with house.work() as work:
            await apply_event(work, number, event, fields, officer)


async def test_two_worlds_look_the_same(office: Office) -> None:
    house = office.house
    await connect(house, BODY)
    quiet = await make_firm(house, connected=False)
    loud = await make_firm(house, connected=False, name="玉溪蓝天化工有限公司", aliases="")
    house.clock = lambda: quiet.now
    _, kept = await quiet.report("firm")
    loud_report, gone = await loud.report("firm")
    ids = {"quiet": await _inside_id(house, kept), "loud": await _inside_id(house, gone)}
    compared, last = 0, ""
    for day in range(DAYS):
        desks = {"quiet": await _sign_in(office, quiet), "loud": await _sign_in(office, loud)}
        if day == 3:
            async with house.work() as work:
                await outward.deny(work, loud_report)
        if day == 7:
            await loud.ring(gone)
            await _work_the_case(house, gone)
            # Somebody else reports the same firm, straight to the body.
            await loud.report("", "红塔区大营街化工厂仓库堆满危险化学品,没有通风")
        if day in (1, 9):
            for world, desk in desks.items():
                await desk.get(f"/firm/{ids[world]}")
                await desk.post(f"/firm/{ids[world]}/say", {"text": "正在看"})
        if day == 10:
            for world, desk in desks.items():
                await desk.get(f"/firm/{ids[world]}")
                await desk.post(f"/firm/{ids[world]}/fix", {"text": "已改好"})
                await desk.post(f"/firm/{ids[world]}/pay", {"yuan": "500"})
                again = await desk.post(f"/firm/{ids[world]}/fix", {"text": "已改好"}, 409)
                assert "已经报过整改" in again
        seen: dict[str, list[str]] = {}
        for world, desk in desks.items():
            pages = [await desk.get("/firm")]
            if day:
                pages.append(await desk.get(f"/firm/{ids[world]}"))
            seen[world] = [plain(one) for one in pages]
            last = desk.page
        assert seen["quiet"] == seen["loud"], day
        compared += len(seen["quiet"])
        quiet.pass_days(1)
    assert compared == 2 * DAYS - 1
    assert "反馈期满" in last


async def test_a_report_to_the_body_leaves_no_trace_at_the_firm(office: Office) -> None:
    await connect(office.house, BODY)
    firm = await make_firm(office.house, connected=False)
    desk = await _sign_in(office, firm)
    before = plain(await desk.get("/firm"))
    for words in ("锁门", "红塔区大营街化工厂仓库堆满危险化学品,没有通风"):
        await firm.report("", words)
        firm.pass_days(1)
        desk = await _sign_in(office, firm)
        assert plain(await desk.get("/firm")) == before


async def test_neither_hour_nor_number_nor_order_is_shown(office: Office) -> None:
    await connect(office.house, BODY)
    firm = await make_firm(office.house, connected=False)
    numbers = []
    for _ in range(5):
        _, number = await firm.report("first")
        numbers.append(number)
        firm.pass_days(0.02)
    firm.pass_days(1)
    desk = await _sign_in(office, firm)
    page = await desk.get("/firm")
    assert not [number for number in numbers if number in page]
    assert not re.search(r"\d{1,2}:\d{2}", page.partition("<main")[2])
    shown = re.findall(r"[\u4e00-\u9fff]{2}-\d{2,3}", page)
    assert len(shown) == 5
    # All are due on one day: by name, which is random, and not as they came.
    assert shown == sorted(shown)


async def test_nothing_else_of_the_house_opens(office: Office) -> None:
    await connect(office.house, BODY)
    firm = await make_firm(office.house, connected=False)
    _, number = await firm.report("first")
    firm.pass_days(1)
    desk = await _sign_in(office, firm)
    own = (
        "/firm", "/account", "/language", "/second-factor", "/sign", "/static", "/password",
        "/worker.js",
    )  # fmt: skip
    paths = {
        route.path.replace("{number}", number).replace("{id}", "0" * 32)
        for room in console.ROOMS
        for route in room.routes
        if getattr(route, "method", "") == "GET" and route.path not in ("", "/")
    }
    opened = []
    for path in sorted(paths):
        if not path.startswith(own):
            answer = await desk.client.get(f"/console{path}", params={"q": "x"})
            if answer.status not in (403, 404):
                opened.append((path, answer.status))
    assert opened == []
    answer = await desk.client.get("/console/register", params={"q": "红星"})
    assert answer.status == 403
