"""What every delivery to a webhook keeps, over real HTTP to a receiver on loopback."""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import socket
import time
from types import SimpleNamespace

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from sqlalchemy import select

from backend.db.models import Case, Job, Webhook, WebhookTry
from backend.domain.webhooks import Group
from backend.outbox import Outbox
from backend.services import jobs, webhook_log, webhooks
from backend.services.webhooks import WEBHOOK
from backend.web.api import ENDPOINTS
from backend.web.api.openapi import HOW_TO_CHECK, document
from bot.app import running
from bot.webhooks import Fault, PublicOnly, Webhooks, post
from config.settings import WebhookSettings
from tests.support.filing import BODY, FOREIGN, HAZARD, Filing
from tests.support.json_schema import faults
from tests.support.receiver import HUGE, MOVED, NEVER, Receiver

SECONDS = 1.0
"""How long one try may take here."""
START = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)


class Line:
    """A body's webhook, the receiver it calls, and a worker that sends."""

    def __init__(self, filing: Filing, receiver: Receiver) -> None:
        self.filing, self.house, self.receiver = filing, filing.house, receiver
        self.now = START
        self.house.clock = lambda: self.now
        self.hook = self.secret = ""
        self.outbox = self.worker()
        self.allow(receiver.origin)

    def worker(self) -> Outbox:
        """Another process that sends."""
        return Outbox(self.house, Webhooks(self.house, SECONDS).executors())

    def allow(self, *origins: str) -> None:
        """Let receivers be at these origins, as a setting would."""
        given = WebhookSettings(origins=",".join(origins))
        self.house.settings = self.house.settings.model_copy(update={"webhooks": given})

    async def set(self, body: str = BODY, address: str = "") -> "Line":
        """Set the webhook as its administrator does."""
        address = address or f"{self.receiver.origin}/hook?key=made-up-word"
        async with self.house.work() as work:
            row, self.secret = await webhooks.add(
                work, body, "平台", address, tuple(Group), "staff:one"
            )
            self.hook = row.id
        return self

    async def tells(self, event: str = "urge") -> None:
        """Let the webhook hear of an event of the case."""
        async with self.house.work() as work:
            case = await work.session.get_one(Case, self.filing.number)
            await webhooks.tell(work, case, event)

    async def run(self) -> None:
        """Do all that is due now."""
        while await self.outbox.run_due():
            pass

    async def waiting(self) -> list[Job]:
        """The deliveries that wait, parked ones too."""
        async with self.house.view() as view:
            query = select(Job).where(Job.kind == WEBHOOK).order_by(Job.run_at)
            return list(await view.session.scalars(query))

    async def put_on_to_next(self) -> None:
        """Let time go by until a delivery is due."""
        self.now = max(self.now, (await self.waiting())[0].run_at)

    async def log(self) -> list[tuple[str, int | str | None, int]]:
        """The log, oldest first: how each try went, its status or fault, the attempt."""
        return [(one.went, one.status or one.fault, one.attempt) for one in await self.rows()]

    async def rows(self) -> list[WebhookTry]:
        async with self.house.view() as view:
            return (await webhook_log.newest(view, self.hook))[::-1]


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
    await _move(line, down, "http://127.0.0.1:9/hook")
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
    await _move(line, down, f"{line.receiver.origin}/hook")
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


async def _move(line: Line, hook: str, address: str) -> None:
    async with line.house.work() as work:
        row = await work.session.get_one(Webhook, hook)
        row.address = work.vault.seal(address.encode(), "webhooks", hook, "address")


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


async def test_an_address_that_is_allowed_no_more_is_not_called(line: Line) -> None:
    await line.tells()
    async with line.house.work() as work:
        await webhooks.test(work, BODY, line.hook)
    line.allow()
    await line.run()
    assert sorted(await line.log()) == [("dropped", "settings", 1), ("parked", "settings", 1)]
    assert line.receiver.came == []


class Names(AbstractResolver):
    """Names that resolve to what a test says."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All of them."""
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in self.hosts
        ]

    async def close(self) -> None:
        """Nothing to let go of."""


@pytest.mark.parametrize(
    "hosts", [("127.0.0.1",), ("::1",), ("169.254.169.254",), ("8.8.8.8", "10.0.0.1")]
)
async def test_a_name_that_leads_to_an_inner_network_is_not_called(
    line: Line, hosts: tuple[str, ...]
) -> None:
    port = line.receiver.origin.rpartition(":")[2]
    await _move(line, line.hook, f"https://hooks.example.org:{port}/hook?key=made-up-word")
    await line.tells()
    (job,) = await line.waiting()
    async with line.house.view() as view:
        payload = json.loads(view.vault.open(job.payload, "jobs", job.id))
        sending = await webhooks.load(view, payload)
    assert isinstance(sending, webhooks.Sending)
    with pytest.raises(Fault) as raised:
        await post(sending, 0, SECONDS, Names(*hosts))
    assert raised.value.why == "inner"
    assert "made-up-word" not in f"{raised.value!r}{raised.value.__cause__!r}"
    assert line.receiver.came == []


async def test_names_of_the_public_net_are_called_at_the_address_that_was_checked() -> None:
    found = await PublicOnly(Names("8.8.8.8", "2606:4700::1111")).resolve("hooks.example.org", 443)
    assert [one["host"] for one in found] == ["8.8.8.8", "2606:4700::1111"]


async def test_a_receiver_without_tls_or_with_its_own_certificate_is_told_of(line: Line) -> None:
    # Named by the settings, so that it may be on loopback; yet TLS stays TLS.
    secure = line.receiver.origin.replace("http", "https")
    line.allow(secure)
    await _move(line, line.hook, f"{secure}/hook")
    await line.tells()
    await line.run()
    assert await line.log() == [("again", "tls", 1)]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is never used: nobody listens there."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
