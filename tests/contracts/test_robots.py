"""What every robot keeps, over real HTTP against servers built from the services' documents.

``bot.robots.wecom``, ``bot.robots.dingtalk`` and ``bot.robots.feishu`` in turn.
"""

import datetime as dt

import pytest
from aiohttp import web
from sqlalchemy import select

from backend.db.models import BodyRobot, Job
from backend.domain.cases import Event
from backend.domain.robots import RobotKind
from backend.house import House
from backend.outbox import MAX_ATTEMPTS, Outbox
from backend.services import jobs, robots
from bot.robot_cards import RobotCards
from bot.robots import ROBOTS
from bot.robots.base import Refusal, post
from config.settings import RobotSettings
from handlers.robot_card import Card
from tests.support.fake_robots import KEYS, SECRETS, FakeRobots
from tests.support.filing import BODY, Filing

NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)


class Line:
    """A body's robot, the service it is at, and a worker that sends."""

    def __init__(self, filing: Filing, fakes: FakeRobots, kind: str) -> None:
        self.filing, self.house, self.kind = filing, filing.house, kind
        self.fakes, self.group = fakes, fakes.groups[kind]
        self.now = NOON
        self.robot = ""
        self.outbox = Outbox(self.house, RobotCards(self.house).executors())
        self.house.clock = lambda: self.now
        fakes.clock = lambda: self.now.timestamp()
        allow(self.house, fakes.origin)

    async def set(self, **other: str) -> "Line":
        """Set the robot as its administrator does."""
        given = {"address": self.fakes.address(self.kind), "secret": SECRETS[self.kind], **other}
        async with self.house.work() as work:
            row = await robots.add(work, BODY, self.kind, "值班群", **given, actor="staff:one")
            self.robot = row.id
        return self

    async def tells(self, event: str) -> None:
        """Let the case's robot hear of an event."""
        async with self.house.work() as work:
            await robots.tell(work, BODY, await self.case(work), event)

    async def case(self, work: robots.Work) -> robots.Case:
        return await work.session.get_one(robots.Case, self.filing.number)

    async def run(self) -> None:
        """Do all that is due now."""
        while await self.outbox.run_due():
            pass

    async def result(self) -> str | None:
        """How the last card went."""
        async with self.house.view() as view:
            return (await view.session.get_one(BodyRobot, self.robot)).result

    async def waiting(self) -> list[Job]:
        """The cards that wait."""
        async with self.house.view() as view:
            query = select(Job).where(Job.kind == robots.ROBOT).order_by(Job.run_at)
            return list(await view.session.scalars(query))


def allow(house: House, origin: str) -> None:
    """Let robots be at ``origin``, as a setting would."""
    given = RobotSettings(origins=origin)
    house.settings = house.settings.model_copy(update={"robots": given})


@pytest.fixture(params=[kind.value for kind in RobotKind])
async def line(
    request: pytest.FixtureRequest, sqlite_filing: Filing, fake_robots: FakeRobots
) -> Line:
    """A robot of each kind in turn, not set yet."""
    return Line(sqlite_filing, fake_robots, request.param)


async def test_a_card_holds_facts_and_a_link_and_no_word_of_a_report(line: Line) -> None:
    await line.set()
    await line.tells("submit")
    await line.run()
    (words,) = line.group.words()
    number = line.filing.number
    for part in (number, "新的举报待受理", "危险化学品", "待受理", f"/console/cases/{number}"):
        assert part in words
    private = ("化工厂", "大营街", "通风", line.filing.receipt)
    for secret in (*private, *filter(None, SECRETS.values())):
        assert secret not in words
    assert await line.result() == "sent"
    assert await line.waiting() == []


async def test_what_is_not_worth_a_ring_is_silent(line: Line) -> None:
    await line.set()
    assert not {"accept", "verify", "note", "close", "clock_warning"} & robots.RINGS.keys()
    assert {Event.URGE, Event.REFUSE, Event.OVERDUE} <= robots.RINGS.keys()
    await line.filing.payloads(robots.ROBOT)
    await line.filing.event("accept")
    assert await line.waiting() == []


async def test_a_wrong_secret_is_told_and_tried_again_until_it_is_parked(line: Line) -> None:
    wrong = {"address": line.fakes.address(line.kind)[:-1] + "X"} if line.kind == "wecom" else {}
    await line.set(**(wrong or {"secret": "SECwrong0000"}))
    await line.tells("submit")
    for _ in range(MAX_ATTEMPTS):
        # At noon of one day after the other.
        await line.run()
        line.now += dt.timedelta(days=1)
    why = (await line.result() or "").partition(":")[0]
    assert why == {"wecom": "unknown", "dingtalk": "security", "feishu": "signature"}[line.kind]
    assert line.group.came == []
    async with line.house.view() as view:
        assert [job.attempts for job in await jobs.parked(view)] == [MAX_ATTEMPTS]


