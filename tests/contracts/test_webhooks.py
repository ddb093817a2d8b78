"""What every delivery to a webhook keeps, over real HTTP to a receiver on loopback."""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import time
from types import SimpleNamespace

import pytest

from backend.db.models import Case, Job, Webhook
from backend.domain.webhooks import Group
from backend.services import jobs, webhook_log, webhooks
from backend.web.api import ENDPOINTS
from backend.web.api.openapi import HOW_TO_CHECK, document
from bot.app import running
from tests.support.filing import BODY, FOREIGN, HAZARD, Filing
from tests.support.json_schema import faults
from tests.support.receiver import HUGE, MOVED, NEVER, Receiver
from tests.support.webhook_line import START, Line


@pytest.fixture
async def line(sqlite_filing: Filing, receiver: Receiver) -> Line:
    """A webhook that is set."""
    return await Line(sqlite_filing, receiver).set()


async def test_a_delivery_is_signed_described_and_holds_no_word_of_a_report(line: Line) -> None:
    await line.filing.event("accept")
    await line.filing.event("message", text="请补充门牌号")
    await line.run()
    for headers, raw in line.receiver.came:
        said = json.loads(raw)
        schema = {"$ref": "#/components/schemas/DeliveryOut"}
        assert faults(schema, said, document(ENDPOINTS)) == []
        assert headers["Chuishao-Delivery"] == said["id"]
        assert headers["Content-Type"] == "application/json"
        parts = dict(part.split("=") for part in headers["Chuishao-Signature"].split(","))
        assert int(parts["t"]) == START.timestamp()
        made = hmac.new(line.secret.encode(), f"{parts['t']}.".encode() + raw, hashlib.sha256)
        assert parts["v1"] == made.hexdigest()
        whole = raw.decode() + str(headers) + json.dumps(said, ensure_ascii=False)
        for word in ("化工", "大营街", "门牌", HAZARD[:4], line.filing.receipt, line.secret):
            assert word not in whole
    assert {json.loads(raw)["event"] for _, raw in line.receiver.came} == {"accept", "message"}
    assert await line.log() == [("sent", 200, 1), ("sent", 200, 1)]
    assert await line.waiting() == []


async def test_the_described_check_takes_what_is_ours_and_nothing_else(line: Line) -> None:
    line.now = dt.datetime.now(dt.UTC)
    await line.tells()
    await line.run()
    ((headers, raw),) = line.receiver.came
    example = "\n".join(one.strip() for one in HOW_TO_CHECK.splitlines() if one.startswith(" " * 8))

    def genuine(secret: str, body: bytes) -> bool:
        request = SimpleNamespace(headers=headers, body=body)
        names = {"hmac": hmac, "time": time, "SIGNATURE": "Chuishao-Signature"}
        scope = {**names, "request": request, "secret": secret}
        exec(example, scope)  # noqa: S102 - our own three lines
        return bool(scope["genuine"])

    assert genuine(line.secret, raw)
    assert not genuine(line.secret, raw + b" ")
    assert not genuine("another", raw)


async def test_a_failed_delivery_comes_again_with_its_id(line: Line) -> None:
    line.receiver.answers = [500, MOVED, NEVER, HUGE]
    await line.tells()
    while await line.waiting():
        await line.run()
        if await line.waiting():
            await line.put_on_to_next()
    assert await line.log() == [
        ("again", 500, 1),
        ("again", 302, 2),
        ("again", "timeout", 3),
        # What is said beside the status is nobody's business.
        ("sent", 200, 4),
    ]
    ids = {headers["Chuishao-Delivery"] for headers, _ in line.receiver.came}
    assert (len(line.receiver.came), len(ids)) == (4, 1)
    assert len({raw for _, raw in line.receiver.came}) == 1
    # Each try is signed anew, for a receiver that takes no old one.
    assert len({headers["Chuishao-Signature"] for headers, _ in line.receiver.came}) == 4
    assert line.receiver.inside == 0


async def test_a_process_that_died_repeats_the_same_delivery(line: Line) -> None:
    await line.tells()
    dying = line.worker()
    line.receiver.answers = [NEVER]
    task = asyncio.create_task(dying.run_due())
    async with asyncio.timeout(30):
        await line.receiver.arrived.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await line.run()
    assert len(line.receiver.came) == 1
    line.now += dt.timedelta(minutes=2)
    await line.run()
    first, second = line.receiver.came
    assert first[0]["Chuishao-Delivery"] == second[0]["Chuishao-Delivery"]
    assert first[1] == second[1]
    assert await line.waiting() == []


async def test_a_running_installation_sends_them_beside_its_other_work(line: Line) -> None:
    line.house.clock = lambda: dt.datetime.now(dt.UTC)
    async with running(line.house), asyncio.timeout(60):
        await line.filing.event("accept")
        await line.receiver.arrived.wait()
    ((_, raw),) = line.receiver.came
    assert json.loads(raw)["event"] == "accept"


