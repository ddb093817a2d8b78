"""Telegram's bad days: pauses, refusals, outages and our own death lose no report."""

import asyncio

from tests.journeys.test_telegram import number_on
from tests.support.fake_telegram import FakeTelegram
from tests.support.server import Server
from tests.support.telegram_journey import HAZARD, Bureau


async def test_kill_9_between_updates_loses_none_and_files_none_twice(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    bureau = Bureau(installation)
    await bureau.cases()
    ann, bob = telegram.user(7), telegram.user(8)
    await ann.says(HAZARD)
    await ann.hears("请核对")
    await bob.says(HAZARD)
    await bob.hears("请核对")

    # The press is committed, its answer isn't sent, and Telegram hasn't heard that it was taken.
    telegram.fails("sendMessage", 500, times=100, chat_id=7)
    press = await ann.presses("提交")
    await press.answer()
    await telegram.wait_until(lambda: not telegram.updates)
    await installation.kill()
    telegram.repeat(1)
    await bob.presses("提交")
    telegram.faults.clear()
    await installation.start()
    mine = number_on(await ann.hears("您的查询码", seconds=90))
    other = number_on(await bob.hears("您的查询码"))
    assert sorted(await bureau.cases()) == sorted([mine, other])


async def test_a_pause_and_a_block_hold_up_nobody_else(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    ann, bob = telegram.user(7), telegram.user(8)
    await ann.says(HAZARD)
    await ann.hears("请核对")
    telegram.fails("sendMessage", 429, seconds=4, chat_id=7)
    await ann.presses("提交")
    await bob.says(HAZARD)
    await bob.hears("请核对")
    await ann.hears("您的查询码", seconds=30)

    await bob.presses("提交")
    number = number_on(await bob.hears("您的查询码"))
    await bob.blocks()
    bureau = Bureau(installation)
    await bureau.does(number, "accept")
    await telegram.wait_until(lambda: any("已受理" in words for words in _said(telegram, 8)))
    await bob.unblocks()
    await bureau.does(number, "verify")
    await bob.hears(number, "开始核查")
    assert "已受理" not in bob.chat.story().partition("您的查询码")[2]


def _said(telegram: FakeTelegram, chat_id: int) -> list[str]:
    """What the bot tried to say in a chat."""
    calls = telegram.called("sendMessage")
    return [str(c.values["text"]) for c in calls if c.values["chat_id"] == str(chat_id)]


async def test_an_outage_is_sat_out(installation: Server, telegram: FakeTelegram) -> None:
    telegram.down = True
    await installation.start()
    ann = telegram.user(7)
    await ann.says(HAZARD)
    telegram.down = False
    await ann.hears("请核对", seconds=40)
    telegram.down = True
    await asyncio.gather(ann.says("还有,大门口没有灭火器"), ann.says("也没有人管"))
    telegram.down = False
    await ann.hears("请核对", seconds=40)