async def test_a_service_that_is_down_loses_nothing(line: Line) -> None:
    await line.set()
    down = web.Response(status=503, text="<html>busy")
    moved = web.Response(status=302, headers={"Location": f"{line.fakes.origin}/inside"})
    line.group.faults = [down, moved, web.json_response({"nothing": 1})]
    await line.tells("submit")
    seen = []
    while not line.group.came:
        await line.run()
        seen.append(await line.result())
        line.now += dt.timedelta(seconds=10)
    # A redirect is an answer like any other: nobody is led to another address.
    assert seen == ["http:503", "http:302", "http:200", "sent"]
    assert line.group.asked == 4


async def test_many_at_once_all_arrive_and_never_too_fast(line: Line) -> None:
    await line.set()
    many = ROBOTS[RobotKind(line.kind)].pace.at_once + 4
    for _ in range(many):
        await line.tells("urge")
    start = line.now
    while await line.waiting():
        await line.run()
        waits = await line.waiting()
        line.now = waits[0].run_at if waits else line.now
        assert line.now - start < dt.timedelta(minutes=2)
    assert len(line.group.came) == many
    # The fake refuses what is over the limit: it was never asked in vain.
    assert line.group.asked == many


async def test_an_answer_that_it_is_too_fast_is_waited_for(line: Line) -> None:
    await line.set()
    robot = ROBOTS[RobotKind(line.kind)]
    code, wait = next(iter(robot.too_fast.items()))
    line.group.faults = [web.json_response({robot.code: code, "msg": "slow down"})]
    await line.tells("submit")
    await line.run()
    assert await line.result() == f"too_fast:{code}"
    (job,) = await line.waiting()
    assert job.run_at == line.now + dt.timedelta(seconds=wait)
    line.now = job.run_at
    await line.run()
    assert len(line.group.came) == 1


async def test_at_night_only_lives_in_danger_ring(line: Line) -> None:
    await line.set()
    line.now = dt.datetime(2026, 11, 25, 15, 30, tzinfo=dt.UTC)  # 23:30 there
    await line.tells("submit")
    await line.run()
    assert line.group.asked == 0
    (job,) = await line.waiting()
    assert (job.run_at, job.attempts) == (dt.datetime(2026, 11, 25, 23, tzinfo=dt.UTC), 0)
    async with line.house.work() as work:
        (await line.case(work)).urgency = "immediate"
    await line.tells("urge")
    await line.run()
    assert len(line.group.came) == 1
    assert "紧急" in line.group.words()[0]
    line.now = job.run_at
    await line.run()
    assert len(line.group.came) == 2


async def test_who_has_lost_the_case_or_the_robot_hears_no_more(line: Line) -> None:
    await line.set()
    await line.tells("submit")
    async with line.house.work() as work:
        (await line.case(work)).holder_id = "530402.fire"
    await line.run()
    await line.tells("submit")
    async with line.house.work() as work:
        await robots.remove(work, BODY, line.robot, "staff:one")
    await line.run()
    assert (line.group.asked, await line.waiting()) == (0, [])


async def test_an_origin_that_is_allowed_no_more_is_not_called(line: Line) -> None:
    await line.set()
    allow(line.house, "")
    await line.tells("submit")
    await line.run()
    assert (line.group.asked, await line.result()) == (0, "robot_host")


async def test_a_test_card_goes_out_at_once_and_only_once(line: Line) -> None:
    await line.set()
    line.now = dt.datetime(2026, 11, 25, 15, 30, tzinfo=dt.UTC)
    for down in (True, False):
        line.group.faults = [web.Response(status=503)] if down else []
        async with line.house.work() as work:
            await robots.test(work, BODY, line.robot)
        assert await line.result() is None
        await line.run()
        assert await line.result() == ("http:503" if down else "sent")
        assert await line.waiting() == []
    assert "测试卡片" in line.group.words()[0]


async def test_the_longest_card_still_fits(line: Line) -> None:
    robot = ROBOTS[RobotKind(line.kind)]
    lines = tuple(f"第 {n} 行{'字' * 300}" for n in range(60))
    link = f"{line.fakes.origin}/console/cases/YX-0000-0000"
    card = Card("案件 YX-0000-0000", lines, "在后台办理", link, urgent=True)
    await post(robot, robot.request(line.fakes.address(line.kind), SECRETS[line.kind], card, NOON))
    (words,) = line.group.words()
    assert "第 0 行" in words
    assert link in words


async def test_nobody_listening_is_told_without_the_address(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await line.set()
    await line.fakes.stop()
    await line.tells("submit")
    await line.run()
    assert await line.result() == "unreachable"
    assert KEYS[line.kind] not in caplog.text
    robot = ROBOTS[RobotKind(line.kind)]
    card = Card("x", (), "y", "z", urgent=False)
    with pytest.raises(Refusal) as raised:
        await post(robot, robot.request(line.fakes.address(line.kind), "", card, NOON))
    assert KEYS[line.kind] not in f"{raised.value}{raised.value.__cause__}"


async def test_its_address_and_secret_lie_sealed(line: Line) -> None:
    await line.set()
    async with line.house.view() as view:
        row = await view.session.get_one(BodyRobot, line.robot)
        stored = row.address + (row.secret or b"")
    for secret in (KEYS[line.kind], SECRETS[line.kind] or KEYS[line.kind]):
        assert secret.encode() not in stored
