"""A county office without Telegram: a robot in its group, mail, and a Telegram group beside them.

Over real HTTP and SMTP on loopback: a report is filed and rings, the case is worked, a morning
comes; each hears what it should, once, and never a word of the report.
"""

import datetime as dt

from backend.domain.cases import Role
from backend.domain.deadlines import SHANGHAI
from backend.house import House
from backend.services import access, access_codes, accounts, mail, robots, sweep
from backend.services.cases import Actor, apply_event
from backend.services.cases import Event as Step
from config.settings import MailSettings, RobotSettings
from tests.support.fake_robots import KEYS, SECRETS, FakeRobots
from tests.support.fake_telegram import FakeTelegram
from tests.support.mail import Post
from tests.support.telegram_journey import BODY, HAZARD
from tests.support.webchat import open_hall

GROUP = -100500


async def _office(house: House, fakes: FakeRobots, url: str) -> None:
    """The body sets up all three robots, its address and its Telegram group."""
    given = {
        "robots": RobotSettings(origins=fakes.origin),
        "mail": MailSettings(url=url, sender="chuishao@chuishao.example"),  # type: ignore[arg-type]
    }
    house.settings = house.settings.model_copy(update=given)
    async with house.work() as work:
        for kind in KEYS:
            address, secret = fakes.address(kind), SECRETS[kind]
            await robots.add(work, BODY, kind, f"{kind} 群", address, secret, "staff:one")
        await mail.set_address(work, BODY, "duty@hongta.example", "staff:one")
        code = await access_codes.new_code(work, "group", BODY)
        external = str(GROUP)
        row = await accounts.ensure(
            work, "telegram", external, send_to=external.encode(), locale="zh_CN"
        )
        await access.bind_group(work, code, row.external_hash, "telegram", external.encode())


async def test_a_county_office_hears_of_its_cases_and_of_its_mornings(
    channel_house: House,
    telegram: FakeTelegram,
    fake_robots: FakeRobots,
    post: tuple[Post, str],
) -> None:
    house, (box, url) = channel_house, post
    noon = dt.datetime(2026, 11, 26, 12, tzinfo=SHANGHAI).astimezone(dt.UTC)
    morning = dt.datetime(2026, 11, 30, 8, 30, 1, tzinfo=SHANGHAI).astimezone(dt.UTC)
    shifts = [noon]
    started = dt.datetime.now(dt.UTC)
    house.clock = lambda: shifts[-1] + (dt.datetime.now(dt.UTC) - started)
    fake_robots.clock = lambda: house.clock().timestamp()
    officer = telegram.user(9, "Officer")
    group = await telegram.group(GROUP, "made-up bureau", officer)
    await _office(house, fake_robots, url)
    async with open_hall(house) as hall:
        chat = await hall.chat()
        await chat.say(HAZARD)
        await chat.press("report.submit")
        await group.hears("案件", "待受理")
        for kind in KEYS:
            (words,) = await fake_robots.brought(kind, 1)
            assert "新的举报待受理" in words
        number = str((await box.received(1))[0]["Subject"]).removeprefix("案件 ")
        async with house.work() as work:
            who = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
            await apply_event(work, number, Step.ACCEPT, {}, who)
        await group.hears(number, "已受理")

        # Another comes and waits over the week-end.
        other = await hall.chat()
        await other.say(HAZARD)
        await other.press("report.submit")
        waiting = str((await box.received(2))[1]["Subject"]).removeprefix("案件 ")

        # The sweep of a running server has armed the next mornings; one comes, a Monday.
        await sweep.run(house)
        shifts.append(morning)
        await sweep.run(house)
        house.wake_jobs()
        for kind in KEYS:
            await fake_robots.brought(kind, 3)
        await box.received(3)
        digest = await group.hears("红塔区应急管理局 本周待办", waiting)
    for words in (one.words() for one in fake_robots.groups.values()):
        # Accepting rang no bell: these robots can't be silent.
        assert len(words) == 3
        assert "本周待办" in words[2]
        assert number not in words[2]
    letter = box.came[2]
    assert str(letter["Subject"]) == "红塔区应急管理局 本周待办（2026-11-30）"
    sent = [call for call in telegram.calls if call[0] == "sendMessage"]
    quiet = [params for _, params in sent if "本周待办" in params.text("text", 4096)]
    assert [params.flag("disable_notification") for params in quiet] == [True]
    everything = digest.text + "".join(map(str, box.came))
    everything += "".join(w for one in fake_robots.groups.values() for w in one.words())
    for secret in ("大营街", "仓库", "通风"):
        assert secret not in everything
