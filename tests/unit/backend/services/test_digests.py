"""The digest: what stands in it, to whom it goes how often, once whatever runs beside or dies."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import Case, EnforcementBody, Job
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid
from backend.house import House
from backend.services import digests, mail, robots, sweep
from backend.services.digests import DIGEST, GROUP_DIGEST
from config.settings import MailSettings
from tests.support.filing import BODY, Filing, file_report

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc"
MONDAY, TUESDAY, SATURDAY = 30, 1, 5


def _on(house: House, day: int, hour: int = 9, minute: int = 0) -> None:
    month = 11 if day == MONDAY else 12
    now = dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(dt.UTC)
    house.clock = lambda: now


@pytest.fixture
async def told(filing: Filing) -> Filing:
    """A case whose body has a robot and an address; mail is on."""
    given = MailSettings(url="smtp://127.0.0.1:1", sender="a@b.example")  # type: ignore[arg-type]
    filing.house.settings = filing.house.settings.model_copy(update={"mail": given})
    async with filing.house.work() as work:
        await robots.add(work, BODY, "wecom", "群", ADDRESS, "", "staff:one")
        await mail.set_address(work, BODY, "duty@hongta.example", "staff:one")
        case = await work.session.get_one(Case, filing.number)
        # Filed by the machine's own clock: due long before the day of the test, or on it.
        case.due_at = dt.datetime(2026, 12, 1, 23, 59, 59, tzinfo=SHANGHAI)
    await filing.payloads("robot")
    await filing.payloads("mail")
    return filing


async def _lines(filing: Filing) -> list[str]:
    cards = [one["words"] for one in await filing.payloads("robot")]
    return ["\n".join([one["title"], *one["lines"]]) for one in cards]


async def test_each_morning_what_waits_goes_out_once(told: Filing) -> None:
    _on(told.house, TUESDAY)
    # As when several processes claim what a dead one had left.
    await asyncio.gather(*(digests.run(told.house) for _ in range(3)))
    (words,) = await _lines(told)
    for part in ("红塔区应急管理局 今日待办", "待受理 1 件", "今天到期 1 件", told.number):
        assert part in words
    assert "化工厂" not in words
    assert "已超" not in words
    assert await told.payloads("mail") == []
    async with told.house.view() as view:
        (job,) = await view.session.scalars(select(Job).where(Job.kind == DIGEST))
        assert job.run_at == dt.datetime(2026, 12, 2, 8, 30, tzinfo=SHANGHAI)


async def test_the_first_working_day_brings_the_weekly_edition_to_mail_too(told: Filing) -> None:
    async with told.house.work() as work:
        case = await work.session.get_one(Case, told.number)
        case.holder_id, case.status = BODY, "closed"
        case.closed_at, case.due_at = dt.datetime(2026, 11, 26, tzinfo=dt.UTC), None
    _on(told.house, MONDAY)
    await digests.run(told.house)
    (words,) = await _lines(told)
    assert "本周待办" in words
    assert "上周办结 1 件" in words
    (letter,) = await told.payloads("mail")
    assert letter["to"] == "duty@hongta.example"
    assert letter["subject"] == "红塔区应急管理局 本周待办（2026-11-30）"
    assert letter["text"].endswith("/console/")
    _on(told.house, TUESDAY)
    await digests.run(told.house)
    # Nothing waits: what was closed alone is no news of a day.
    assert await _lines(told) == []


@pytest.mark.parametrize(
    ("day", "hour", "minute"), [(SATURDAY, 9, 0), (TUESDAY, 8, 29), (TUESDAY, 22, 1)]
)
async def test_on_days_off_before_the_hour_and_at_night_nothing_is_sent(
    told: Filing, day: int, hour: int, minute: int
) -> None:
    _on(told.house, day, hour, minute)
    await digests.run(told.house)
    assert await _lines(told) == []


async def test_a_body_chooses_for_each_channel(told: Filing) -> None:
    async with told.house.work() as work:
        with pytest.raises(Invalid, match="digest_every"):
            await digests.choose(work, BODY, {"group": "daily", "robot": "x"}, "staff:one")
        chosen = {"group": "off", "robot": "off", "mail": "daily"}
        await digests.choose(work, BODY, chosen, "staff:one")
        body = await work.session.get_one(EnforcementBody, BODY)
        assert {one: digests.every(body, one) for one in chosen} == chosen
    _on(told.house, TUESDAY)
    await digests.run(told.house)
    assert await _lines(told) == []
    (letter,) = await told.payloads("mail")
    assert "今日待办" in letter["subject"]
    assert await told.payloads(GROUP_DIGEST) == []


async def test_what_a_reporter_said_last_waits_and_many_are_cut(sqlite_filing: Filing) -> None:
    house = sqlite_filing.house
    async with house.work() as work:
        await robots.add(work, BODY, "wecom", "群", ADDRESS, "", "staff:one")
    for _ in range(6):
        await file_report(house)
    await sqlite_filing.event("accept")
    await sqlite_filing.event("message", text="您好，我们去看了")
    async with house.work() as work:
        for case in await work.session.scalars(select(Case)):
            case.due_at = dt.datetime(2026, 11, 27, 23, 59, 59, tzinfo=SHANGHAI)
    await sqlite_filing.payloads("robot")
    _on(house, TUESDAY)
    await digests.run(house)
    (words,) = await _lines(sqlite_filing)
    assert "待受理 6 件" in words
    assert " 等" in words
    assert "已超时限 7 件" in words
    assert "待答复" not in words


async def test_the_sweep_arms_the_next_morning_once(sqlite_house: House) -> None:
    _on(sqlite_house, TUESDAY, 15)
    await sweep.run(sqlite_house)
    await sweep.run(sqlite_house)
    async with sqlite_house.view() as view:
        (job,) = await view.session.scalars(select(Job).where(Job.kind == DIGEST))
    assert job.dedupe_key == "digest:2026-12-02"