async def test_after_a_day_a_delivery_waits_for_a_person(line: Line) -> None:
    line.receiver.answers = [503] * 100
    await line.tells()
    while not (parked := await _parked(line)):
        await line.put_on_to_next()
        await line.run()
    assert dt.timedelta(hours=20) < line.now - START < dt.timedelta(hours=26)
    log = await line.log()
    assert [went for went, *_ in log] == ["again"] * (len(log) - 1) + ["parked"]
    assert len(line.receiver.came) == len(log)
    line.receiver.answers = []
    async with line.house.work() as work:
        await jobs.try_again(work, parked[0].id)
    line.now += dt.timedelta(minutes=5)
    await line.run()
    assert (await line.log())[-1] == ("sent", 200, 1)
    assert await line.waiting() == []


async def _parked(line: Line) -> list[Job]:
    async with line.house.view() as view:
        return await jobs.parked(view)


async def test_one_that_is_down_is_asked_rarely_and_holds_up_no_other(
    line: Line, sqlite_filing: Filing
) -> None:
    other = await Line(sqlite_filing, line.receiver).set(BODY)
    other.now, down = START, line.hook
    await line.move("http://127.0.0.1:9/hook")
    line.allow(line.receiver.origin, "http://127.0.0.1:9")
    line.house.clock = lambda: line.now
    for _ in range(30):
        await line.tells()
    await line.run()
    assert len(line.receiver.came) == 30
    line.hook = down
    # What went out together; all others wait for one that tries.
    tried = len(await line.log())
    assert {fault for _, fault, _ in await line.log()} == {"unreachable"}
    for _ in range(3):
        async with line.house.view() as view:
            until = (await view.session.get_one(Webhook, down)).paused_until
        assert until is not None
        line.now = until
        await line.run()
    assert len(await line.log()) == tried + 3
    assert len(await line.waiting()) == 30
    # It is back: within minutes of that all have come.
    await line.move(f"{line.receiver.origin}/hook")
    for _ in range(100):
        if not await line.waiting():
            break
        await line.put_on_to_next()
        await line.run()
    assert len(line.receiver.came) == 60
    assert len({headers["Chuishao-Delivery"] for headers, _ in line.receiver.came}) == 60


async def test_what_waited_a_day_behind_one_that_is_down_is_parked_too(line: Line) -> None:
    line.receiver.answers = [500] * 5
    await line.tells()
    await line.run()
    await line.tells()
    await line.run()
    assert [job.attempts for job in await line.waiting()] == [1, 0]
    line.now += dt.timedelta(days=1, seconds=30)
    async with line.house.work() as work:
        row = await work.session.get_one(Webhook, line.hook)
        row.paused_until = line.now + dt.timedelta(minutes=1)
    await line.run()
    assert [job.state for job in await line.waiting()] == ["parked", "parked"]
    parked = [one for one in await line.log() if one[0] == "parked"]
    assert sorted(parked) == [("parked", "paused", 1), ("parked", "paused", 2)]


async def test_who_lost_the_case_or_the_webhook_hears_no_more(line: Line) -> None:
    await line.tells()
    async with line.house.work() as work:
        (await work.session.get_one(Case, line.filing.number)).holder_id = FOREIGN
    await line.run()
    assert await line.log() == [("dropped", "left", 1)]
    async with line.house.work() as work:
        (await work.session.get_one(Case, line.filing.number)).holder_id = BODY
    await line.tells()
    async with line.house.work() as work:
        await webhooks.change(work, BODY, line.hook, "staff:one", groups=tuple(Group), active=False)
    await line.run()
    assert ("dropped", "off", 1) in await line.log()
    # A test goes out all the same: that is how one looks before switching it on.
    async with line.house.work() as work:
        await webhooks.test(work, BODY, line.hook)
    await line.run()
    assert [json.loads(raw)["event"] for _, raw in line.receiver.came] == ["test"]
    async with line.house.work() as work:
        await webhooks.test(work, BODY, line.hook)
        await webhooks.remove(work, BODY, line.hook, "staff:one")
    await line.run()
    assert (len(line.receiver.came), await line.waiting()) == (1, [])


async def test_a_test_is_tried_once_and_reopens_what_was_paused(line: Line) -> None:
    line.receiver.answers = [500, 404]
    await line.tells()
    await line.run()
    for status in (404, 200):
        async with line.house.work() as work:
            delivery = await webhooks.test(work, BODY, line.hook)
        await line.run()
        async with line.house.view() as view:
            last = await webhook_log.of_delivery(view, line.hook, delivery)
            failures = (await view.session.get_one(Webhook, line.hook)).failures
        assert last is not None
        assert last.status == status
        assert failures == (0 if status == 200 else 1)
    said = json.loads(line.receiver.came[-1][1])
    assert (said["event"], said["case_number"], said["api"]) == ("test", None, None)
    assert len(await line.waiting()) == 1
